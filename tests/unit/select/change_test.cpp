// Changes from hand-made blocks, whose numbers have closed forms, and from simulated ones.
#include "select/change.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "base/random.hpp"

namespace gatewise::select_change_test {
namespace {

using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pointwise;

constexpr Task task = Task::sequence_classification;

MetricPath path(const std::string& text) { return parse_metric_path(text, task); }

/// A series that is always above zero, one value a block.
const MetricPath jitter = path("latency.realtime.jitter");

Candidate with_blocks(const std::vector<double>& values, const std::vector<std::int64_t>& launches = {},
                      const MetricPath& of = jitter) {
  Candidate one;
  one.series[of.text] = values;
  one.launches = launches;
  one.session = "s";
  return one;
}

/// e^log times 100.
std::vector<double> hundreds(const std::vector<double>& logs) {
  std::vector<double> values;
  for (const double log : logs) values.push_back(100 * std::exp(log));
  return values;
}

/// Blocks of a head that differ by these logarithms from a base of 100, by these launches.
std::optional<Change> change_by(const std::vector<double>& logs, const std::vector<std::int64_t>& launches = {}) {
  return change_of(with_blocks(std::vector<double>(logs.size(), 100), launches), with_blocks(hundreds(logs), launches),
                   jitter);
}

/// Two-sided, of Student's t with three degrees of freedom.
double p_of_three(double t) {
  const double x = t / std::sqrt(3.0);
  return 1 - 2 / std::numbers::pi * (x / (1 + x * x) + std::atan(x));
}

TEST(Change, IsTheMeanOfTheBlocksLogarithms) {
  const Change change = change_by({0.01, 0.02, 0.03, 0.02}).value();
  const double deviation = std::sqrt(0.0002 / 3 / 4);
  EXPECT_NEAR(change.ratio.value, std::exp(0.02), 1e-12);
  EXPECT_NEAR(change.ratio.low, std::exp(0.02 - 3.182446 * deviation), 1e-7);
  EXPECT_NEAR(change.ratio.high, std::exp(0.02 + 3.182446 * deviation), 1e-7);
  EXPECT_NEAR(change.p, p_of_three(0.02 / deviation), 1e-12);
  EXPECT_NEAR(change.detectable, std::expm1((3.182446 + 0.978472) * deviation), 1e-6);
  EXPECT_FALSE(change.is_exact);
  EXPECT_NEAR(change.difference(), 100 * std::expm1(0.02), 1e-9);
}

TEST(Change, IsPairedSoThatWhatBothBlocksShareCancels) {
  const std::vector<double> shared{100, 150, 90, 300};
  std::vector<double> slower;
  const std::vector<double> logs{0.01, 0.02, 0.03, 0.02};
  for (std::size_t i = 0; i < shared.size(); ++i) slower.push_back(shared[i] * std::exp(logs[i]));
  const Change change = change_of(with_blocks(shared), with_blocks(slower), jitter).value();
  EXPECT_NEAR(change.ratio.value, std::exp(0.02), 1e-12);
  EXPECT_NEAR(change.p, change_by(logs)->p, 1e-12);
}

TEST(Change, TheOtherWayRoundIsItsInverse) {
  const Candidate a = with_blocks({100, 101, 99, 100});
  const Candidate b = with_blocks({104, 103, 106, 105});
  const Change there = change_of(a, b, jitter).value();
  const Change back = change_of(b, a, jitter).value();
  EXPECT_NEAR(there.ratio.value * back.ratio.value, 1, 1e-12);
  EXPECT_NEAR(there.ratio.low * back.ratio.high, 1, 1e-12);
  EXPECT_NEAR(there.p, back.p, 1e-12);
  EXPECT_TRUE(there.is_worse(Better::less));
  EXPECT_FALSE(back.is_worse(Better::less));
}

TEST(Change, BlocksOfOneStartOfTheProcessesAreOneSample) {
  const Change apart = change_by({0.01, 0.02, 0.03, 0.02}).value();
  const Change together = change_by({0.01, 0.02, 0.03, 0.02}, {0, 0, 1, 1}).value();
  EXPECT_NEAR(together.ratio.value, apart.ratio.value, 1e-12);
  EXPECT_NEAR(together.ratio.high, std::exp(0.02 + 12.706205 * 0.005), 1e-6) << "two means, one degree of freedom";
  EXPECT_NEAR(together.p, 1 - 2 / std::numbers::pi * std::atan(4.0), 1e-12);
  EXPECT_LT(together.ratio.low, apart.ratio.low);
  EXPECT_GT(together.p, apart.p);
  EXPECT_GT(together.detectable, apart.detectable);
}

TEST(Change, OfOneStartAloneCountsItsBlocks) {
  EXPECT_NEAR(change_by({0.01, 0.02, 0.03, 0.02}, {5, 5, 5, 5})->p, change_by({0.01, 0.02, 0.03, 0.02})->p, 1e-12);
}

TEST(Change, OfNothingAtAllHasNoP) {
  const Change none = change_by({0, 0, 0}).value();
  EXPECT_EQ(none.p, 1);
  EXPECT_EQ(none.ratio.value, 1);
  EXPECT_FALSE(none.is_worse(Better::less));
  EXPECT_FALSE(none.is_worse(Better::more)) << "what is the same is no worse, whichever is better";
}

TEST(Change, ThatIsDetectableShrinksWithMoreBlocks) {
  const auto detectable = [](std::size_t blocks) {
    std::vector<double> logs;
    for (std::size_t i = 0; i < blocks; ++i) logs.push_back(i % 2 == 0 ? 0.01 : -0.01);
    return change_by(logs)->detectable;
  };
  EXPECT_GT(detectable(64), 0);
  EXPECT_GT(detectable(16), 1.9 * detectable(64)) << "with four times the blocks half as large";
  EXPECT_GT(detectable(4), detectable(16));
}

TEST(Change, OfCountsIsExact) {
  const MetricPath total = path("memory.total");
  const Change more = change_of(with_blocks({100}, {}, total), with_blocks({101}, {}, total), total).value();
  EXPECT_TRUE(more.is_exact);
  EXPECT_EQ(more.p, 0);
  EXPECT_EQ(more.detectable, 0);
  EXPECT_DOUBLE_EQ(more.ratio.value, 1.01);
  EXPECT_EQ(more.difference(), 1);
  EXPECT_TRUE(more.is_worse(Better::less));
  const Change same = change_of(with_blocks({100}, {}, total), with_blocks({100}, {}, total), total).value();
  EXPECT_TRUE(same.is_exact);
  EXPECT_EQ(same.p, 1);
  EXPECT_EQ(same.ratio.value, 1);
}

TEST(Change, OfCountsNeedsNoCommonSession) {
  const MetricPath total = path("memory.total");
  Candidate other = with_blocks({90}, {}, total);
  other.session = "another";
  EXPECT_TRUE(change_of(with_blocks({100}, {}, total), other, total).has_value());
}

TEST(Change, FromNothingToSomethingIsWorseThoughNoRatioSaysHowMuch) {
  const MetricPath allocations = path("memory.allocations_per_step");
  const Change change =
      change_of(with_blocks({0}, {}, allocations), with_blocks({2}, {}, allocations), allocations).value();
  EXPECT_TRUE(std::isinf(change.ratio.value));
  EXPECT_EQ(change.difference(), 2);
  EXPECT_TRUE(change.is_worse(Better::less));
  EXPECT_EQ(change.p, 0);
}

const MetricPath missed = path("latency.realtime.missed");

Change shares(const std::vector<double>& base, const std::vector<double>& head,
              const std::vector<std::int64_t>& launches = {}) {
  return change_of(with_blocks(base, launches, missed), with_blocks(head, launches, missed), missed).value();
}

TEST(Change, OfSharesThatMayBeNothingIsTheirDifferences) {
  const Change change = shares({0, 0.02, 0, 0.02}, {0.02, 0.04, 0.03, 0.03});
  const double mean = 0.02;  // of 0.02, 0.02, 0.03, 0.01
  const double deviation = std::sqrt(0.0002 / 3 / 4);
  EXPECT_NEAR(change.p, p_of_three(mean / deviation), 1e-12);
  EXPECT_NEAR(change.difference(), mean, 1e-12);
  EXPECT_NEAR(change.ratio.value, 3, 1e-12);
  EXPECT_NEAR(change.ratio.low, 1 + (mean - 3.182446 * deviation) / 0.01, 1e-5);
  EXPECT_NEAR(change.detectable, (3.182446 + 0.978472) * deviation / 0.01, 1e-4);
  EXPECT_FALSE(change.is_exact);
  EXPECT_TRUE(change.is_worse(Better::less));
}

TEST(Change, OfSharesThatWereNothingIsByTheirDifference) {
  const Change change = shares({0, 0, 0, 0}, {0.02, 0.04, 0.03, 0.03});
  EXPECT_LT(change.p, 0.01);
  EXPECT_NEAR(change.difference(), 0.03, 1e-12);
  EXPECT_TRUE(change.is_worse(Better::less));
}

TEST(Change, OfSharesThatStayNothingIsNone) {
  const Change change = shares({0, 0, 0}, {0, 0, 0});
  EXPECT_EQ(change.p, 1);
  EXPECT_TRUE(change.is_exact);
  EXPECT_FALSE(change.is_worse(Better::less));
}

TEST(Change, OfSharesCountsStartsOfTheProcessesToo) {
  const std::vector<double> base{0, 0, 0, 0};
  const std::vector<double> head{0.01, 0.02, 0.03, 0.02};
  EXPECT_GT(shares(base, head, {0, 0, 1, 1}).p, shares(base, head).p);
}

TEST(Change, OfBlocksOfTwoSessionsIsUnknown) {
  Candidate other = with_blocks({100, 101, 102});
  other.session = "another";
  EXPECT_FALSE(change_of(with_blocks({100, 101, 102}), other, jitter).has_value());
}

TEST(Change, WithoutAValueOnOneSideIsUnknown) {
  EXPECT_FALSE(change_of(with_blocks({100, 101}), Candidate(), jitter).has_value());
  EXPECT_FALSE(change_of(Candidate(), with_blocks({100, 101}), jitter).has_value());
  EXPECT_FALSE(change_of(with_blocks({100, 101}), with_blocks({100}), jitter).has_value())
      << "blocks on one side, an exact value on the other";
}

TEST(Change, OfARateIsWorseWhereItFalls) {
  const MetricPath rate = path("throughput.offline.steps_per_second");
  Candidate base;
  base.offline.push_back({"bucket", {100, 101, 99, 100}, {1, 1, 1, 1}});
  Candidate head;
  head.offline.push_back({"bucket", {80, 81, 79, 80}, {1, 1, 1, 1}});
  const Change change = change_of(base, head, rate).value();
  EXPECT_LT(change.p, 1e-4);
  EXPECT_TRUE(change.is_worse(rate.better));
  EXPECT_FALSE(change_of(head, base, rate)->is_worse(rate.better));
}

/// One seed; the draws move up and down together by `spread`, plus each candidate's own tenth of it.
Candidate scored(const std::string& metric, double value, double spread, std::size_t pattern) {
  std::vector<double> draws(256);
  for (std::size_t i = 0; i < draws.size(); ++i) {
    draws[i] = value + (i % 2 == 0 ? spread : -spread) + ((i >> pattern & 1U) == 0 ? spread / 10 : -spread / 10);
  }
  Candidate one;
  one.quality[metric].validation = {{value}, {draws}, 100};
  one.quality[metric].validation_score = {{value, value, value}, {value, value, value}};
  return one;
}

Change quality_change(const std::string& metric, double base, double head, double spread = 0.01) {
  const MetricPath of = path("quality." + metric);
  return change_of(scored(metric, base, spread, 1), scored(metric, head, spread, 2), of).value();
}

TEST(Change, OfQualityIsPairedOverSequences) {
  const Change change = quality_change("accuracy", 0.8, 0.79);
  EXPECT_NEAR(change.ratio.value, 0.9875, 1e-12);
  EXPECT_NEAR(change.difference(), -0.01, 1e-12);
  EXPECT_LT(change.p, 1e-6) << "what both share of the draws cancels: 0.01 is seven deviations of 0.0014";
  EXPECT_LT(change.ratio.high, 1);
  EXPECT_NEAR(change.detectable, 2.83 * 0.00142 / 0.8, 1e-4);
}

TEST(Change, OfQualityOnOneUnitProvesNothing) {
  Candidate base = scored("accuracy", 0.9, 0.01, 1);
  Candidate head = scored("accuracy", 0.1, 0.01, 2);
  base.quality["accuracy"].validation.units = head.quality["accuracy"].validation.units = 1;
  const Change change = change_of(base, head, path("quality.accuracy")).value();
  EXPECT_EQ(change.p, 1);
  EXPECT_FALSE(change.is_exact);
  EXPECT_TRUE(std::isnan(change.ratio.low) && std::isnan(change.ratio.high) && std::isnan(change.detectable));
}

TEST(Change, OfQualityHasTheMetricsDirection) {
  EXPECT_TRUE(quality_change("accuracy", 0.8, 0.7).is_worse(Better::more));
  EXPECT_FALSE(quality_change("accuracy", 0.7, 0.8).is_worse(Better::more));
  EXPECT_TRUE(quality_change("cross_entropy", 0.3, 0.4).is_worse(Better::less));
  EXPECT_FALSE(quality_change("cross_entropy", 0.4, 0.3).is_worse(Better::less));
}

TEST(Change, OfAScoreAtOrBelowZeroHasItsDirectionToo) {
  EXPECT_FALSE(quality_change("mcc", -0.2, 0.1).is_worse(Better::more)) << "it rose";
  EXPECT_TRUE(quality_change("mcc", -0.1, -0.2).is_worse(Better::more));
  EXPECT_FALSE(quality_change("mcc", 0, 0.1).is_worse(Better::more));
  EXPECT_TRUE(quality_change("mcc", 0, -0.1).is_worse(Better::more));
  EXPECT_NEAR(quality_change("mcc", -0.2, 0.1).difference(), 0.3, 1e-12);
  EXPECT_NEAR(quality_change("mcc", 0, 0.1).difference(), 0.1, 1e-12);
  const Change fell = quality_change("mcc", -0.1, -0.2);
  EXPECT_LT(fell.ratio.low, fell.ratio.high) << "an interval is the right way round";
}

TEST(Change, OfTheSameWeightsAndAnswersIsNone) {
  const Change change = quality_change("accuracy", 0.8, 0.8, 0);
  EXPECT_EQ(change.p, 1);
  EXPECT_TRUE(change.is_exact);
}

TEST(Corrected, IsHolmsWorkedExample) {
  // 0.005 x 4, 0.01 x 3, 0.03 x 2, and 0.04 x 1, which may not fall below the one before.
  EXPECT_THAT(corrected({0.01, 0.04, 0.03, 0.005}), Pointwise(DoubleNear(1e-12), {0.03, 0.06, 0.06, 0.02}));
}

TEST(Corrected, NeverExceedsOneAndKeepsTies) {
  EXPECT_THAT(corrected({0.9, 0.8, 0.7}), ElementsAre(1, 1, 1));
  EXPECT_THAT(corrected({0.02, 0.02}), ElementsAre(0.04, 0.04));
  EXPECT_THAT(corrected({0.3}), ElementsAre(0.3));
  EXPECT_THAT(corrected({}), IsEmpty());
}

TEST(Corrected, OfOnesLeavesTheOthersAsSmallAsTheirNumberAsks) {
  EXPECT_THAT(corrected({1, 0.001, 1, 1}), Pointwise(DoubleEq(), {1.0, 0.004, 1.0, 1.0}));
}

/// Two candidates that are the same: each start of each process has its own pace, each block its own noise.
class Alike {
 public:
  static constexpr std::int64_t launches = 8;
  static constexpr std::int64_t blocks = 48;

