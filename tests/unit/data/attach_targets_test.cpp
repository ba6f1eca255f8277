#include "data/readers/attach_targets.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_attach_targets_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class AttachTargets : public ::testing::Test {
 protected:
  AttachTargets() {
    description_.file = "x.toml";
    description_.task = Task::sequence_regression;
    raw_.dataset.train.resize(3);
    raw_.dataset.test.resize(1);
  }
  void add(const std::string& split, const std::string& bytes, const std::string& role = "targets") {
    const std::string name = "f" + std::to_string(files_.size());
    description_.files.push_back({.path = name, .split = split, .role = role});
    files_.push_back(tests::write(folder_ / name, bytes));
  }
  void attach() { attach_targets(description_, files_, raw_); }
  auto refuses(std::size_t file, const std::string& rest) const {
    return ThrowsMessage<InputError>(StartsWith(files_.at(file).string() + rest));
  }

  const tests::TemporaryFolder folder_;
  DatasetDescription description_;
  std::vector<std::filesystem::path> files_;
  RawDataset raw_;
};

TEST_F(AttachTargets, ALineIsASequencesThroughAllFilesOfItsSplitInOrder) {
  add("train", "1 2\n\n3\t-4e1\n");
  add("test", "9 8\n");
  add("train", "5 6");
  add("train", "not read", "");
  attach();
  EXPECT_EQ(raw_.dataset.outputs, 2);
  EXPECT_THAT(raw_.dataset.train[0].targets, ElementsAre(1, 2));
  EXPECT_THAT(raw_.dataset.train[1].targets, ElementsAre(3, -40));
  EXPECT_THAT(raw_.dataset.train[2].targets, ElementsAre(5, 6));
  EXPECT_THAT(raw_.dataset.test[0].targets, ElementsAre(9, 8));
}

TEST_F(AttachTargets, SequencesThatAreYetToBeDealtHaveTheirsToo) {
  raw_.unsplit.resize(2);
  add("", "1\n2\n");
  attach();
  EXPECT_THAT(raw_.unsplit[1].targets, ElementsAre(2));
}

TEST_F(AttachTargets, WithoutSuchAFileNothingHappens) {
  add("train", "1\n", "");
  attach();
  EXPECT_EQ(raw_.dataset.outputs, 0);
  EXPECT_THAT(raw_.dataset.train[0].targets, IsEmpty());
}

TEST_F(AttachTargets, ALineTooManyIsRefusedWithItsPlaceAndOneTooFewWithTheCounts) {
  add("test", "1\n2\n");
  EXPECT_THAT([&] { attach(); }, refuses(0, ":2: a target more than the 1 sequences"));
  tests::write(files_[0], "1\n");
  add("train", "1\n2\n");
  EXPECT_THAT([&] { attach(); },
              ThrowsMessage<InputError>("x.toml: the files of role \"targets\" hold 2 lines for 3 sequences of train"));
}

TEST_F(AttachTargets, ALineOfAnotherWidthIsRefusedInWhicheverFile) {
  add("test", "1 2\n");
  add("train", "1 2\n1\n1 2\n");
  EXPECT_THAT([&] { attach(); }, refuses(1, ":2: 1 numbers, the lines before have 2"));
}

TEST_F(AttachTargets, WhatIsNoNumberIsRefusedOrMissing) {
  add("test", "1 NA\n");
  EXPECT_THAT([&] { attach(); }, refuses(0, ":1: 'NA' is no finite number"));
  description_.text.repair.missing = Remedy::hold;
  raw_.dataset.outputs = 0;
  attach();
  EXPECT_THAT(raw_.dataset.test[0].targets, ElementsAre(1, NanSensitiveDoubleEq(NAN)));
}

}  // namespace
}  // namespace gatewise::data_attach_targets_test
