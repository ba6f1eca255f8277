#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "run/journal.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class JournalFile : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return std::filesystem::directory_iterator(folder_)->path(); }
  void append(const std::string& key, const std::string& message = "") const {
    Journal(folder_).append({key, "train", "lstm-h8-l1 seed 1", "ok", "", message, {{"epochs", 3}}, 1.5});
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(JournalFile, OfAFolderThatDoesNotExistIsEmpty) {
  const Journal journal(folder_ / "none");
  EXPECT_TRUE(journal.records().empty());
  EXPECT_EQ(journal.find("k"), nullptr);
}

TEST_F(JournalFile, WhatIsAppendedIsReadBack) {
  append("k1", "two\nlines and \"quotes\"");
  const Journal journal(folder_);
  const Record* record = journal.find("k1");
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->kind, "train");
  EXPECT_EQ(record->subject, "lstm-h8-l1 seed 1");
  EXPECT_EQ(record->status, "ok");
  EXPECT_EQ(record->message, "two\nlines and \"quotes\"");
  EXPECT_EQ(record->result, (Json{{"epochs", 3}}));
  EXPECT_EQ(record->seconds, 1.5);
}

TEST_F(JournalFile, TheNewestRecordOfAKeyOrASubjectIsFound) {
  append("k", "first");
  append("k", "second");
  const Journal journal(folder_);
  EXPECT_EQ(journal.records().size(), 2U);
  EXPECT_EQ(journal.find("k")->message, "second");
  EXPECT_EQ(journal.newest("train", "lstm-h8-l1 seed 1")->message, "second");
  EXPECT_EQ(journal.newest("quality", "lstm-h8-l1 seed 1"), nullptr);
  EXPECT_EQ(journal.newest("train", "lstm-h8-l1 seed 2"), nullptr);
}

TEST_F(JournalFile, ItsOwnAppendsAreSeenAtOnce) {
  Journal journal(folder_);
  journal.append({"k", "cost", "x", "failed", "run", "why", nullptr, 0});
  ASSERT_NE(journal.find("k"), nullptr);
  EXPECT_TRUE(journal.find("k")->result.is_null());
}

TEST_F(JournalFile, ATornLastLineIsDroppedWhereverItWasTorn) {
  append("k1");
  append("k2");
  const std::string whole = read_file(file());
  const std::size_t second = whole.find('\n') + 1;
  for (std::size_t size = second; size < whole.size(); ++size) {
    write_file_atomically(file(), whole.substr(0, size));
    const Journal journal(folder_);
    ASSERT_EQ(journal.records().size(), 1U) << size;
    EXPECT_EQ(journal.records()[0].key, "k1");
  }
}

TEST_F(JournalFile, AfterATornLineTheNextAppendStartsACleanOne) {
  append("k1");
  append_and_sync(file(), "{\"schema\":1,\"key\":\"to");
  append("k2");
  const Journal journal(folder_);
  ASSERT_EQ(journal.records().size(), 2U);
  EXPECT_NE(journal.find("k2"), nullptr);
}

TEST_F(JournalFile, AReaderLeavesAnothersHalfWrittenLineAlone) {
  append("k1");
  const std::string torn = read_file(file()) + "{\"schema\":1,";
  write_file_atomically(file(), torn);
  const Journal reader(folder_);
  EXPECT_EQ(read_file(file()), torn) << "a run may be writing it";
}

TEST_F(JournalFile, ACorruptLineInTheMiddleIsNamedWithItsNumber) {
  append("k1");
  append_and_sync(file(), "rubbish\n");
  append_and_sync(file(), read_file(file()).substr(0, read_file(file()).find('\n') + 1));
  EXPECT_THAT([&] { Journal journal(folder_); },
              ThrowsMessage<InputError>(AllOf(StartsWith(file().string() + ":2: not a record of a run"),
                                              EndsWith("take the line out to go on without it"))));
}

TEST_F(JournalFile, ALineWithoutAllItsKeysIsNamed) {
  append("k1");
  append_and_sync(file(), "{\"schema\":1,\"key\":\"k\"}\n");
  EXPECT_THAT([&] { Journal journal(folder_); }, ThrowsMessage<InputError>(HasSubstr(":2: not a record")));
}

TEST_F(JournalFile, AnotherSchemaIsRefusedByItsNumber) {
  append("k1");
  Json line = Json::parse(read_file(file()));
  line["schema"] = 2;
  write_file_atomically(file(), line.dump() + "\n");
  EXPECT_THAT([&] { Journal journal(folder_); },
              ThrowsMessage<InputError>(HasSubstr(":1: not a record of a run: schema 2, this program reads 1")));
}

TEST_F(JournalFile, AppendingWhereItCannotIsAnError) {
  Journal journal(folder_ / "none");
  EXPECT_THROW(journal.append({}), InputError);
}

}  // namespace
}  // namespace gatewise
