// What the clock does to figures, where a step's time goes, and how near it is to its bound: on made-up blocks.
#include <gmock/gmock.h>

#include <cmath>

#include "base/random.hpp"
#include "select/bound_share.hpp"
#include "select/change.hpp"
#include "select/figure.hpp"
#include "select/notes.hpp"
#include "select/step_account.hpp"

namespace gatewise::select_middle_test {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

MetricPath path(const std::string& text) { return parse_metric_path(text, Task::sequence_classification); }

/// Blocks of single steps of 100 ns each, in chains of 32 whose means are these.
Candidate chained(const std::vector<std::vector<double>>& blocks, double tick_ns = 10, std::int64_t single_ns = 100) {
  Candidate one;
  one.session = "s";
  one.tick_ns = tick_ns;
  LatencyFigure& latency = one.latency["streaming"];
  for (const std::vector<double>& means : blocks) {
    latency.step.emplace_back().add(single_ns);
    latency.step_chains.push_back({32, means});
    ++latency.samples;
  }
  return one;
}

/// Blocks whose steps are read singly, all alike.
Candidate read_singly(std::int64_t ns, double tick_ns, std::size_t blocks = 12) {
  Candidate one;
  one.session = "s";
  one.tick_ns = tick_ns;
  LatencyFigure& latency = one.latency["streaming"];
  for (std::size_t i = 0; i < blocks; ++i) {
    Histogram& histogram = latency.step.emplace_back();
    for (int k = 0; k < 100; ++k) histogram.add(ns);
    latency.samples += 100;
  }
  return one;
}

TEST(Middle, OfStreamingStepsComesFromTheirChains) {
  const Candidate one = chained({{30, 31, 32}, {31, 32, 33}});
  EXPECT_EQ(figure_of(one, path("latency.streaming.p50"))->value, 31);
  EXPECT_EQ(figure_of(one, path("latency.streaming.mean"))->value, 31.5);
  EXPECT_EQ(figure_of(one, path("latency.streaming.p99"))->value, 100) << "the tail is of single steps";
  EXPECT_THAT(one.latency.at("streaming").block_middles(), ElementsAre(31, 32));
}

TEST(Middle, OfRecordsWithoutChainsComesFromSingleSteps) {
  EXPECT_EQ(figure_of(read_singly(100, 0), path("latency.streaming.p50"))->value, 100);
}

TEST(Tick, IsTheLeastThatAnIntervalIsWideToEitherSide) {
  const Interval singly = *figure_of(read_singly(100, 10), path("latency.streaming.p99"));
  EXPECT_LE(singly.low, 90);
  EXPECT_GE(singly.high, 110);
  const Interval chain = *figure_of(chained({{30}, {30}, {30}, {30}}), path("latency.streaming.p50"));
  EXPECT_DOUBLE_EQ(chain.low, 30 - 10.0 / 32) << "32 steps share the tick of their chain";
  EXPECT_DOUBLE_EQ(chain.high, 30 + 10.0 / 32);
}

TEST(Tick, LeavesADifferenceThatIsFinerUndecided) {
  const MetricPath p99 = path("latency.streaming.p99");
  EXPECT_TRUE(difference_of(read_singly(100, 10), read_singly(110, 10), p99)->holds_zero());
  EXPECT_FALSE(difference_of(read_singly(100, 10), read_singly(121, 10), path("latency.streaming.p50"))->holds_zero());
  EXPECT_FALSE(difference_of(read_singly(100, 0), read_singly(110, 0), path("latency.streaming.p50"))->holds_zero())
      << "a record that knows no tick is taken as it is";
}

TEST(Tick, LeavesEqualBuildsEqualHoweverWellTheirBlocksAgree) {
  Random random(1, "ticks");
  int called_different = 0;
  for (int i = 0; i < 200; ++i) {
    // The truth lies between two ticks; which one a side shows throughout is chance.
    const Candidate base = read_singly(100 + 10 * static_cast<std::int64_t>(random.below(2)), 10);
    const Candidate head = read_singly(100 + 10 * static_cast<std::int64_t>(random.below(2)), 10);
    called_different += change_of(base, head, path("latency.streaming.p50"))->p < 0.0499 ? 1 : 0;
  }
  EXPECT_EQ(called_different, 0);
}

TEST(Detectable, IsNeverLessThanATickNorNothing) {
  const Change singly = *change_of(read_singly(100, 10), read_singly(100, 10), path("latency.streaming.p50"));
  EXPECT_GE(singly.detectable * singly.base, 10);
  const Change chains =
      *change_of(chained({{30}, {30}, {30}}), chained({{30}, {30}, {30}}), path("latency.streaming.p50"));
  EXPECT_GE(chains.detectable * chains.base, 10);
  EXPECT_FALSE(chains.is_exact);
}

TEST(Detectable, OfChainsFindsTwoPercentOfAStepThatATickHides) {
  std::vector<std::vector<double>> base;
  std::vector<std::vector<double>> head;
  Random random(2, "chains");
  for (int block = 0; block < 48; ++block) {
    base.emplace_back();
    head.emplace_back();
    for (int i = 0; i < 18; ++i) {
      base.back().push_back(200 * (1 + 0.01 * random.normal()));
      head.back().push_back(204 * (1 + 0.01 * random.normal()));
    }
  }
  const Change change = *change_of(chained(base), chained(head), path("latency.streaming.p50"));
  EXPECT_LT(change.p, 0.001);
  EXPECT_THAT(change.ratio.value, DoubleNear(1.02, 0.005));
}

TEST(ClockLimited, NamesPercentilesBelowTenTicks) {
  EXPECT_THAT(clock_limited(chained({{30}}, 10, 99), "streaming"), ElementsAre("p90", "p99", "p99.9"));
  EXPECT_THAT(clock_limited(chained({{30}}, 10, 100), "streaming"), IsEmpty());
  EXPECT_THAT(clock_limited(read_singly(99, 10), "streaming"), SizeIs(4)) << "p50 too, without chains";
  EXPECT_THAT(clock_limited(read_singly(1, 0), "streaming"), IsEmpty()) << "the tick is not known";
  EXPECT_THAT(clock_limited(Candidate(), "streaming"), IsEmpty());
  EXPECT_THAT(latency_notes(chained({{30}}, 10, 99), "streaming").at(0),
              HasSubstr("p90, p99, p99.9 are clock-limited: below ten ticks of the clock (10 ns each"));
}

TEST(StepAccount, AddsUp) {
  Candidate one = chained({{30}, {30}});
  one.latency["streaming"].parts = {{1000, 10, 800, 100}, {1100, 12, 900, 100}};
  Evidence evidence;
  EXPECT_FALSE(step_account(one, evidence).has_value()) << "the rest is not known without the cell that does nothing";
  evidence.floor_parts = {{130, 10, 5, 100}, {132, 10, 5, 100}};
  const StepAccount account = step_account(one, evidence).value();
  EXPECT_DOUBLE_EQ(account.step.value, 1050);
  EXPECT_DOUBLE_EQ(account.rest.value, 16);
  EXPECT_DOUBLE_EQ(account.residual.value, 89 - 16);
  EXPECT_DOUBLE_EQ(
      account.embedding.value + account.cell.value + account.head.value + account.rest.value + account.residual.value,
      account.step.value);
  EXPECT_FALSE(step_account(chained({{30}}), evidence).has_value());
}

TEST(BoundShare, IsPairedBlockByBlock) {
  Candidate one;
  one.name.backend.precision = "f32";
  one.step_bytes = 8000;
  one.passes = {80, 160, 120};
  one.pass_ns = 120;
  const Evidence evidence;
  const BoundShare share = bound_share(one, evidence, 240, {160, 320, 240}).value();
  EXPECT_EQ(share.bound.ns, 120);
  EXPECT_DOUBLE_EQ(share.fraction.value, 0.5);
  EXPECT_DOUBLE_EQ(share.fraction.low, 0.5) << "what slows both in a round cancels out";
  EXPECT_TRUE(share.fraction.is_known());
  const BoundShare offline = bound_share(one, evidence, 240, {160, 320, 240}, 2).value();
  EXPECT_DOUBLE_EQ(offline.fraction.value, 0.25) << "two lanes share a pass";
}

TEST(BoundShare, WithoutARoundsOwnPassHasNoInterval) {
  Candidate one;
  one.pass_ns = 120;
  EXPECT_FALSE(bound_share(one, Evidence(), 240, {160, 320}).value().fraction.is_known());
  EXPECT_DOUBLE_EQ(bound_share(one, Evidence(), 240, {160, 320})->fraction.value, 0.5);
  EXPECT_FALSE(bound_share(Candidate(), Evidence(), 240, {160}).has_value());
}

TEST(ThroughputNotes, SayWhatWasMeasuredOfARateBelowStreaming) {
  Candidate one = chained({{30}, {30}});
  one.latency["streaming"].parts = {{1000, 10, 800, 100}, {1000, 10, 800, 100}};
  OfflineFigure offline{"bucket", {500'000, 500'000}, {1, 1}, 0.25, 100, {{100, 1000, 180'000, 10'000}}};
  EXPECT_THAT(throughput_notes(one, offline),
              ElementsAre(HasSubstr("a step takes 2.00 us side by side with others, 1.00 us alone: its cells take 1.80 "
                                    "us instead of 800 ns, 25.0 % of the steps are padding, loading takes 10 ns, and "
                                    "the head 100 ns")));
  offline.steps_per_second = {1.1e6, 1.1e6, 10'000};
  EXPECT_THAT(throughput_notes(one, offline),
              ElementsAre(HasSubstr("some blocks were interrupted, in the middle one")));
  offline.steps_per_second = {2e6, 2e6};
  EXPECT_THAT(throughput_notes(one, offline), IsEmpty());
}

TEST(Notes, NameWhatSlowsArithmetic) {
  Candidate one = chained({{300}}, 10, 300);
  one.subnormals = Subnormals{{5, 100}, {0, 10}, {1, 1000}};
  EXPECT_THAT(latency_notes(one, "streaming"),
              ElementsAre(HasSubstr("5 of 100 input values (5 %), 1 of 1000 values of the state (0.1 %) are subnormal "
                                    "numbers")));
  one.subnormals = Subnormals{{0, 100}, {0, 10}, {0, 0}};
  EXPECT_THAT(latency_notes(one, "streaming"), IsEmpty());
}

}  // namespace
}  // namespace gatewise::select_middle_test
