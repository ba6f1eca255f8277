#include "journal/journal.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_journal_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class JournalFile : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return std::filesystem::directory_iterator(folder_)->path(); }
  void append(const std::string& key, const std::string& message = "") const {
    Journal(folder_).append(record(key, message));
  }
  static Record record(const std::string& key, const std::string& message = "") {
    Record one;
    one.key = key;
    one.kind = "train";
    one.subject = "lstm-h8-l1 seed 1";
    one.status = "ok";
    one.message = message;
    one.result = {{"epochs", 3}};
    one.determinants = {{"seed", 1}};
    one.host = "h";
    one.seconds = 1.5;
    return one;
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(JournalFile, OfAFolderThatDoesNotExistIsEmpty) {
  const Journal journal(folder_ / "none");
  EXPECT_TRUE(journal.heads().empty());
  EXPECT_EQ(journal.find("k"), nullptr);
}

TEST_F(JournalFile, WhatIsAppendedIsReadBack) {
  append("k1", "two\nlines and \"quotes\"");
  const Journal journal(folder_);
  ASSERT_NE(journal.find("k1"), nullptr);
  const Record one = journal.read(*journal.find("k1"));
  EXPECT_EQ(one.kind, "train");
  EXPECT_EQ(one.subject, "lstm-h8-l1 seed 1");
  EXPECT_EQ(one.status, "ok");
  EXPECT_EQ(one.message, "two\nlines and \"quotes\"");
  EXPECT_EQ(one.result, (Json{{"epochs", 3}}));
  EXPECT_EQ(one.determinants, (Json{{"seed", 1}}));
  EXPECT_EQ(one.seconds, 1.5);
  EXPECT_EQ(one.sequence, 1);
  EXPECT_EQ(one.program, GATEWISE_TEST_VERSION);
}

TEST_F(JournalFile, TheNewestRecordOfAKeyOrASubjectIsFound) {
  append("k", "first");
  append("k", "second");
  const Journal journal(folder_);
  EXPECT_EQ(journal.heads().size(), 2U);
  EXPECT_EQ(journal.find("k")->message, "second");
  EXPECT_EQ(journal.newest("train", "lstm-h8-l1 seed 1")->message, "second");
  EXPECT_EQ(journal.newest("quality", "lstm-h8-l1 seed 1"), nullptr);
  EXPECT_EQ(journal.newest("train", "lstm-h8-l1 seed 2"), nullptr);
}

TEST_F(JournalFile, ItsOwnAppendsAreSeenAtOnce) {
  Journal journal(folder_);
  journal.append(record("k"));
  ASSERT_NE(journal.find("k"), nullptr);
  EXPECT_EQ(journal.read(*journal.find("k")).result, (Json{{"epochs", 3}}));
}

TEST_F(JournalFile, ATornLastLineIsDroppedWhereverItWasTorn) {
  append("k1");
  append("k2");
  const std::string whole = read_file(file());
  const std::size_t second = whole.find('\n') + 1;
  for (std::size_t size = second; size < whole.size(); ++size) {
    write_file_atomically(file(), whole.substr(0, size));
    const Journal journal(folder_);
    ASSERT_EQ(journal.heads().size(), 1U) << size;
    EXPECT_EQ(journal.heads()[0].key, "k1");
  }
}

TEST_F(JournalFile, AfterATornLineTheNextAppendStartsACleanOne) {
  append("k1");
  append_and_sync(file(), "{\"schema\":1,\"key\":\"to");
  append("k2");
  const Journal journal(folder_);
  ASSERT_EQ(journal.heads().size(), 2U);
  EXPECT_NE(journal.find("k2"), nullptr);
}

TEST_F(JournalFile, AReaderLeavesAnothersHalfWrittenLineAlone) {
  append("k1");
  const std::string torn = read_file(file()) + "{\"schema\":1,";
  write_file_atomically(file(), torn);
  const Journal reader(folder_);
  EXPECT_EQ(read_file(file()), torn) << "a run may be writing it";
}

TEST_F(JournalFile, ACorruptLineInTheMiddleIsNamedAndTheRestIsUsed) {
  append("k1");
  append_and_sync(file(), "rubbish\n");
  append("k2");
  const Journal journal(folder_);
  EXPECT_EQ(journal.heads().size(), 2U);
  EXPECT_THAT(journal.complaints(), ElementsAre(StartsWith(file().string() + ":2: not a record of a run")));
}

TEST_F(JournalFile, AnyChangedByteIsNoticed) {
  append("k1");
  append("k2");
  const std::string whole = read_file(file());
  const std::size_t second = whole.find('\n') + 1;
  for (std::size_t i = second; i + 1 < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = changed[i] == '7' ? '8' : '7';
    write_file_atomically(file(), changed);
    const Journal journal(folder_);
    ASSERT_EQ(journal.heads().size(), 1U) << i;
    ASSERT_EQ(journal.complaints().size(), 1U) << i;
  }
}

TEST_F(JournalFile, ALineWithoutAllItsKeysIsNamed) {
  append("k1");
  append_and_sync(file(), "{\"schema\":1,\"key\":\"k\"}\n");
  EXPECT_THAT(Journal(folder_).complaints(), ElementsAre(HasSubstr(":2: not a record")));
}

TEST_F(JournalFile, ANewerSchemaAsksForANewerProgram) {
  append_and_sync(folder_ / "1-of-1.jsonl", "{\"schema\":3,\"key\":\"k\"}\n");
  EXPECT_THAT(Journal(folder_).complaints(),
              ElementsAre(HasSubstr("schema 3 is of a newer program; this one reads 1 to 2: update it")));
}

TEST_F(JournalFile, OfSeveralShardsAreReadAsOneInTheOrderOfTheirSequence) {
  Journal first(folder_, "1-of-2");
  first.append(record("a"));
  Journal second(folder_, "2-of-2");
  second.append(record("b", "later"));
  first.append(record("c", "at the same time"));
  const Journal merged(folder_);
  EXPECT_EQ(merged.heads().size(), 3U);
  EXPECT_EQ(merged.heads()[0].key, "a");
  EXPECT_EQ(merged.heads()[1].sequence, 2);
  EXPECT_EQ(merged.heads()[2].sequence, 2);
  EXPECT_EQ(merged.read(*merged.find("b")).message, "later");
  EXPECT_EQ(merged.read(*merged.find("c")).message, "at the same time");
}

TEST_F(JournalFile, OfSchemaOneIsStillRead) {
  std::filesystem::copy_file(std::filesystem::path(GATEWISE_SOURCE_DIR) / "tests/golden/run_0_3/journal/1-of-1.jsonl",
                             folder_ / "1-of-1.jsonl");
  const Journal journal(folder_);
  EXPECT_THAT(journal.complaints(), ElementsAre());
  ASSERT_EQ(journal.heads().size(), 5U);
  EXPECT_EQ(journal.heads()[1].kind, "train");
  EXPECT_EQ(journal.read(journal.heads()[1]).result.at("parameters"), 178);
  EXPECT_TRUE(journal.read(journal.heads()[1]).determinants.is_null());
}

TEST_F(JournalFile, IsCompactedToWhatIsKept) {
  append("k1");
  Journal(folder_, "2-of-2").append(record("k2"));
  append("k3");
  Journal(folder_).compact({true, true, false});
  const Journal journal(folder_);
  ASSERT_EQ(journal.heads().size(), 2U);
  EXPECT_NE(journal.find("k2"), nullptr);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "2-of-2.jsonl"));
}

TEST_F(JournalFile, AppendingWhereItCannotIsAnError) {
  Journal journal(folder_ / "none");
  EXPECT_THROW(journal.append(record("k")), InputError);
}

}  // namespace
}  // namespace gatewise::run_journal_test
