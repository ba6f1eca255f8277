#include "data/readers/blocks_reader.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_blocks_reader_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Blocks : public ::testing::Test {
 protected:
  /// Two classes of two blocks in train, of one block in test.
  Blocks() { description_.blocks = {{{"train", 2}, {"test", 1}}, {"no", "yes"}, 0}; }

  void add(const std::string& split, const std::string& bytes) {
    const std::string name = "f" + std::to_string(files_.size());
    description_.files.push_back({name, 0, "", "", split, ""});
    files_.push_back(tests::write(folder_ / name, bytes));
  }
  RawDataset read() const {
    RawDataset raw;
    read_blocks(description_, files_, raw);
    return raw;
  }
  std::vector<std::string> labels_of(const RawDataset& raw, const Sequences& sequences) const {
    std::vector<std::string> names;
    for (const Sequence& sequence : sequences)
      names.push_back(raw.labels.names().at(static_cast<std::size_t>(sequence.labels.at(0))));
    return names;
  }
  auto refuses(std::size_t file, const std::string& rest) const {
    return ThrowsMessage<InputError>(files_.at(file).string() + rest);
  }

  const tests::TemporaryFolder folder_;
  DatasetDescription description_;
  std::vector<std::filesystem::path> files_;
};

TEST_F(Blocks, BlankLinesPartBlocksWhateverSpacesTheyHold) {
  add("train", "            \n1 2\n3 4\n\t \n5 6\r\n\r\n\n7 8\n\n9 10\n   \n");
  add("test", "11 12\n\n13 -1.5e1");
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.feature_count, 2);
  ASSERT_EQ(raw.dataset.train.size(), 4U);
  EXPECT_EQ(raw.dataset.train[0].length, 2);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(raw.dataset.train[1].values, ElementsAre(5, 6));
  EXPECT_THAT(raw.dataset.test.at(1).values, ElementsAre(13, -15));
}

TEST_F(Blocks, TheClassFollowsTheBlocksPlaceAndNotItsFile) {
  add("train", "1\n\n2\n\n3\n");  // "3" is the first block of the second class
  add("train", "4\n");
  add("test", "5\n\n6\n");
  const RawDataset raw = read();
  EXPECT_THAT(labels_of(raw, raw.dataset.train), ElementsAre("no", "no", "yes", "yes"));
  EXPECT_THAT(labels_of(raw, raw.dataset.test), ElementsAre("no", "yes"));
}

TEST_F(Blocks, AFilesEndEndsItsBlock) {
  add("train", "1\n\n2");
  add("train", "3\n\n4\n");
  add("test", "5\n\n6\n");
  EXPECT_EQ(read().dataset.train.size(), 4U);
}

TEST_F(Blocks, ASpeakerIsOneGroupOverAllClassesAndAnotherInEachSplit) {
  description_.blocks = {{{"train", 4}, {"test", 2}}, {}, 2};
  add("train", "1\n\n2\n\n3\n\n4\n\n5\n\n6\n\n7\n\n8\n");
  add("test", "1\n\n2\n\n3\n\n4\n");
  const RawDataset raw = read();
  std::vector<std::string> groups;
  for (const Sequence& sequence : raw.dataset.train) groups.push_back(sequence.group);
  EXPECT_THAT(groups,
              ElementsAre("train/0", "train/0", "train/1", "train/1", "train/0", "train/0", "train/1", "train/1"));
  EXPECT_EQ(raw.dataset.test.at(0).group, "test/0");
}

TEST_F(Blocks, ClassesWithoutNamesAreNumbered) {
  description_.blocks.classes.clear();
  add("train", "1\n\n2\n\n3\n\n4\n");
  add("test", "5\n\n6\n");
  const RawDataset raw = read();
  EXPECT_THAT(labels_of(raw, raw.dataset.train), ElementsAre("0", "0", "1", "1"));
}

TEST_F(Blocks, ABlockTooFewOrTooManyIsRefusedWithTheCounts) {
  description_.file = "x.toml";
  add("train", "1\n\n2\n\n3\n");
  add("test", "5\n\n6\n");
  EXPECT_THAT([&] { read(); }, ThrowsMessage<InputError>(
                                   "x.toml: train has 3 blocks, but 2 classes of blocks.per_class.train = 2 are 4"));
  tests::write(files_[0], "1\n\n2\n\n3\n\n4\n\n");
  tests::write(files_[1], "1\n\n2\n\n3\n");
  EXPECT_THAT([&] { read(); }, ThrowsMessage<InputError>(HasSubstr("test has 3 blocks, but 2 classes")));
  description_.blocks.classes.clear();
  tests::write(files_[0], "1\n\n2\n\n3\n");
  EXPECT_THAT([&] { read(); }, ThrowsMessage<InputError>(HasSubstr("test has 3 blocks, but 2 classes")));
}

