// Intervals and histograms on closed forms, never on real time.
#include "measure/statistics/interval.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "base/random.hpp"
#include "measure/scenarios/streaming/streaming.hpp"
#include "measure/statistics/histogram.hpp"

namespace gatewise::interval_test {
namespace {

/// P(low <= B < high) for B ~ Bin(n, q), summed term by term.
double coverage(long n, double q, long low, long high) {
  double sum = 0;
  for (long k = low; k < high; ++k) {
    sum += std::exp(std::lgamma(static_cast<double>(n) + 1) - std::lgamma(static_cast<double>(k) + 1) -
                    std::lgamma(static_cast<double>(n - k) + 1) + static_cast<double>(k) * std::log(q) +
                    static_cast<double>(n - k) * std::log(1 - q));
  }
  return sum;
}

TEST(QuantileRanks, CoverAtLeast95PercentAndNoWiderThanTheyMust) {
  for (const long n : {100L, 662L, 6636L}) {
    for (const double q : {0.5, 0.9, 0.99}) {
      const RankInterval ranks = quantile_ranks(n, q);
      if (ranks.high == n || ranks.low == 1) continue;  // the sample can't say
      EXPECT_GE(coverage(n, q, ranks.low, ranks.high), 0.95) << n << " " << q;
      EXPECT_LT(coverage(n, q, ranks.low + 1, ranks.high - 1), 0.95) << n << " " << q;
      EXPECT_EQ(ranks.value, static_cast<long>(std::ceil(q * static_cast<double>(n))));
    }
  }
}

TEST(QuantileRanks, OfTheMedianOfTenAreTheTablesTwoAndNine) {
  // Conover's table: the 95 % interval of a median of 10 runs from the 2nd to the 9th value (coverage 0.979).
  const RankInterval ranks = quantile_ranks(10, 0.5);
  EXPECT_EQ(ranks.low, 2);
  EXPECT_EQ(ranks.high, 9);
}

TEST(QuantileRanks, StayInsideSmallSamples) {
  for (long n = 1; n < 20; ++n) {
    const RankInterval ranks = quantile_ranks(n, 0.999);
    EXPECT_EQ(ranks.value, n);
    EXPECT_GE(ranks.low, 1);
    EXPECT_LE(ranks.low, ranks.value);
    EXPECT_EQ(ranks.high, n);
  }
}

TEST(QuantileInterval, HoldsTheTrueP90InAbout95PercentOfSamples) {
  Random random(5, "coverage");
  int held = 0;
  constexpr int repeats = 600;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    Histogram histogram;
    for (int i = 0; i < 400; ++i) histogram.add(static_cast<std::int64_t>(-10000.0 * std::log(1 - random.uniform())));
    const Interval interval = quantile_over_rounds(std::vector<Histogram>{histogram}, 0.9);
    const double truth = 10000.0 * std::log(10.0);
    held += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  EXPECT_GT(held, repeats * 0.93);
}

TEST(QuantileInterval, WidensWhenRoundsDisagree) {
  std::vector<Histogram> alike(6);
  std::vector<Histogram> differing(6);
  Random random(5, "rounds");
  for (std::size_t round = 0; round < 6; ++round) {
    for (int i = 0; i < 500; ++i) {
      const auto noise = static_cast<std::int64_t>(random.below(100));
      alike[round].add(10000 + noise);
      differing[round].add(10000 + static_cast<std::int64_t>(round % 2) * 1000 + noise);
    }
  }
  const auto width = [](const Interval& interval) { return interval.high - interval.low; };
  EXPECT_GT(width(quantile_over_rounds(differing, 0.5)), 5 * width(quantile_over_rounds(alike, 0.5)));
}

TEST(QuantileInterval, TakesALineOverTheRunAsPartOfWhatWasSampled) {
  // Sampled evenly along the line, the median of all is known far better than one round's is.
  std::vector<Histogram> drifting(12);
  Random random(5, "line");
  for (std::size_t round = 0; round < 12; ++round) {
    for (int i = 0; i < 500; ++i) {
      const double at = (static_cast<double>(round) + static_cast<double>(i) / 500) / 12;
      drifting[round].add(static_cast<std::int64_t>(10000 + 1000 * at + 300 * random.normal()));
    }
  }
  const Interval interval = quantile_over_rounds(drifting, 0.5);
  EXPECT_NEAR(interval.value, 10500, 60);
  EXPECT_LT(interval.high - interval.low, 120);
}

TEST(QuantileInterval, KnowsThatStepsOfABurstAreNoIndependentSamples) {
  // Each round is slow as a whole or fast as a whole: 12 samples, not 6000.
  std::vector<Histogram> rounds(12);
  for (std::size_t round = 0; round < 12; ++round) {
    for (int i = 0; i < 500; ++i) rounds[round].add(round % 3 == 0 ? 2000 : 1000 + i % 7);
  }
  const Interval interval = quantile_over_rounds(rounds, 0.5);
  EXPECT_LT(interval.low, 1003);
  EXPECT_GT(interval.high, 1900);
}

TEST(QuantileInterval, OfARarePercentileIsNotMadeFromTheMaximaOfShortRounds) {
  std::vector<Histogram> rounds(4);
  for (std::size_t round = 0; round < 4; ++round) {
    for (int i = 0; i < 600; ++i) rounds[round].add(1000);
    rounds[round].add(round == 0 ? 1'000'000 : 1100);
  }
  EXPECT_GE(quantile_over_rounds(rounds, 0.999).low, 1000 * 0.99);
}

TEST(DriftOverRounds, IsTheLineThroughThemWhereItIsNoChance) {
  const Drift rising = drift_of(std::vector<double>{100, 102.1, 103.9, 106, 108.1, 110});
  EXPECT_TRUE(rising.significant);
  EXPECT_NEAR(rising.change, 10.0 / 105, 1e-3);
  EXPECT_FALSE(drift_of(std::vector<double>{100, 90, 110, 95, 105, 100}).significant);
  EXPECT_FALSE(drift_of(std::vector<double>{100, 110, 120}).significant);  // three values can't say
  EXPECT_FALSE(drift_of(std::vector<double>{7, 7, 7, 7, 7}).significant);
}

TEST(MeanInterval, IsStudentsT) {
  // Mean 3, deviation sqrt(2.5), n 5: half width 2.776 * sqrt(2.5 / 5) = 1.963.
  const Interval interval = mean_interval(std::vector<double>{1, 2, 3, 4, 5});
  EXPECT_DOUBLE_EQ(interval.value, 3);
  EXPECT_NEAR(interval.high - 3, 1.963, 1e-3);
  EXPECT_NEAR(3 - interval.low, 1.963, 1e-3);
  EXPECT_NEAR(student_t(1), 12.706, 1e-3);
}

TEST(SamplesNeeded, AreTheRulesOfMeasurement) {
  EXPECT_EQ(samples_needed(0.9), 64);
  EXPECT_EQ(samples_needed(0.99), 662);
  EXPECT_EQ(samples_needed(0.999), 6636);
}

TEST(HistogramBuckets, KeepEveryValueWithinOnePercent) {
  for (std::int64_t value = 1; value < 20'000'000'000; value = value * 21 / 20 + 1) {
    Histogram histogram;
    histogram.add(value);
    histogram.add(value * 3);  // so that the maximum does not answer
    EXPECT_NEAR(histogram.at_rank(1), static_cast<double>(value), 0.01 * static_cast<double>(value));
  }
}

TEST(HistogramBuckets, AreExactBelow128Nanoseconds) {
  Histogram histogram;
  for (std::int64_t value = 1; value <= 127; ++value) histogram.add(value);
  for (std::int64_t rank = 1; rank <= 127; ++rank) EXPECT_EQ(histogram.at_rank(rank), static_cast<double>(rank));
}

TEST(HistogramBuckets, AddUpAndSurviveJson) {
  Random random(1, "histogram");
  Histogram whole;
  Histogram parts[2];
  for (int i = 0; i < 1000; ++i) {
    const auto value = static_cast<std::int64_t>(random.below(1'000'000));
    whole.add(value);
    parts[i % 2].add(value);
  }
  parts[0].add(Json(parts[1]).get<Histogram>());
  EXPECT_EQ(Json(parts[0]), Json(whole));
  EXPECT_EQ(parts[0].count(), 1000);
  EXPECT_EQ(parts[0].max_ns(), whole.max_ns());
  EXPECT_EQ(parts[0].at_rank(1000), static_cast<double>(whole.max_ns()));
}

TEST(HistogramBuckets, OfNothingAnswerZero) {
  EXPECT_EQ(Histogram().at_rank(1), 0);
  EXPECT_EQ(Histogram().mean_ns(), 0);
}

TEST(BlockSequences, UseEverySequenceEquallyOftenAndAreTheSameForAll) {
  const std::vector<std::int64_t> lengths{3, 10, 1, 7, 5};
  std::vector<int> used(lengths.size());
  for (std::int64_t block = 0; block < 50; ++block) {
    const std::vector<std::size_t> chosen = block_sequences(lengths, block, 12);
    EXPECT_EQ(chosen, block_sequences(lengths, block, 12));
    std::int64_t here = 0;
    for (const std::size_t i : chosen) {
      ++used[i];
      here += lengths[i];
    }
    EXPECT_GE(here, 12);
  }
  const auto [least, most] = std::minmax_element(used.begin(), used.end());
  EXPECT_LE(*most - *least, 1);
  EXPECT_TRUE(block_sequences({0, 0}, 0, 12).empty());
}

TEST(MeanDifference, HoldsZeroExactlyWhereItsIntervalDoes) {
  for (const double freedom : {1.0, 1.5, 2.0, 3.7, 11.0, 199.0, 398.2, 400.0, 401.0, 5000.0}) {
    const double edge = student_t(freedom) * 2;
    for (const double factor : {0.0, 0.5, 0.98, 0.9999, 1.0001, 1.02, 3.0}) {
      const MeanDifference one{-factor * edge, 4, freedom};
      const Interval interval = one.interval();
      EXPECT_EQ(one.holds_zero(), interval.low <= 0 && interval.high >= 0) << freedom << " " << factor;
    }
  }
  EXPECT_TRUE((MeanDifference{0, 0, 1}.holds_zero()));
  EXPECT_FALSE((MeanDifference{1e-9, 0, 1}.holds_zero()));
}

TEST(MeanDifference, OfIndependentSamplesIsWelchs) {
  // Variances 1 and 4 of three values each: 5 / 3 of the difference, at (5/3)² / ((1/3)² / 2 + (4/3)² / 2) degrees.
  const std::vector<double> a{1, 2, 3};
  const std::vector<double> b{10, 12, 14};
  const MeanDifference difference = unpaired_difference(a, b);
  EXPECT_DOUBLE_EQ(difference.value, -10);
  EXPECT_DOUBLE_EQ(difference.variance, 5.0 / 3);
  EXPECT_DOUBLE_EQ(difference.freedom, 25.0 / 9 / (17.0 / 18));
  const MeanDifference paired = paired_difference(a, b);
  EXPECT_DOUBLE_EQ(paired.value, -10);
  EXPECT_DOUBLE_EQ(paired.variance, 1.0 / 3);
  EXPECT_DOUBLE_EQ(paired.freedom, 2);
}

}  // namespace
}  // namespace gatewise::interval_test
