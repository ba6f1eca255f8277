#include "data/readers/wide_reader.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_wide_reader_test {
namespace {

using ::testing::ElementsAre;
using ::testing::NanSensitiveDoubleEq;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Wide : public ::testing::Test {
 protected:
  Wide() { description_.task = Task::forecasting; }

  void add(const std::string& bytes, const std::string& role = "", const std::string& split = "") {
    const std::string name = "f" + std::to_string(files_.size());
    description_.files.push_back({.path = name, .split = split, .role = role});
    files_.push_back(tests::write(folder_ / name, bytes));
  }
  RawDataset read() const {
    RawDataset raw;
    read_wide(description_, files_, raw);
    return raw;
  }
  auto refuses(std::size_t file, const std::string& rest) const {
    return ThrowsMessage<InputError>(StartsWith(files_.at(file).string() + rest));
  }

  const tests::TemporaryFolder folder_;
  DatasetDescription description_;
  std::vector<std::filesystem::path> files_;
};

TEST_F(Wide, ARowIsASeriesAndEmptyFieldsBehindItArePadding) {
  add("id,V1,V2,V3\n\"W1\",\"1\",\"2.5\",\"3\"\nW2,4,,\n\nW3,-5,6,\n");
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.feature_count, 1);
  ASSERT_EQ(raw.unsplit.size(), 3U);
  EXPECT_EQ(raw.unsplit[0].group, "W1");
  EXPECT_EQ(raw.unsplit[0].length, 3);
  EXPECT_THAT(raw.unsplit[0].values, ElementsAre(1, 2.5, 3));
  EXPECT_EQ(raw.unsplit[0].targets, raw.unsplit[0].values);
  EXPECT_THAT(raw.unsplit[1].targets, ElementsAre(4));
  EXPECT_THAT(raw.unsplit[2].targets, ElementsAre(-5, 6));
}

TEST_F(Wide, ValuesBeginWhereTheDescriptionSays) {
  description_.wide = {.first = 3, .header = false, .separator = ';'};
  add("W1;macro;2001;1;2\nW2;micro;2002\n");
  const RawDataset raw = read();
  EXPECT_THAT(raw.unsplit.at(0).targets, ElementsAre(1, 2));
  EXPECT_EQ(raw.unsplit.at(1).group, "W2");
  EXPECT_EQ(raw.unsplit[1].length, 0) << "what has no step is left to [repair] empty";
}

TEST_F(Wide, AContinuationFollowsItsSeriesByIdInWhateverOrderAndListing) {
  add("id,F1\nW2,9\nW1,8\n", "continuation");
  add("id,V1,V2\nW1,1,\nW2,2,3\n");
  const RawDataset raw = read();
  ASSERT_EQ(raw.unsplit.size(), 2U);
  EXPECT_THAT(raw.unsplit[0].targets, ElementsAre(1, 8));
  EXPECT_THAT(raw.unsplit[1].values, ElementsAre(2, 3, 9));
  EXPECT_EQ(raw.unsplit[1].length, 3);
}

TEST_F(Wide, WithoutAnIdRowsOfTheSamePlaceBelongTogether) {
  description_.wide = {.first = 0, .header = false, .separator = ','};
  add("1,2\n3,4\n");
  add("5\n6\n", "continuation");
  const RawDataset raw = read();
  EXPECT_THAT(raw.unsplit.at(0).targets, ElementsAre(1, 2, 5));
  EXPECT_THAT(raw.unsplit.at(1).targets, ElementsAre(3, 4, 6));
  EXPECT_NE(raw.unsplit[0].group, raw.unsplit[1].group);
}

TEST_F(Wide, EachSplitHasIdsOfItsOwn) {
  add("id,V\nW1,1\n", "", "train");
  add("id,V\nW1,2\n", "", "test");
  add("id,V\nW1,3\n", "continuation", "test");
  const RawDataset raw = read();
  EXPECT_THAT(raw.dataset.train.at(0).targets, ElementsAre(1));
  EXPECT_THAT(raw.dataset.test.at(0).targets, ElementsAre(2, 3));
}

TEST_F(Wide, AnIdTwiceOrAContinuationOfAnUnknownOneIsRefusedWithItsLine) {
  add("id,V\nW1,1\nW2,1\nW1,2\n");
  EXPECT_THAT([&] { read(); }, refuses(0, ":4: series 'W1' is there already"));
  tests::write(files_[0], "id,V\nW1,1\n");
  add("id,F\nW1,2\nW9,2\n", "continuation");
  EXPECT_THAT([&] { read(); }, refuses(1, ":3: continues series 'W9', which no file before it has"));
}

TEST_F(Wide, WhatIsNoNumberBetweenNumbersIsRefusedOrMissing) {
  add("id,V1,V2,V3\nW1,1,,3\n");
  EXPECT_THAT([&] { read(); }, refuses(0, ":2: '' is no finite number"));
  description_.text.repair.missing = Remedy::hold;
  const RawDataset raw = read();
  EXPECT_THAT(raw.unsplit.at(0).targets, ElementsAre(1, NanSensitiveDoubleEq(NAN), 3));
  EXPECT_EQ(raw.dataset.repairs.count("missing values: hold"), 1);
  tests::write(files_[0], "id,V1,V2,V3\nW1,1,x,3\n");
  EXPECT_THAT([&] { read(); }, refuses(0, ":2: 'x' is no finite number"));
}

}  // namespace
}  // namespace gatewise::data_wide_reader_test
