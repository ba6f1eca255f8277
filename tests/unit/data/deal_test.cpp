#include "data/preparation/deal.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>

#include "data/dataset.hpp"

namespace gatewise::data_deal_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// `count` sequences in `groups` groups, in turn; a sequence's length is its index.
Sequences sequences_of(std::size_t count, std::size_t groups) {
  Sequences all;
  for (std::size_t i = 0; i < count; ++i) {
    Sequence& sequence = all.emplace_back();
    sequence.length = static_cast<std::int64_t>(i);
    sequence.group = "g" + std::to_string(i % groups);
  }
  return all;
}

Dataset train_of(std::size_t count, std::size_t groups) {
  Dataset dataset;
  dataset.train = sequences_of(count, groups);
  return dataset;
}

Dataset dealt(std::size_t count, std::size_t groups, const SplitRule& rule) {
  Dataset dataset;
  deal_sequences(sequences_of(count, groups), rule, dataset);
  return dataset;
}

Dataset carved(std::size_t count, std::size_t groups, const SplitRule& rule) {
  Dataset dataset = train_of(count, groups);
  carve_validation(rule, dataset);
  return dataset;
}

SplitRule by(const std::string& way, double validation, double test, std::uint64_t seed = 1) {
  return {.by = way, .validation = validation, .test = test, .seed = seed};
}

std::set<std::string> groups_of(const Sequences& sequences) {
  std::set<std::string> groups;
  for (const Sequence& sequence : sequences) groups.insert(sequence.group);
  return groups;
}

std::vector<const Sequences*> sides_of(const Dataset& dataset) {
  return {&dataset.train, &dataset.validation, &dataset.test};
}

/// Every one of `count` sequences is on one side, and in order there.
void expect_all_in_order(const Dataset& dataset, std::size_t count) {
  std::set<std::int64_t> all;
  for (const Sequences* side : sides_of(dataset)) {
    const std::vector<std::int64_t> order = lengths_of(*side);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    for (const std::int64_t length : order) EXPECT_TRUE(all.insert(length).second) << length << " is on two sides";
  }
  EXPECT_EQ(all.size(), count);
}

// The golden sequences are those of split_by_group and carve_validation as they were before both became deal.hpp: what
// was measured on a split stays comparable.
TEST(Deal, ASeedDealsGroupsAsItAlwaysDid) {
  const Dataset dataset = dealt(40, 20, by("group", 0.2, 0.25));
  EXPECT_THAT(lengths_of(dataset.validation), ElementsAre(2, 12, 13, 15, 22, 32, 33, 35));
  EXPECT_THAT(lengths_of(dataset.test), ElementsAre(0, 6, 8, 11, 19, 20, 26, 28, 31, 39));
}

TEST(Deal, ASeedCarvesValidationAsItAlwaysDid) {
  EXPECT_THAT(lengths_of(carved(40, 20, by("group", 0.15, 0)).validation), ElementsAre(5, 11, 18, 25, 31, 38));
  EXPECT_THAT(lengths_of(carved(40, 20, by("sequence", 0.15, 0, 3)).validation), ElementsAre(10, 17, 19, 22, 30, 36));
}

TEST(Deal, KeepsEveryGroupOnOneSide) {
  const Dataset dataset = dealt(100, 20, by("group", 0.2, 0.25));
  std::set<std::string> all;
  for (const Sequences* side : sides_of(dataset)) {
    for (const std::string& group : groups_of(*side)) EXPECT_TRUE(all.insert(group).second) << group << " on two sides";
  }
  expect_all_in_order(dataset, 100);
}

TEST(Deal, SharesAreOfGroupsRoundedToWholeOnes) {
  const Dataset dataset = dealt(63, 21, by("group", 0.2, 0.25));
  EXPECT_EQ(groups_of(dataset.validation).size(), 4U);  // 4.2
  EXPECT_EQ(groups_of(dataset.test).size(), 5U);        // 5.25
  EXPECT_EQ(groups_of(dataset.train).size(), 12U);
}