  explicit Alike(std::uint64_t seed) : random_(seed) {}

  Candidate candidate(double slower, bool knows_launches) {
    std::vector<double> logs;
    std::vector<std::int64_t> of;
    double pace = 0;
    for (std::int64_t block = 0; block < blocks; ++block) {
      const std::int64_t launch = block * launches / blocks;
      if (of.empty() || of.back() != launch) pace = launch_spread * random_.normal();
      of.push_back(launch);
      logs.push_back(slower + pace + 0.01 * random_.normal());
    }
    return with_blocks(hundreds(logs), knows_launches ? of : std::vector<std::int64_t>());
  }

  /// In how many of 2000 comparisons p is below 0.05.
  int called_different(double slower, bool knows_launches = true) {
    int count = 0;
    for (int i = 0; i < 2000; ++i) {
      const Candidate base = candidate(0, knows_launches);
      count += change_of(base, candidate(slower, knows_launches), jitter)->p < 0.05 ? 1 : 0;
    }
    return count;
  }

  static constexpr double launch_spread = 0.02;

 private:
  Random random_;
};

TEST(Change, BetweenTwoThatAreTheSameIsCalledOneInFiveOfAHundredCases) {
  const int called = Alike(1).called_different(0);
  EXPECT_GE(called, 60);
  EXPECT_LE(called, 140);
}

TEST(Change, WouldBeCalledOneFarTooOftenIfStartsOfTheProcessesWereForgotten) {
  EXPECT_GT(Alike(1).called_different(0, false), 600);
}

TEST(Change, ThatIsAsLargeAsDetectableIsSeenInFourOfFiveCases) {
  // Of one launch's mean difference: 2 (0.02² + 0.01²/6); of eight launches a eighth of it, seven degrees of freedom.
  const double deviation = std::sqrt(2 * (0.0004 + 0.0001 / 6) / 8);
  const double detectable = (2.364624 + 0.896030) * deviation;
  EXPECT_NEAR(Alike(2).called_different(detectable), 1600, 100);
}

}  // namespace
}  // namespace gatewise::select_change_test
