// Intervals of quality against closed forms: Welch's variance and Satterthwaite's degrees of freedom by hand.
#include <gmock/gmock.h>

#include <cmath>

#include "select/quality_interval.hpp"

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
  expect_interval(quality_interval({{0.8}, {alternating(0.8, 0.02)}}, 0, 1), 0.8, half);
}

TEST(QualityInterval, OfIdenticalSeedsIsThatOfOne) {
  const double half = student_t(draws - 1) * std::sqrt(variance_of_alternating(0.02));
  const std::vector<double> same = alternating(0.8, 0.02);
  expect_interval(quality_interval({{0.8, 0.8}, {same, same}}, 0, 1), 0.8, half);
}

TEST(QualityInterval, OfDrawsWithoutVarianceIsStudentsOverSeeds) {
  const std::vector<double> still = alternating(0.5, 0);
  const double half = 4.302653 * std::sqrt(0.0001 / 3);  // t of 2 degrees; s² = 0.0001
  const Interval interval = quality_interval({{0.49, 0.5, 0.51}, {still, still, still}}, 0, 1);
  EXPECT_NEAR(interval.value, 0.5, 1e-12);
  EXPECT_NEAR(interval.high - 0.5, half, 1e-6);
}

TEST(QualityInterval, JoinsBothPartsByWelchAndSatterthwaite) {
  const std::vector<double> same = alternating(0.5, 0.02);
  const double seeds = 0.0001 / 3;
  const double sequences = variance_of_alternating(0.02);
  const double variance = seeds + sequences;
  const double freedom = variance * variance / (seeds * seeds / 2 + sequences * sequences / (draws - 1));
  expect_interval(quality_interval({{0.49, 0.5, 0.51}, {same, same, same}}, 0, 1), 0.5,
                  student_t(freedom) * std::sqrt(variance));
}

TEST(QualityInterval, TakesTheVarianceOfTheSeedsMeanDrawByDraw) {
  const Interval interval = quality_interval({{0.8, 0.8}, {alternating(0.8, 0.02), alternating(0.8, -0.02)}}, 0, 1);
  EXPECT_NEAR(interval.high - interval.low, 0, 1e-9) << "what one seed loses in a draw the other wins";
}

TEST(QualityInterval, WithoutAnyVarianceIsAPoint) {
  expect_interval(quality_interval({{0.75}, {alternating(0.75, 0)}}, 0, 1), 0.75, 0);
}

TEST(QualityInterval, IsClippedToTheMetricsRange) {
  const std::vector<double> still = alternating(0.95, 0);
  const Interval high = quality_interval({{0.9, 1.0}, {still, still}}, 0, 1);
  EXPECT_EQ(high.high, 1.0);
  EXPECT_NEAR(high.value, 0.95, 1e-12);
  const Interval error = quality_interval({{1.0, 9.0}, {still, still}}, 0, INFINITY);
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

}  // namespace
}  // namespace gatewise::select_quality_interval_test