TEST(Deal, SingleSequencesAreDealtThoughGroupsArePartedByIt) {
  const Dataset dataset = dealt(100, 2, by("sequence", 0.1, 0.3));
  EXPECT_EQ(dataset.validation.size(), 10U);
  EXPECT_EQ(dataset.test.size(), 30U);
  EXPECT_EQ(groups_of(dataset.test).size(), 2U);
  expect_all_in_order(dataset, 100);
}

TEST(Deal, ASmallShareStillGetsOneGroup) {
  const Dataset dataset = dealt(5, 5, by("group", 0.01, 0.01));
  EXPECT_EQ(dataset.validation.size(), 1U);
  EXPECT_EQ(dataset.test.size(), 1U);
  EXPECT_EQ(dataset.train.size(), 3U);
}

TEST(Deal, TheSeedAloneDecides) {
  const auto tests = [](std::size_t count, std::uint64_t seed) {
    return groups_of(dealt(count, 20, by("group", 0.2, 0.25, seed)).test);
  };
  EXPECT_EQ(tests(40, 1), tests(40, 1));
  EXPECT_EQ(tests(40, 1), tests(140, 1)) << "more sequences move no group";
  EXPECT_NE(tests(40, 1), tests(40, 2));
}

TEST(Deal, EachSoManyThSequenceIsTestCountedFromThatOne) {
  SplitRule rule = by("every", 0.25, 0.9);
  rule.every = 3;
  const Dataset dataset = dealt(11, 11, rule);
  EXPECT_THAT(lengths_of(dataset.test), ElementsAre(2, 5, 8));
  EXPECT_EQ(dataset.validation.size(), 2U) << "a quarter of the 8 others";
  expect_all_in_order(dataset, 11);
}

TEST(CarveValidation, WholeGroupsMoveAndTheShareIsOfGroups) {
  const Dataset dataset = carved(660, 66, by("group", 0.15, 0));
  EXPECT_EQ(groups_of(dataset.validation).size(), 10U);  // 9.9
  EXPECT_EQ(groups_of(dataset.train).size(), 56U);
  EXPECT_EQ(dataset.validation.size(), 100U);
  expect_all_in_order(dataset, 660);
}

TEST(CarveValidation, SingleSequencesMoveWhereGroupsAreNotAskedFor) {
  const Dataset dataset = carved(40, 4, by("sequence", 0.25, 0));
  EXPECT_EQ(dataset.validation.size(), 10U);
  EXPECT_EQ(groups_of(dataset.train).size(), 4U);
  expect_all_in_order(dataset, 40);
}

TEST(CarveValidation, ItsSeedDecides) {
  const auto validation = [](std::uint64_t seed) {
    return lengths_of(carved(100, 10, by("sequence", 0.3, 0, seed)).validation);
  };
  EXPECT_EQ(validation(1), validation(1));
  EXPECT_NE(validation(1), validation(2));
}

TEST(CarveValidation, ASmallShareIsStillOneAndNothingGivesNothing) {
  EXPECT_EQ(groups_of(carved(30, 3, by("group", 0.01, 0)).validation).size(), 1U);
  EXPECT_THAT(carved(0, 1, by("group", 0.5, 0)).validation, IsEmpty());
}

std::vector<std::int64_t> ends_of(const SplitRows& rows) {
  return {rows.train.begin, rows.train.end, rows.validation.begin, rows.validation.end, rows.test.begin, rows.test.end};
}

TEST(SplitRows, SharesFollowEachOtherInTimeAndTheLastAreTest) {
  EXPECT_THAT(ends_of(split_rows(by("time", 0.2, 0.25), 100, 9)), ElementsAre(0, 55, 55, 75, 75, 100));
  EXPECT_THAT(ends_of(split_rows(by("time", 0.2, 0.25), 10, 0)), ElementsAre(0, 5, 5, 7, 7, 10));  // 2.5 rounds to 3
  EXPECT_THAT(ends_of(split_rows(by("time", 0.2, 0.25), 0, 0)), ElementsAre(0, 0, 0, 0, 0, 0));
}

