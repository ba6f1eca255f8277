#include "data/readers/tsf_reader.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_tsf_reader_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Tsf : public ::testing::Test {
 protected:
  Tsf() { description_.task = Task::forecasting; }

  RawDataset read(const std::string& bytes) {
    description_.files = {{"x.tsf", 0, "", "", "train"}};
    RawDataset raw;
    read_tsf(description_, {tests::write(file_, bytes)}, raw);
    return raw;
  }
  /// "x.tsf" with its folder before the expected rest.
  auto refuses(const std::string& rest) const { return ThrowsMessage<InputError>(file_.string() + rest); }
  RepairRules& repair() { return description_.text.repair; }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "x.tsf";
  DatasetDescription description_;
};

/// As the archive's files begin; its series begin at line 4.
const std::string header = "@attribute series_name string\n@attribute start_timestamp date\n@data\n";
const std::string missing = "; [repair] missing says what to do with such";

TEST_F(Tsf, ALineIsASeriesOfItsValues) {
  const RawDataset raw = read(header + "T1:1996-01-01 00-00-00:1,2.5,-3e1\nT2:1997-01-01 12-30-00:4\n");
  EXPECT_EQ(raw.dataset.feature_count, 1);
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_EQ(raw.dataset.train[0].length, 3);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 2.5, -30));
  EXPECT_THAT(raw.dataset.train[0].targets, ElementsAre(1, 2.5, -30));
  EXPECT_EQ(raw.dataset.train[0].group, "T1");
  EXPECT_EQ(raw.dataset.train[1].length, 1);
  EXPECT_EQ(raw.dataset.train[1].group, "T2");
  EXPECT_THAT(raw.dataset.train[1].labels, IsEmpty());
}

TEST_F(Tsf, AFullHeaderIsReadInAnyCaseOfLetters) {
  const RawDataset raw = read(
      "# Dataset Information\n#\n\n@relation Two Words\n@ATTRIBUTE Series_Name STRING\n@frequency 10_minutes\n"
      "@horizon 6\n@missing false\n@equallength false\n@source elsewhere\n@Data \nT1:1,2\n");
  EXPECT_EQ(raw.dataset.train.at(0).group, "T1");
}

TEST_F(Tsf, TheGroupIsTheFirstAttributeOfTypeString) {
  const RawDataset raw = read(
      "@attribute id numeric\n@attribute city string\n@attribute kind string\n@data\n7: New York "
      ":wind:1\n8:Rome:sun:2\n");
  EXPECT_EQ(raw.dataset.train.at(0).group, "New York");
  EXPECT_EQ(raw.dataset.train.at(1).group, "Rome");
}

TEST_F(Tsf, ASeriesWithoutANameIsCalledByItsPlaceInTheFile) {
  const RawDataset raw = read("@attribute id numeric\n@data\n7:1\n# none\n\n8:2\n");
  EXPECT_EQ(raw.dataset.train.at(0).group, "series 1");
  EXPECT_EQ(raw.dataset.train.at(1).group, "series 2");
  EXPECT_EQ(read("@data\n1,2\n").dataset.train.at(0).group, "series 1");
  EXPECT_EQ(read("@attribute name string\n@data\n:1,2\n").dataset.train.at(0).group, "series 1");
}

TEST_F(Tsf, ADroppedSeriesCountsForThePlaceOfThoseBehindIt) {
  repair().ragged = Remedy::drop;
  EXPECT_EQ(read("@data\na:1\n2\n").dataset.train.at(0).group, "series 2");
}

TEST_F(Tsf, CarriageReturnsAByteOrderMarkAndBlanksAreNoPartOfASeries) {
  const RawDataset raw = read("\xEF\xBB\xBF@attribute name string\r\n@data\r\nT1: 1, 2 \r\n \r\nT2:3");
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 2));
  EXPECT_THAT(raw.dataset.train[1].values, ElementsAre(3));
}

TEST_F(Tsf, LatinLettersBecomeUtf8) {
  description_.text.encoding = "latin-1";
  EXPECT_EQ(read("# 111\x96 153\n@attribute city string\n@data\nK\xF6ln:1\n").dataset.train.at(0).group, "K\xC3\xB6ln");
}

TEST_F(Tsf, EachFileGoesToItsSplitAndTheOthersAreYetToBeDealt) {
  description_.files = {{"a", 0, "", "", "test"}, {"b", 0, "", ""}};
  RawDataset raw;
  read_tsf(description_,
           {tests::write(folder_ / "a", header + "T1:x:1\n"), tests::write(folder_ / "b", header + "T2:x:2\n")}, raw);
  EXPECT_EQ(raw.dataset.test.at(0).group, "T1");
  EXPECT_EQ(raw.unsplit.at(0).group, "T2");
}

TEST_F(Tsf, AMissingValueIsRefusedWithItsLine) {
  EXPECT_THAT([&] { read(header + "T1:x:1,2\nT2:x:1,?\n"); }, refuses(":5: '?' is no finite number" + missing));
  EXPECT_THAT([&] { read(header + "T1:x:1,2,\n"); }, refuses(":4: '' is no finite number" + missing));
}

