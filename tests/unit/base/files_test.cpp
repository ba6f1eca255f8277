#include "base/files.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::base_files_test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Files : public ::testing::Test {
 protected:
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(Files, WhatIsWrittenIsReadBackByteForByte) {
  const std::string bytes("a\0\r\n\xff", 5);
  write_file_atomically(folder_ / "x", bytes);
  EXPECT_EQ(read_file(folder_ / "x"), bytes);
  EXPECT_EQ(sha256_of_file(folder_ / "x"), sha256(bytes));
  write_file_atomically(folder_ / "x", "");
  EXPECT_EQ(read_file(folder_ / "x"), "");
}

TEST_F(Files, AtomicWritesLeaveNothingButTheFile) {
  write_file_atomically(folder_ / "x", "one");
  write_file_atomically(folder_ / "x", "two");
  EXPECT_EQ(read_file(folder_ / "x"), "two");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(Files, AnAtomicWriteIntoAMissingFolderIsAnErrorWithThePath) {
  EXPECT_THAT([&] { write_file_atomically(folder_ / "none" / "x", "bytes"); },
              ThrowsMessage<InputError>(StartsWith((folder_ / "none" / "x").string())));
  EXPECT_EQ(entries(), 0U);
}

TEST_F(Files, AnAtomicWriteThatFailsLeavesTheOldContentsAndNoRest) {
  std::filesystem::create_directory(folder_ / "taken");
  write_file_atomically(folder_ / "taken" / "inside", "old");
  EXPECT_THAT([&] { write_file_atomically(folder_ / "taken", "new"); },
              ThrowsMessage<InputError>(HasSubstr("cannot write")));
  EXPECT_EQ(read_file(folder_ / "taken" / "inside"), "old");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(Files, AppendingKeepsWhatWasThere) {
  append_and_sync(folder_ / "log", "one\n");
  append_and_sync(folder_ / "log", "two\n");
  EXPECT_EQ(read_file(folder_ / "log"), "one\ntwo\n");
  EXPECT_THROW(append_and_sync(folder_ / "none" / "log", "x"), InputError);
}

TEST_F(Files, ReadingWhatIsNoFileNamesItAndTheReason) {
  EXPECT_THAT([&] { read_file(folder_ / "none"); },
              ThrowsMessage<InputError>((folder_ / "none").string() + ": cannot read: No such file or directory"));
  EXPECT_THAT([&] { read_file(folder_); }, ThrowsMessage<InputError>(HasSubstr("Is a directory")));
}

}  // namespace
}  // namespace gatewise::base_files_test