TEST_F(Blocks, ARaggedRowIsRefusedWithItsPlaceInEveryFile) {
  add("train", "1 2\n3 4 5\n");
  EXPECT_THAT([&] { read(); }, refuses(0, ":2: 3 numbers, the lines before have 2"));
  tests::write(files_[0], "1 2\n\n1 2\n\n1 2\n\n1 2\n");
  add("test", "\n1\n");
  EXPECT_THAT([&] { read(); }, refuses(1, ":2: 1 numbers, the lines before have 2"));
}

TEST_F(Blocks, WhatIsNoFiniteNumberIsRefusedWithItsPlace) {
  add("train", "");
  for (const std::string wrong : {"x", "1x", "nan", "-inf", "1,5", "--1", "0x10"}) {
    tests::write(files_[0], "1\n\n" + wrong + "\n");
    EXPECT_THAT([&] { read(); },
                ThrowsMessage<InputError>(StartsWith(files_[0].string() + ":3: '" + wrong + "' is no finite number")));
  }
  tests::write(files_[0], "1\n\n1e99\n");
  EXPECT_THAT([&] { read(); },
              ThrowsMessage<InputError>(StartsWith(files_[0].string() + ":3: '1e99' is larger than a float can be")));
}

TEST_F(Blocks, AFilesLabelIsThatOfAllItsBlocks) {
  description_.blocks = {};
  add("train", "1\n\n2\n");
  add("test", "3\n");
  add("train", "4\n");
  for (std::size_t i = 0; i < 3; ++i) description_.files[i].label = i == 2 ? "no" : "yes";
  const RawDataset raw = read();
  EXPECT_THAT(labels_of(raw, raw.dataset.train), ElementsAre("yes", "yes", "no"));
  EXPECT_THAT(labels_of(raw, raw.dataset.test), ElementsAre("yes"));
}

TEST_F(Blocks, BlocksThatAreYetToBeDealtHaveTheirFilesLabelAndNoTargetsFile) {
  description_.blocks = {};
  add("", "1\n\n2\n");
  description_.files[0].label = "yes";
  add("", "no numbers");
  description_.files[1].role = "targets";
  const RawDataset raw = read();
  EXPECT_THAT(labels_of(raw, raw.unsplit), ElementsAre("yes", "yes"));
}

TEST_F(Blocks, RaggedRowsAreDroppedAndABlockOfNothingElseKeepsItsPlace) {
  description_.text.repair.ragged = Remedy::drop;
  add("train", "1 2\n3\n4 5\n\n6\n\n7 8\n\n9 9\n");
  add("test", "1 2\n\n3 4\n");
  const RawDataset raw = read();
  EXPECT_THAT(lengths_of(raw.dataset.train), ElementsAre(2, 0, 1, 1));
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(labels_of(raw, raw.dataset.train), ElementsAre("no", "no", "yes", "yes"));
  EXPECT_EQ(raw.dataset.repairs.count("rows with too many or too few fields: drop"), 2);
}

TEST_F(Blocks, AMissingValueIsNanWhereItHasARemedy) {
  description_.text.repair.missing = Remedy::hold;
  add("train", "1 NA\n\n1 2\n\n1 2\n\n1 2\n");
  add("test", "1 2\n\n3 4\n");
  EXPECT_THAT(read().dataset.train.at(0).values, ElementsAre(1, ::testing::NanSensitiveDoubleEq(NAN)));
}

TEST_F(Blocks, ANumberTooSmallForAFloatIsReadWhole) {
  add("train", "1e-60\n\n2\n\n3\n\n4\n");
  add("test", "5\n\n6\n");
  EXPECT_EQ(read().dataset.train.at(0).values.at(0), 1e-60);
}

TEST_F(Blocks, AnEmptyFileHasNoBlocks) {
  add("train", "\n \n");
  add("test", "1\n\n2\n");
  EXPECT_THAT([&] { read(); }, ThrowsMessage<InputError>(HasSubstr("train has 0 blocks")));
}

}  // namespace
}  // namespace gatewise::data_blocks_reader_test
