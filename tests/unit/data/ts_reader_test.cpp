#include "data/readers/ts_reader.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include <cmath>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_ts_reader_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Ts : public ::testing::Test {
 protected:
  RawDataset read(const std::string& bytes) {
    tests::write(file_, bytes);
    return read_files({file_});
  }
  /// All of train.
  RawDataset read_files(const std::vector<std::filesystem::path>& files) {
    description_.files.assign(files.size(), {"x.ts", 0, "", "", "train"});
    RawDataset raw;
    read_ts(description_, files, raw);
    return raw;
  }
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    return tests::write(folder_ / name, bytes);
  }
  /// "x.ts" with its folder before the expected rest.
  auto refuses(const std::string& rest) const { return ThrowsMessage<InputError>(file_.string() + rest); }
  RepairRules& repair() { return description_.text.repair; }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "x.ts";
  DatasetDescription description_;
};

const std::string univariate = "@univariate true\n@classLabel true a b\n@data\n";       // its cases begin at line 4
const std::string two_dimensions = "@dimensions 2\n@classLabel true a b\n@data\n";      // as well
const std::string regression = "@univariate true\n@targetLabel true\n@data\n";          // as well
const std::string two_without_label = "@univariate false\n@classLabel false\n@data\n";  // as well

TEST_F(Ts, DimensionsOfACaseStandSideBySideAtEachStep) {
  const RawDataset raw = read(two_dimensions + "1,2,3:4,5,6:b\n-1e1:.5:a\n");
  EXPECT_EQ(raw.dataset.feature_count, 2);
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_EQ(raw.dataset.train[0].length, 3);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_EQ(raw.dataset.train[1].length, 1);
  EXPECT_THAT(raw.dataset.train[1].values, ElementsAre(-10, 0.5));
}

TEST_F(Ts, LabelsAreNumbersOfTheNamesThatTheCasesHave) {
  const RawDataset raw = read(univariate + "1:b\n2:a\n3:b\n");
  EXPECT_THAT(raw.labels.names(), ElementsAre("b", "a"));
  EXPECT_THAT(raw.dataset.train[0].labels, ElementsAre(0));
  EXPECT_THAT(raw.dataset.train[1].labels, ElementsAre(1));
  EXPECT_THAT(raw.dataset.train[2].labels, ElementsAre(0));
  EXPECT_THAT(raw.dataset.train[0].targets, IsEmpty());
  EXPECT_EQ(raw.dataset.train[0].group, "");
}

TEST_F(Ts, AFullHeaderIsReadInAnyCaseOfLetters) {
  const RawDataset raw = read(
      "# a comment\n#\n% one of ARFF\n\n@PROBLEMNAME Two Words\n@timestamps False\n@missing false\n@univariate "
      "FALSE\n@dimension 2\n"
      "@equallength true\n@serieslength 2\n@classlabel TRUE a b\n@targetlabel false\n@Data \n1,2:3,4:a\n");
  EXPECT_EQ(raw.dataset.feature_count, 2);
  EXPECT_EQ(raw.dataset.train.size(), 1U);
}

TEST_F(Ts, CarriageReturnsAByteOrderMarkBlanksAndCommentsAreNoPartOfACase) {
  const RawDataset raw =
      read("\xEF\xBB\xBF@univariate true\r\n@classLabel true a b\r\n@data\r\n 1, 2 : a \r\n\r\n# 3:b\r\n \t\r\n4:b");
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 2));
  EXPECT_THAT(raw.labels.names(), ElementsAre("a", "b"));
}

TEST_F(Ts, ACompressedFileIsReadLikeAPlainOne) {
  const std::filesystem::path compressed = folder_ / "x.ts.gz";
  const std::string bytes = univariate + "1,2:a\n";
  gzFile file = gzopen(compressed.c_str(), "wb");
  ASSERT_EQ(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())), static_cast<int>(bytes.size()));
  gzclose(file);
  EXPECT_THAT(read_files({compressed}).dataset.train.at(0).values, ElementsAre(1, 2));
}

TEST_F(Ts, EachFileGoesToItsSplitAndTheOthersAreYetToBeDealt) {
  description_.files = {
      {"a", 0, "", "", "train"}, {"b", 0, "", "", "validation"}, {"c", 0, "", "", "test"}, {"d", 0, "", ""}};
  RawDataset raw;
  read_ts(description_,
          {write("a", univariate + "1:a\n"), write("b", univariate + "2:a\n"), write("c", univariate + "3:b\n"),
           write("d", univariate + "4:b\n")},
          raw);
  EXPECT_THAT(raw.dataset.train.at(0).values, ElementsAre(1));
  EXPECT_THAT(raw.dataset.validation.at(0).values, ElementsAre(2));
  EXPECT_THAT(raw.dataset.test.at(0).values, ElementsAre(3));
  EXPECT_THAT(raw.unsplit.at(0).values, ElementsAre(4));
}

