#include "data/preparation/repair_missing.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace gatewise::data_repair_missing_test {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;

constexpr float none = NAN;

std::vector<double> filled(std::vector<double> values, Remedy remedy) {
  fill_column(values, 0, 1, remedy);
  return values;
}

TEST(FillColumn, HoldTakesTheLastValueAndAtTheBeginTheFirst) {
  EXPECT_THAT(filled({none, none, 3, none, none, 6, none}, Remedy::hold), ElementsAre(3, 3, 3, 3, 3, 6, 6));
}

TEST(FillColumn, InterpolationLiesOnTheLineAndHoldsAtBothEnds) {
  EXPECT_THAT(filled({none, 3, none, none, 9, none, 7, none, none}, Remedy::interpolate),
              ElementsAre(3, 3, 5, 7, 9, 8, 7, 7, 7));
}

TEST(FillColumn, ZeroIsZeroWhereverItIs) {
  EXPECT_THAT(filled({none, 3, none, 9, none}, Remedy::zero), ElementsAre(0, 3, 0, 9, 0));
}

TEST(FillColumn, AColumnWithoutAnyValueStaysAndSoDoesOneWithoutAGap) {
  for (const Remedy remedy : {Remedy::hold, Remedy::interpolate, Remedy::zero}) {
    const float value = remedy == Remedy::zero ? 0 : none;
    EXPECT_THAT(filled({none, none}, remedy), ElementsAre(NanSensitiveDoubleEq(value), NanSensitiveDoubleEq(value)));
    EXPECT_THAT(filled({none}, remedy), ElementsAre(NanSensitiveDoubleEq(value)));
    EXPECT_THAT(filled({1, 2}, remedy), ElementsAre(1, 2));
    EXPECT_THAT(filled({}, remedy), IsEmpty());
  }
}

TEST(FillColumn, LeavesTheOtherColumnsAlone) {
  std::vector<double> values{none, none, none, 1, none, none, none, 3, none};  // three steps of three
  fill_column(values, 1, 3, Remedy::interpolate);
  EXPECT_THAT(values,
              ElementsAreArray({NanSensitiveDoubleEq(none), NanSensitiveDoubleEq(3), NanSensitiveDoubleEq(none),
                                NanSensitiveDoubleEq(1), NanSensitiveDoubleEq(3), NanSensitiveDoubleEq(none),
                                NanSensitiveDoubleEq(none), NanSensitiveDoubleEq(3), NanSensitiveDoubleEq(none)}));
}

/// A sequence of two features whose targets are given.
Sequence sequence_of(const std::vector<double>& features, const std::vector<double>& targets = {}) {
  Sequence sequence;
  sequence.values = features;
  sequence.length = static_cast<std::int64_t>(features.size()) / 2;
  sequence.targets = targets;
  return sequence;
}

class RepairMissing : public ::testing::Test {
 protected:
  RepairMissing() { raw_.dataset.feature_count = 2; }
  void repair(Task task, Remedy remedy) {
    DatasetDescription description;
    description.task = task;
    description.text.repair.missing = remedy;
    repair_missing(description, raw_);
  }
  std::int64_t dropped() const { return raw_.dataset.repairs.count("sequences with missing values: drop"); }

  RawDataset raw_;
};

TEST_F(RepairMissing, FillsEachColumnWithinItsSequenceInEverySplit) {
  for (Sequences* split : {&raw_.unsplit, &raw_.dataset.train, &raw_.dataset.validation, &raw_.dataset.test})
    *split = {sequence_of({9, 9}), sequence_of({none, 10, 2, none, none, 30})};
  repair(Task::sequence_classification, Remedy::interpolate);
  for (const Sequences* split : {&raw_.unsplit, &raw_.dataset.train, &raw_.dataset.validation, &raw_.dataset.test})
    EXPECT_THAT(split->at(1).values, ElementsAre(2, 10, 2, 20, 2, 30));
  EXPECT_EQ(dropped(), 0);
}

TEST_F(RepairMissing, DropsSequencesWithAnyMissingValueAndCountsThem) {
  raw_.unsplit = {sequence_of({1, none}), sequence_of({1, 2})};
  raw_.dataset.test = {sequence_of({none, none})};
  repair(Task::token_labelling, Remedy::drop);
  ASSERT_EQ(raw_.unsplit.size(), 1U);
  EXPECT_THAT(raw_.unsplit[0].values, ElementsAre(1, 2));
  EXPECT_THAT(raw_.dataset.test, IsEmpty());
  EXPECT_EQ(dropped(), 2);
}

TEST_F(RepairMissing, ASeriesTargetIsFilledInItsHistoryAloneOrItsSeriesDropped) {
  const Sequence series = sequence_of({1, 1, 2, 2, 3, 3}, {4, none, 8});
  raw_.unsplit = {series};
  repair(Task::forecasting, Remedy::interpolate);
  EXPECT_THAT(raw_.unsplit.at(0).history, ElementsAre(4, 6, 8));
  EXPECT_TRUE(std::isnan(raw_.unsplit.at(0).targets[1])) << "what was missing is not asked for";
  raw_.unsplit = {series};
  repair(Task::forecasting, Remedy::drop);
  EXPECT_THAT(raw_.unsplit, IsEmpty());
}

TEST_F(RepairMissing, AStepsMissingTargetAsksNothingAndStays) {
  for (const Remedy remedy : {Remedy::drop, Remedy::hold, Remedy::zero}) {
    raw_.unsplit = {sequence_of({1, 1, 2, 2}, {none, 5})};
    repair(Task::step_regression, remedy);
    EXPECT_THAT(raw_.unsplit.at(0).targets, ElementsAre(NanSensitiveDoubleEq(none), 5)) << remedy_name(remedy);
  }
}

TEST_F(RepairMissing, ASequenceWithoutAnyTargetIsDroppedWhateverTheRule) {
  for (const Remedy remedy : {Remedy::drop, Remedy::hold, Remedy::zero}) {
    raw_.unsplit = {sequence_of({1, 1}, {none, none}), sequence_of({2, 2}, {5, none})};
    repair(Task::sequence_regression, remedy);
    EXPECT_EQ(raw_.unsplit.size(), 1U) << remedy_name(remedy);
  }
  EXPECT_EQ(dropped(), 3);
}

}  // namespace
}  // namespace gatewise::data_repair_missing_test