TEST(SplitRows, ByEndTheHorizonIsTestAndTheOneBeforeItValidation) {
  EXPECT_THAT(ends_of(split_rows(by("end", 0.2, 0.25), 20, 6)), ElementsAre(0, 8, 8, 14, 14, 20));
  EXPECT_THAT(ends_of(split_rows(by("end", 0.2, 0.25), 8, 6)), ElementsAre(0, 0, 0, 2, 2, 8)) << "too short for all";
  EXPECT_THAT(ends_of(split_rows(by("end", 0.2, 0.25), 4, 6)), ElementsAre(0, 0, 0, 0, 0, 4));
}

TEST(SplitRows, RangesAreTakenAsGivenAndEndWithTheSeries) {
  SplitRule rule = by("rows", 0.2, 0.25);
  rule.rows = {{"train", {1, 4}}, {"validation", {6, 8}}, {"test", {8, 20}}};
  EXPECT_THAT(ends_of(split_rows(rule, 30, 5)), ElementsAre(1, 4, 6, 8, 8, 20));
  EXPECT_THAT(ends_of(split_rows(rule, 7, 5)), ElementsAre(1, 4, 6, 7, 7, 7));
}

TEST(SplitRows, AreWhatTimeRowsAndEndDealAndNothingElse) {
  for (const char* way : {"time", "rows", "end"}) EXPECT_TRUE(deals_rows(by(way, 0.1, 0.1))) << way;
  for (const char* way : {"group", "sequence", "every"}) EXPECT_FALSE(deals_rows(by(way, 0.1, 0.1))) << way;
}

/// Four steps of two features and two targets, in all of which the step's number stands.
Sequence four_steps() {
  Sequence sequence;
  sequence.length = 4;
  sequence.group = "g";
  sequence.values = {0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5};
  sequence.targets = {0, 10, 1, 11, 2, 12, 3, 13};
  sequence.labels = {0, 1, 2, 3};
  return sequence;
}

Dataset step_regression() {
  Dataset dataset;
  dataset.task = Task::step_regression;
  dataset.feature_count = 2;
  dataset.outputs = 2;
  return dataset;
}

TEST(PieceOf, TakesTheStepsOfAllThatIsSaidAtEachStep) {
  const Sequence piece = piece_of(four_steps(), {1, 3}, step_regression());
  EXPECT_EQ(piece.length, 2);
  EXPECT_EQ(piece.group, "g");
  EXPECT_THAT(piece.values, ElementsAre(1, 1.5, 2, 2.5));
  EXPECT_THAT(piece.targets, ElementsAre(1, 11, 2, 12));
  EXPECT_THAT(piece.labels, ElementsAre(1, 2));
  EXPECT_THAT(piece.tokens, IsEmpty());
}

TEST(PieceOf, TokensHaveNoWidth) {
  Sequence sequence;
  sequence.length = 3;
  sequence.tokens = {7, 8, 9};
  sequence.labels = {1, 2, 3};
  const Sequence piece = piece_of(sequence, {2, 3}, Dataset());
  EXPECT_THAT(piece.tokens, ElementsAre(9));
  EXPECT_THAT(piece.labels, ElementsAre(3));
  EXPECT_THAT(piece.values, IsEmpty());
}

TEST(DealRows, PartsEachSequenceAndMakesNoneWithoutAStep) {
  Dataset dataset = step_regression();
  Sequence lone = piece_of(four_steps(), {0, 1}, dataset);
  lone.group = "lone";
  deal_rows_of({four_steps(), lone}, by("time", 0.25, 0.25), dataset);
  EXPECT_THAT(lengths_of(dataset.train), ElementsAre(2, 1)) << "a quarter of one step is none";
  EXPECT_THAT(lengths_of(dataset.validation), ElementsAre(1));
  EXPECT_THAT(dataset.validation[0].values, ElementsAre(2, 2.5));
  EXPECT_THAT(dataset.test.at(0).targets, ElementsAre(3, 13));
}

}  // namespace
}  // namespace gatewise::data_deal_test