TEST_F(Ts, LatinLettersBecomeUtf8) {
  description_.text.encoding = "latin-1";
  EXPECT_THAT(read("@classLabel true gr\xFCn\n@data\n1:gr\xFCn\n").labels.names(), ElementsAre("gr\xC3\xBCn"));
}

// Classes.

TEST_F(Ts, AClassMayHoldSpacesWhereItsWordsFollowEachOtherInTheList) {
  const RawDataset raw = read("@classLabel true hand up hand down 3\n@data\n1:hand up\n2:hand down\n3:3\n");
  EXPECT_THAT(raw.labels.names(), ElementsAre("hand up", "hand down", "3"));
  EXPECT_THAT([&] { read("@classLabel true hand up hand down\n@data\n1:down hand\n"); },
              refuses(":3: class 'down hand' is none that @classLabel lists; known: hand, up, hand, down"));
}

TEST_F(Ts, AClassThatIsNotListedIsRefusedWithTheNearestAndIsNoLabel) {
  EXPECT_THAT([&] { read("@classLabel true walking standing\n@data\n1:walking\n2:standig\n"); },
              refuses(":4: class 'standig' is none that @classLabel lists; did you mean 'standing'?"));
  EXPECT_THAT([&] { read("@classLabel true 1 2\n@data\n1:1.0\n"); },
              ThrowsMessage<InputError>(StartsWith(file_.string() + ":3: class '1.0' is none that @classLabel lists")));
}

TEST_F(Ts, WhereNoClassIsListedAnyIsTaken) {
  EXPECT_THAT(read("@classLabel true\n@data\n1:x y\n2:z\n").labels.names(), ElementsAre("x y", "z"));
}

TEST_F(Ts, AnEmptyClassIsRefusedWithItsLine) {
  EXPECT_THAT(
      [&] { read(univariate + "1:a\n2: \n"); },
      refuses(":5: the label is missing (''); [repair] missing = \"drop\" leaves such out, missing_marks says what "
              "is one"));
}

TEST_F(Ts, ASeriesWithoutALabelIsRefusedWithItsLine) {
  EXPECT_THAT(
      [&] { read(univariate + "1,2:a\n3,4\n"); },
      refuses(":5: 0 dimensions before the label or target, not 1; [repair] ragged = \"drop\" leaves such out"));
  EXPECT_THAT([&] { read("@classLabel true a\n@data\n1,2\n"); },
              refuses(":3: 0 dimensions before the label or target, not one or more; "
                      "[repair] ragged = \"drop\" leaves such out"));
}

TEST_F(Ts, AHeaderWithoutClassesIsRefusedForClassification) {
  const std::string rest = "task sequence-classification needs '@classLabel true' and the classes before @data";
  EXPECT_THAT([&] { read("@univariate true\n@classLabel false\n@data\n1\n"); }, refuses(":3: " + rest));
  EXPECT_THAT([&] { read("@targetLabel true\n@data\n1:2\n"); }, refuses(":2: " + rest));
}

// Regression and forecasting.

TEST_F(Ts, ATargetIsTheLastPartOfACase) {
  description_.task = Task::sequence_regression;
  const RawDataset raw = read("@dimension 2\n@classLabel false\n@targetlabel true\n@data\n1,2:3,4:-0.5\n5:6:7\n");
  EXPECT_EQ(raw.dataset.outputs, 1);
  EXPECT_EQ(raw.dataset.feature_count, 2);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(raw.dataset.train[0].targets, ElementsAre(-0.5));
  EXPECT_THAT(raw.dataset.train[1].targets, ElementsAre(7));
  EXPECT_THAT(raw.dataset.train[1].labels, IsEmpty());
  EXPECT_THAT(raw.labels.names(), IsEmpty());
}

TEST_F(Ts, ATargetThatIsNoNumberIsRefusedWithItsLine) {
  description_.task = Task::sequence_regression;
  EXPECT_THAT([&] { read(regression + "1,2:high\n"); }, refuses(":4: column 'target': 'high' is no finite number"));
}

TEST_F(Ts, AHeaderWithoutTargetsIsRefusedForRegression) {
  description_.task = Task::sequence_regression;
  EXPECT_THAT([&] { read(univariate + "1:a\n"); },
              refuses(":3: task sequence-regression needs '@targetLabel true' before @data"));
}