TEST_F(Tsf, AMissingValueIsNaNInFeaturesAndTargetsWhereThereIsARemedy) {
  repair().missing = Remedy::interpolate;
  const RawDataset raw = read(header + "T1:x:?,2,NaN\n");
  const auto expected = ElementsAre(NanSensitiveDoubleEq(NAN), 2, NanSensitiveDoubleEq(NAN));
  EXPECT_THAT(raw.dataset.train[0].values, expected);
  EXPECT_THAT(raw.dataset.train[0].targets, expected);
  EXPECT_EQ(raw.dataset.repairs.count("missing values: interpolate"), 2);
}

TEST_F(Tsf, WhatIsNoNumberIsRefusedWhateverTheRemedy) {
  repair().missing = Remedy::zero;
  EXPECT_THAT([&] { read(header + "T1:x:1,two\n"); }, refuses(":4: 'two' is no finite number"));
}

TEST_F(Tsf, ALineWithTooManyOrTooFewPartsIsRefusedWithItsLine) {
  const std::string rest = " parts, but 2 attributes and the values are 3; [repair] ragged = \"drop\" leaves such out";
  EXPECT_THAT([&] { read(header + "T1:x:1\nT2:1,2\n"); }, refuses(":5: 2" + rest));
  EXPECT_THAT([&] { read(header + "T1:00:30:1\n"); }, refuses(":4: 4" + rest));
}

TEST_F(Tsf, ALineWithTooManyOrTooFewPartsIsDroppedAndCounted) {
  repair().ragged = Remedy::drop;
  const RawDataset raw = read(header + "T1:1,2\nT2:x:3\nT3:x:y:4\n");
  ASSERT_EQ(raw.dataset.train.size(), 1U);
  EXPECT_EQ(raw.dataset.train[0].group, "T2");
  EXPECT_EQ(raw.dataset.repairs.count("ragged sequences: drop"), 2);
  EXPECT_EQ(raw.dataset.repairs.entries().at(0).first, file_.string() + ":4");
}

TEST_F(Tsf, ASeriesWithoutStepsIsRefusedOrDroppedAndCounted) {
  const std::string bytes = header + "T1:x: \nT2:x:1\n";
  EXPECT_THAT([&] { read(bytes); }, refuses(":4: a series without a step; [repair] empty = \"drop\" leaves such out"));
  repair().empty = Remedy::drop;
  const RawDataset raw = read(bytes);
  ASSERT_EQ(raw.dataset.train.size(), 1U);
  EXPECT_EQ(raw.dataset.train[0].group, "T2");
  EXPECT_EQ(raw.dataset.repairs.count("empty sequences: drop"), 1);
}

TEST_F(Tsf, AnAttributeOfAnUnknownTypeIsRefusedWithTheNearest) {
  EXPECT_THAT([&] { read("@relation x\n@attribute id nummeric\n"); },
              refuses(":2: attribute 'id' has the unknown type 'nummeric'; did you mean 'numeric'?"));
  EXPECT_THAT([&] { read("@attribute id integer\n"); },
              refuses(":1: attribute 'id' has the unknown type 'integer'; known: string, numeric, date"));
}

TEST_F(Tsf, AnAttributeWithoutANameOrTypeIsRefusedWithItsLine) {
  EXPECT_THAT([&] { read("@attribute id\n"); }, refuses(":1: an attribute of 2 words; '@attribute name type' are 3"));
  EXPECT_THAT([&] { read("@attribute my id string\n"); },
              refuses(":1: an attribute of 4 words; '@attribute name type' are 3"));
}

TEST_F(Tsf, ASeriesBeforeDataIsRefusedWithItsLine) {
  EXPECT_THAT([&] { read("# comment\n@attribute name string\nT1:1,2\n"); },
              refuses(":3: before @data only directives and comments may stand; is '@data' missing?"));
}

TEST_F(Tsf, AFileThatEndsEarlyIsRefused) {
  EXPECT_THAT([&] { read("@attribute name string\n"); }, refuses(":1: the file ends without @data; is it whole?"));
  EXPECT_THAT([&] { read(header); }, refuses(":3: no series behind @data; is the file whole?"));
  EXPECT_THAT([&] { read(""); }, ThrowsMessage<InputError>(AllOf(StartsWith(file_.string()), HasSubstr("@data"))));
}

TEST_F(Tsf, AnotherTaskIsRefusedWithTheDescription) {
  description_.file = "datasets/x.toml";
  description_.task = Task::sequence_regression;
  EXPECT_THAT(
      [&] { read(header + "T1:x:1\n"); },
      ThrowsMessage<InputError>("datasets/x.toml: format tsf is for task forecasting, not sequence-regression"));
}

}  // namespace
}  // namespace gatewise::data_tsf_reader_test
