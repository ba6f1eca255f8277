// Intervals of quality against closed forms: Welch's variance and Satterthwaite's degrees of freedom by hand.
#include "select/quality_interval.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace gatewise::select_quality_interval_test {
namespace {

constexpr std::size_t draws = 200;

/// Draws that alternate between value - spread and value + spread: their variance is spread² n / (n - 1).
std::vector<double> alternating(double value, double spread) {
  std::vector<double> all(draws, value - spread);
  for (std::size_t i = 0; i < draws; i += 2) all[i] = value + spread;
  return all;
}

double variance_of_alternating(double spread) { return spread * spread * draws / (draws - 1.0); }

void expect_interval(const Interval& interval, double value, double half) {
  EXPECT_NEAR(interval.value, value, 1e-12);
  EXPECT_NEAR(interval.low, value - half, 1e-9);
  EXPECT_NEAR(interval.high, value + half, 1e-9);
}

TEST(QualityInterval, OfOneSeedHasOnlyTheSequencesPart) {
  const double half = student_t(draws - 1) * std::sqrt(variance_of_alternating(0.02));
  expect_interval(quality_interval({{0.8}, {alternating(0.8, 0.02)}}, {}), 0.8, half);
}

TEST(QualityInterval, OfIdenticalSeedsIsThatOfOne) {
  const double half = student_t(draws - 1) * std::sqrt(variance_of_alternating(0.02));
  const std::vector<double> same = alternating(0.8, 0.02);
  expect_interval(quality_interval({{0.8, 0.8}, {same, same}}, {}), 0.8, half);
}

TEST(QualityInterval, OfDrawsWithoutVarianceIsStudentsOverSeeds) {
  const std::vector<double> still = alternating(0.5, 0);
  const double half = 4.302653 * std::sqrt(0.0001 / 3);  // t of 2 degrees; s² = 0.0001
  const Interval interval = quality_interval({{0.49, 0.5, 0.51}, {still, still, still}}, {});
  EXPECT_NEAR(interval.value, 0.5, 1e-12);
  EXPECT_NEAR(interval.high - 0.5, half, 1e-6);
}

TEST(QualityInterval, JoinsBothPartsByWelchAndSatterthwaite) {
  const std::vector<double> same = alternating(0.5, 0.02);
  const double seeds = 0.0001 / 3;
  const double sequences = variance_of_alternating(0.02);
  const double variance = seeds + sequences;
  const double freedom = variance * variance / (seeds * seeds / 2 + sequences * sequences / (draws - 1));
  expect_interval(quality_interval({{0.49, 0.5, 0.51}, {same, same, same}}, {}), 0.5,
                  student_t(freedom) * std::sqrt(variance));
}

TEST(QualityInterval, TakesTheVarianceOfTheSeedsMeanDrawByDraw) {
  const Interval interval = quality_interval({{0.8, 0.8}, {alternating(0.8, 0.02), alternating(0.8, -0.02)}}, {});
  EXPECT_NEAR(interval.high - interval.low, 0, 1e-9) << "what one seed loses in a draw the other wins";
}

TEST(QualityInterval, WithoutAnyVarianceIsAPoint) {
  expect_interval(quality_interval({{0.75}, {alternating(0.75, 0)}}, {}), 0.75, 0);
}

TEST(QualityInterval, IsClippedToTheMetricsRange) {
  const std::vector<double> still = alternating(0.95, 0);
  const Interval high = quality_interval({{0.9, 1.0}, {still, still}}, {});
  EXPECT_EQ(high.high, 1.0);
  EXPECT_NEAR(high.value, 0.95, 1e-12);
  const Interval error = quality_interval({{1.0, 9.0}, {still, still}}, {0, INFINITY});
  EXPECT_EQ(error.low, 0.0);
  EXPECT_GT(error.high, 9.0);
}

Interval between(const QualitySample& a, const QualitySample& b, bool paired_seeds) {
  return quality_difference(comparable_of(a), comparable_of(b), paired_seeds).interval();
}

TEST(QualityDifference, OfPairedSeedsSeesOnlyWhatDiffersBetweenThem) {
  const std::vector<double> still = alternating(0.5, 0);
  const QualitySample a{{0.7, 0.9}, {still, still}};
  const QualitySample b{{0.6, 0.8}, {still, still}};
  const Interval paired = between(a, b, true);
  EXPECT_NEAR(paired.low, 0.1, 1e-9);
  EXPECT_NEAR(paired.high, 0.1, 1e-9);
}

TEST(QualityDifference, OfUnpairedSeedsAddsTheirVariances) {
  const std::vector<double> still = alternating(0.5, 0);
  const QualitySample a{{0.7, 0.9}, {still, still}};
  const QualitySample b{{0.6, 0.8}, {still, still}};
  // s² = 0.02 each, 0.01 of the mean; together 0.02 at 0.02² / (2 x 0.01²) = 2 degrees of freedom.
  const double half = student_t(2) * std::sqrt(0.02);
  expect_interval(between(a, b, false), 0.1, half);
}

TEST(QualityDifference, OfUnequallyManySeedsCannotBePaired) {
  const std::vector<double> still = alternating(0.5, 0);
  const QualitySample a{{0.7, 0.9}, {still, still}};
  const QualitySample b{{0.6}, {still}};
  expect_interval(between(a, b, true), 0.2, student_t(1) * std::sqrt(0.01));
}

TEST(QualityDifference, SeesTheSameDrawsOnBothSides) {
  const QualitySample a{{0.8}, {alternating(0.8, 0.05)}};
  const QualitySample b{{0.7}, {alternating(0.7, 0.05)}};
  const QualitySample against{{0.7}, {alternating(0.7, -0.05)}};
  expect_interval(between(a, b, true), 0.1, 0);
  const double half = student_t(draws - 1) * std::sqrt(variance_of_alternating(0.1));
  expect_interval(between(a, against, true), 0.1, half);
}

TEST(QualityDifference, IsTheNegativeOfItsReverse) {
  const QualitySample a{{0.8, 0.84}, {alternating(0.8, 0.05), alternating(0.84, 0.01)}};
  const QualitySample b{{0.7, 0.79}, {alternating(0.7, -0.03), alternating(0.79, 0.02)}};
  for (const bool paired : {true, false}) {
    const Interval forth = between(a, b, paired);
    const Interval back = between(b, a, paired);
    EXPECT_NEAR(forth.low, -back.high, 1e-12);
    EXPECT_NEAR(forth.high, -back.low, 1e-12);
  }
}

/// Of `units` sequences that are asked one label each.
QualitySample sample_of(double value, double spread, std::size_t units) {
  return {{value}, {alternating(value, spread)}, units, units};
}

constexpr MetricScale share{0, 1, true};

TEST(QualityInterval, OfAPerfectShareIsClopperAndPearsons) {
  const Interval forty = quality_interval(sample_of(1, 0, 40), share);
  EXPECT_EQ(forty.value, 1);
  EXPECT_NEAR(forty.low, std::pow(0.025, 1.0 / 40), 1e-9);
  EXPECT_EQ(forty.high, 1);
  EXPECT_LT(quality_interval(sample_of(1, 0, 71), share).low, 0.95);
  EXPECT_GT(quality_interval(sample_of(1, 0, 72), share).low, 0.95);
  EXPECT_NEAR(quality_interval(sample_of(0, 0, 40), share).high, 1 - std::pow(0.025, 1.0 / 40), 1e-9);
}

TEST(QualityInterval, OfPerfectSeedsIsThatOfOne) {
  QualitySample three = sample_of(1, 0, 40);
  three.by_seed = {1, 1, 1};
  three.draws = {three.draws[0], three.draws[0], three.draws[0]};
  EXPECT_NEAR(quality_interval(three, share).low, std::pow(0.025, 1.0 / 40), 1e-9);
}

TEST(QualityInterval, OfGroupsWithoutSpreadCountsGroups) {
  QualitySample groups = sample_of(1, 0, 10);
  groups.asked = 400;
  EXPECT_NEAR(quality_interval(groups, share).low, std::pow(0.025, 1.0 / 10), 1e-9);
}

TEST(QualityInterval, OfAnyBoundedMetricWithoutSpreadIsAtLeastAShares) {
  EXPECT_NEAR(quality_interval(sample_of(1, 0, 40), {}).low, std::pow(0.025, 1.0 / 40), 1e-9);
  EXPECT_NEAR(quality_interval(sample_of(1, 0, 40), {-1, 1}).low, 2 * std::pow(0.025, 1.0 / 40) - 1, 1e-9);
}

TEST(QualityInterval, OfABinomialShareIsClopperAndPearsonsOfAsManyUnits) {
  // The bootstrap's variance of 80 of 100 is 0.8 x 0.2 / 100 x 99 / 100 where units are independent.
  const double spread = std::sqrt(0.8 * 0.2 / 100 * 99 / 100 * (draws - 1.0) / draws);
  const Interval interval = quality_interval(sample_of(0.8, spread, 100), share);
  EXPECT_NEAR(interval.low, 0.70816, 1e-4);   // scipy.stats.beta.ppf(.025, 80, 21)
  EXPECT_NEAR(interval.high, 0.87334, 1e-4);  // scipy.stats.beta.ppf(.975, 81, 20)
}

TEST(QualityInterval, OfOneUnitIsUnknown) {
  const Interval one = quality_interval(sample_of(0.9, 0, 1), share);
  EXPECT_EQ(one.value, 0.9);
  EXPECT_FALSE(one.is_known());
  EXPECT_TRUE(std::isnan(one.low) && std::isnan(one.high));
  const QualitySample nowhere{{0.9}, {{}}, 40, 40};
  EXPECT_FALSE(quality_interval(nowhere, {}).is_known()) << "no draw on which the metric has a value";
}

TEST(QualityDifference, OfOneUnitProvesNothing) {
  const MeanDifference difference =
      quality_difference(comparable_of(sample_of(1, 0, 1)), comparable_of(sample_of(0, 0, 1)), true);
  EXPECT_TRUE(difference.holds_zero());
  EXPECT_FALSE(difference.interval().is_known());
}

/// Two trainings that differ by 0.04, of which their draws say that these sequences alone make a deviation of `spread`.
QualitySample two_trainings(double spread) {
  return {{0.78, 0.82}, {alternating(0.78, spread), alternating(0.82, -spread)}, 0, 0};
}

TEST(QualityInterval, WhatTrainingsDifferByOnTheseSequencesCountsOnce) {
  // s² = 0.0008; the draws of the mean have no spread, and those of each training's difference from it spread² n / (n -
  // 1) each, which is as much of s² as these sequences explain.
  EXPECT_NEAR(quality_interval(two_trainings(0), {0, INFINITY}).high - 0.8, student_t(1) * 0.02, 1e-6);
  const double left = 0.0008 - 2 * variance_of_alternating(0.015);
  EXPECT_NEAR(quality_interval(two_trainings(0.015), {0, INFINITY}).high - 0.8, student_t(1) * std::sqrt(left / 2),
              1e-6);
  EXPECT_NEAR(quality_interval(two_trainings(0.02), {0, INFINITY}).high, 0.8, 1e-6) << "they explain all of it";
}

TEST(QualityInterval, OfARecipeIsUnknownWithOneTraining) {
  EXPECT_FALSE(recipe_interval(sample_of(0.8, 0.02, 100), share).is_known());
  EXPECT_TRUE(recipe_interval(two_trainings(0.01), share).is_known());
}

TEST(QualityInterval, OfAnArtifactIsThatOfItsTrainingAlone) {
  const QualitySample both{{0.7, 0.8}, {alternating(0.7, 0.01), alternating(0.8, 0.02)}, 100, 100};
  const Interval first = artifact_interval(both, {0, 1}, share);
  EXPECT_EQ(first.value, 0.7);
  EXPECT_EQ(first.low, quality_interval(sample_of(0.7, 0.01, 100), share).low);
}

TEST(QualityInterval, OfAChoiceAmongEqualsIsNotCorrected) {
  EXPECT_EQ(choose_training({1, 1, 1}, Better::more).among, 1U);
  EXPECT_EQ(choose_training({0.8, 0.9, 0.9}, Better::more).training, 1U);
  EXPECT_EQ(choose_training({0.8, 0.9, 0.9}, Better::more).among, 2U);
  EXPECT_EQ(choose_training({3, 1, 2}, Better::less).training, 1U);
  EXPECT_EQ(choose_training({3, 1, 2}, Better::less).among, 3U);
}

TEST(QualityInterval, OfAnArtifactThatWonIsCorrectedOnTheWorseSide) {
  const QualitySample sample = sample_of(0.8, 0.02, 100);
  const MetricScale more{-INFINITY, INFINITY, false, Better::more};
  const Interval plain = artifact_interval(sample, {0, 1}, more);
  const Interval won = artifact_interval(sample, {0, 5}, more);
  EXPECT_EQ(won.high, plain.high);
  // Of independent trainings: t of 99 degrees at 0.955^(1/5) by scipy: 2.39855, at 0.975: 1.98422.
  EXPECT_NEAR((0.8 - won.low) / (0.8 - plain.low), 2.39855 / 1.98422, 1e-4);
  const Interval least = artifact_interval(sample, {0, 5}, {-INFINITY, INFINITY, false, Better::less});
  EXPECT_EQ(least.low, plain.low);
  EXPECT_GT(least.high, plain.high);
}

TEST(QualityInterval, OfAShareHoldsWhatItsGroupsDoNotRuleOut) {
  QualitySample groups = sample_of(0.9995, 0.0005, 10);
  groups.asked = 2000;
  const double by_variance = quality_interval(groups, share).low;
  groups.unit_asked.assign(10, 200);
  groups.unit_right = {std::vector<double>(10, 200)};
  groups.unit_right[0][3] = 199;
  EXPECT_GT(by_variance, 0.99);
  EXPECT_LT(quality_interval(groups, share).low, 0.98);
}

TEST(QualityDifference, ThatAllUnitsShowAlikeIsNoCertainty) {
  const Interval few = between(sample_of(1, 0, 2), sample_of(0.5, 0, 2), true);
  EXPECT_LT(few.low, 0.5 * (1 - 0.84));
  EXPECT_GT(few.low, 0);
  const Interval many = between(sample_of(1, 0, 40), sample_of(0.5, 0, 40), true);
  EXPECT_NEAR(many.low, 0.5 * std::pow(0.025, 1.0 / 40), 1e-6);
  EXPECT_EQ(between(sample_of(1, 0, 40), sample_of(1, 0, 40), true).low, 0) << "equal on all units";
}

}  // namespace
}  // namespace gatewise::select_quality_interval_test