TEST_F(Ts, ForecastingAsksForTheLastDimension) {
  description_.task = Task::forecasting;
  const RawDataset raw = read(two_without_label + "1,2,3:4,5,6\n7:8\n");
  EXPECT_EQ(raw.dataset.feature_count, 2);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(raw.dataset.train[0].targets, ElementsAre(4, 5, 6));
  EXPECT_THAT(raw.dataset.train[1].targets, ElementsAre(8));
  EXPECT_EQ(raw.dataset.train[1].group, "series 2");
}

TEST_F(Ts, ForecastingLeavesLabelsAndTargetsOut) {
  description_.task = Task::forecasting;
  const RawDataset labelled = read(univariate + "1,2:a\n3:what is not listed\n");
  EXPECT_THAT(labelled.dataset.train[0].targets, ElementsAre(1, 2));
  EXPECT_THAT(labelled.dataset.train[0].labels, IsEmpty());
  EXPECT_THAT(labelled.labels.names(), IsEmpty());
  EXPECT_THAT(read(regression + "1,2:9\n").dataset.train[0].targets, ElementsAre(1, 2));
}

TEST_F(Ts, ATaskThatAsksAtEachStepIsRefusedWithTheDescription) {
  description_.file = "datasets/x.toml";
  for (const Task task : {Task::step_regression, Task::token_labelling}) {
    description_.task = task;
    EXPECT_THAT([&] { read(univariate + "1:a\n"); },
                ThrowsMessage<InputError>("datasets/x.toml: format ts has no answers for each step, as task " +
                                          task_name(task) + " asks; use another format"));
  }
}

// Dimensions.

TEST_F(Ts, WhereNoDirectiveSaysItTheFirstCaseShowsHowManyDimensionsThereAre) {
  const std::string header = "@univariate false\n@classLabel true a b\n@data\n";
  EXPECT_EQ(read(header + "1:2:3:a\n").dataset.feature_count, 3);
  EXPECT_THAT(
      [&] { read(header + "1:2:3:a\n1:2:a\n"); },
      refuses(":5: 2 dimensions before the label or target, not 3; [repair] ragged = \"drop\" leaves such out"));
}

TEST_F(Ts, ADimensionTooManyOrTooFewIsRefusedWithItsLine) {
  EXPECT_THAT(
      [&] { read(univariate + "1:2:a\n"); },
      refuses(":4: 2 dimensions before the label or target, not 1; [repair] ragged = \"drop\" leaves such out"));
  EXPECT_THAT(
      [&] { read("@dimension 2\n@classLabel true a\n@data\n1:2:3:a\n"); },
      refuses(":4: 3 dimensions before the label or target, not 2; [repair] ragged = \"drop\" leaves such out"));
  description_.task = Task::forecasting;
  EXPECT_THAT([&] { read(two_without_label + "1:2\n3\n"); },
              refuses(":5: 1 dimensions, not 2; [repair] ragged = \"drop\" leaves such out"));
}

TEST_F(Ts, DimensionsOfDifferentLengthsAreRefusedWithTheirLine) {
  EXPECT_THAT([&] { read(two_dimensions + "1,2:3,4:a\n1,2:3:a\n"); },
              refuses(":5: dimension 2 has 1 steps, dimension 1 has 2; [repair] ragged = \"drop\" leaves such out"));
}

TEST_F(Ts, ALaterDimensionMayNotBeLongerEither) {
  EXPECT_THAT([&] { read(two_dimensions + "1:2,3:a\n"); },
              refuses(":4: dimension 2 has 2 steps, dimension 1 has 1; [repair] ragged = \"drop\" leaves such out"));
}

TEST_F(Ts, ADroppedCaseIsCountedAndItsLabelIsNone) {
  repair().ragged = Remedy::drop;
  const RawDataset raw = read(two_dimensions + "1,2:3:b\n1:2:a\n3:a\n");
  ASSERT_EQ(raw.dataset.train.size(), 1U);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 2));
  EXPECT_THAT(raw.labels.names(), ElementsAre("a"));
  EXPECT_EQ(raw.dataset.repairs.count("ragged sequences: drop"), 2);
  EXPECT_EQ(raw.dataset.repairs.entries().at(0).first, file_.string() + ":4");
}

TEST_F(Ts, ADroppedCaseDoesNotShowHowManyDimensionsThereAre) {
  repair().ragged = Remedy::drop;
  EXPECT_EQ(read("@classLabel true a\n@data\n1,2:3:4:a\n1:2:a\n").dataset.feature_count, 2);
}

