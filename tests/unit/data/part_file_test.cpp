#include "data/files/part_file.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <thread>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_part_file_test {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class Part : public ::testing::Test {
 protected:
  const tests::TemporaryFolder folder_;
  const std::filesystem::path target_ = folder_ / "file";
  const std::filesystem::path part_ = folder_ / "file.part";
};

TEST_F(Part, GoesOnBehindWhatIsThere) {
  tests::write(part_, "one ");
  PartFile part(target_);
  EXPECT_EQ(part.size(), 4U);
  part.append("two");
  EXPECT_EQ(tests::bytes_of(part_), "one two");
  part.keep();
  EXPECT_EQ(tests::bytes_of(target_), "one two");
  EXPECT_FALSE(std::filesystem::exists(part_));
}

TEST_F(Part, ForgetsAllOnRestart) {
  tests::write(part_, "wrong beginning");
  PartFile part(target_);
  part.restart();
  part.append("new");
  EXPECT_EQ(tests::bytes_of(part_), "new");
}

TEST_F(Part, StaysForTheNextRunUnlessItIsEmpty) {
  { PartFile(target_).append("some"); }
  EXPECT_EQ(tests::bytes_of(part_), "some");
  { PartFile(target_).restart(); }
  EXPECT_FALSE(std::filesystem::exists(part_));
}

/// A folder where nothing can be written: its name is a file's.
TEST_F(Part, SaysWhatCannotBeWritten) {
  tests::write(folder_ / "blocked", "");
  EXPECT_THAT([&] { PartFile(folder_ / "blocked" / "file"); },
              ThrowsMessage<InputError>(HasSubstr("blocked/file.part: cannot write: Not a directory")));
}

TEST_F(Part, WhoWaitedForAPartThatWasReplacedTakesTheNewOne) {
  tests::write(part_, "old");
  auto first = std::make_unique<PartFile>(target_);
  std::uint64_t size = 0;
  std::thread waits([&] { size = PartFile(target_).size(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // by then it has opened the old one
  std::filesystem::remove(part_);
  tests::write(part_, "newer");
  first.reset();
  waits.join();
  EXPECT_EQ(size, 5U);
}

}  // namespace
}  // namespace gatewise::data_part_file_test