TEST_F(Ts, FilesThatDifferInDimensionsAreRefusedWithTheLine) {
  const std::filesystem::path first = write("first.ts", two_dimensions + "1:2:a\n");
  EXPECT_THAT(
      [&] {
        read_files({first, write("x.ts", univariate + "1:a\n")});
      },
      refuses(":3: 1 dimensions, the files before have 2; all files of a dataset need the same"));
  EXPECT_THAT(
      [&] {
        read_files({first, write("x.ts", "@classLabel true a\n@data\n1:2:3:a\n")});
      },
      refuses(":3: 3 dimensions before the label or target, not 2; [repair] ragged = \"drop\" leaves such out"));
}

// Steps and values.

TEST_F(Ts, ACaseWithoutStepsIsRefusedWithItsLine) {
  const std::string rest = ": a case without a step; [repair] empty = \"drop\" leaves such out";
  EXPECT_THAT([&] { read(univariate + "1:a\n:b\n"); }, refuses(":5" + rest));
  EXPECT_THAT([&] { read(two_dimensions + " : :a\n"); }, refuses(":4" + rest));
}

TEST_F(Ts, ACaseWithoutStepsIsDroppedAndCountedAndItsLabelIsNone) {
  repair().empty = Remedy::drop;
  const RawDataset raw = read(univariate + ":b\n1:a\n");
  EXPECT_EQ(raw.dataset.train.size(), 1U);
  EXPECT_THAT(raw.labels.names(), ElementsAre("a"));
  EXPECT_EQ(raw.dataset.repairs.count("empty sequences: drop"), 1);
}

TEST_F(Ts, AValueThatIsMissingIsRefusedWithItsLineAndDimension) {
  for (const std::string text : {"?", "NaN", "nan", ""}) {
    EXPECT_THAT([&] { read(two_dimensions + "1,2:3," + text + ":a\n"); },
                refuses(":4: column 'dimension 2': '" + text +
                        "' is no finite number; [repair] missing says what to do with such"));
  }
}

TEST_F(Ts, AValueThatIsMissingIsNaNAtItsStepWhereThereIsARemedy) {
  repair().missing = Remedy::hold;
  const RawDataset raw = read(two_dimensions + "?,2:3,NaN:a\n");
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(NanSensitiveDoubleEq(NAN), 3, 2, NanSensitiveDoubleEq(NAN)));
  EXPECT_EQ(raw.dataset.repairs.count("missing values: hold"), 2);
}

TEST_F(Ts, WhatIsNoNumberIsRefusedWhateverTheRemedy) {
  repair().missing = Remedy::zero;
  EXPECT_THAT([&] { read(univariate + "1,x,3:a\n"); }, refuses(":4: column 'dimension 1': 'x' is no finite number"));
  EXPECT_THAT([&] { read(univariate + "1 2:a\n"); }, refuses(":4: column 'dimension 1': '1 2' is no finite number"));
}

// The header.

TEST_F(Ts, TimeStampsAreRefused) {
  EXPECT_THAT(
      [&] { read("@problemName x\n@timeStamps true\n@classLabel true a\n@data\n(0,1),(1,2):a\n"); },
      refuses(":2: @timeStamps true is not read; write values alone, evenly spaced, instead of pairs (time,value)"));
}

TEST_F(Ts, ACaseBeforeDataIsRefusedWithItsLine) {
  EXPECT_THAT([&] { read("# comment\n@classLabel true a\n1,2:a\n"); },
              refuses(":3: before @data only directives and comments may stand; is '@data' missing?"));
}

TEST_F(Ts, AFileThatEndsEarlyIsRefused) {
  EXPECT_THAT([&] { read("@classLabel true a\n"); }, refuses(":1: the file ends without @data; is it whole?"));
  EXPECT_THAT([&] { read(univariate + "\n"); }, refuses(":4: no case behind @data; is the file whole?"));
  EXPECT_THAT([&] { read(""); }, ThrowsMessage<InputError>(AllOf(StartsWith(file_.string()), HasSubstr("@data"))));
}

TEST_F(Ts, ADirectiveWithAWrongValueIsRefusedWithItsLine) {
  EXPECT_THAT([&] { read("@univariate yes\n"); }, refuses(":1: @univariate needs true or false, not 'yes'"));
  EXPECT_THAT([&] { read("\n@classLabel\n"); }, refuses(":2: @classLabel needs true or false, not ''"));
  for (const std::string text : {"0", "-1", "two", "2.5", "", "99999999999999999999"}) {
    EXPECT_THAT([&] { read("@dimensions " + text + "\n"); },
                refuses(":1: @dimensions needs a whole number above 0, not '" + text + "'"));
  }
}

TEST_F(Ts, AnUnknownDirectiveSaysNothing) {
  EXPECT_EQ(read("@source x y z\n@path\n" + univariate + "1:a\n").dataset.train.size(), 1U);
}

}  // namespace
}  // namespace gatewise::data_ts_reader_test
