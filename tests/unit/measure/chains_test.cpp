// How steps are put into chains, what is made of their times, and what the clock is taken to be: on made-up readings,
// never on real time.
#include "measure/scenarios/streaming/chains.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "base/json.hpp"
#include "base/random.hpp"
#include "cells/seeded_weights.hpp"
#include "data/dataset.hpp"
#include "measure/scenarios/streaming/streaming.hpp"

namespace gatewise::measure_chains_test {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::int64_t steps_of(const ChainPlan& chain) {
  return std::accumulate(chain.pieces.begin(), chain.pieces.end(), std::int64_t{0},
                         [](std::int64_t sum, const ChainPiece& piece) { return sum + piece.end - piece.begin; });
}

TEST(Chains, CutALongSequenceAndLeaveTheRestToTheLastOne) {
  const std::vector<ChainPlan> chains = cut_into_chains({100}, {0}, 1, 32);
  ASSERT_EQ(chains.size(), 3U);
  EXPECT_EQ(chains[0].calls, 32);
  EXPECT_EQ(chains[1].pieces.front().begin, 32);
  EXPECT_EQ(chains[2].calls, 36) << "no step is left out";
}

TEST(Chains, GoOnFromOneSequenceIntoTheNext) {
  const std::vector<ChainPlan> chains = cut_into_chains({9, 30, 40}, {0, 2, 1}, 1, 32);
  ASSERT_EQ(chains.size(), 2U);
  EXPECT_EQ(chains[0].pieces.size(), 2U);
  EXPECT_EQ(chains[0].pieces[1].sequence, 2U);
  EXPECT_EQ(chains[0].pieces[1].end, 23);
  EXPECT_EQ(chains[1].pieces.front().begin, 23) << "where the one before has ended";
  EXPECT_EQ(steps_of(chains[0]) + steps_of(chains[1]), 79);
}

TEST(Chains, PlayAShortBlockAgainUntilOneIsFull) {
  const std::vector<ChainPlan> chains = cut_into_chains({5}, {0}, 1, 32);
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_EQ(chains[0].calls, 35 - 35 % 5) << "35 are seven times five";
  EXPECT_GE(chains[0].calls, 32);
}

TEST(Chains, CountCallsOfSeveralStepsAndTheShorterOneAtASequencesEnd) {
  const std::vector<ChainPlan> chains = cut_into_chains({10, 10}, {0, 1}, 4, 3);
  ASSERT_EQ(chains.size(), 2U);
  EXPECT_EQ(chains[0].calls, 3) << "4, 4 and 2 steps";
  EXPECT_EQ(steps_of(chains[0]), 10);
  EXPECT_EQ(first_calls(chains[0], 4, 2).calls, 2);
  EXPECT_EQ(steps_of(first_calls(chains[0], 4, 2)), 8);
}

TEST(Chains, WithoutAStepAreNone) { EXPECT_THAT(cut_into_chains({0}, {0}, 1, 32), IsEmpty()); }

TEST(Chains, HaveTheMedianOfTheirMeansAndSurviveJson) {
  const Chains odd{32, {3, 1, 2}};
  const Chains even{32, {4, 1, 2, 3.5}};
  EXPECT_EQ(odd.median_ns(), 2);
  EXPECT_EQ(even.median_ns(), 2.75);
  EXPECT_THAT(even.mean_ns(), DoubleEq(10.5 / 4));
  EXPECT_EQ(Chains().median_ns(), 0);
  const Chains fine{64, {30.1234, 0.001}};
  const auto back = Json(fine).get<Chains>();
  EXPECT_EQ(back.calls, 64);
  EXPECT_THAT(back.ns, ElementsAre(DoubleEq(30.123), DoubleEq(0.001))) << "picoseconds are kept";
}

TEST(Midmean, IsNotMovedByAnInterruption) {
  EXPECT_EQ(midmean({}), 0);
  EXPECT_EQ(midmean({1, 2}), 1.5);
  EXPECT_EQ(midmean({10, 11, 12, 1'000'000}), 11.5);
}

TEST(Repeats, MakeTheClocksErrorAHundredth) {
  const ClockError clock{25, 10, 30};  // 3,500 ns at least
  EXPECT_EQ(repeats_for(3500, clock), 1);
  EXPECT_EQ(repeats_for(3499, clock), 2);
  EXPECT_EQ(repeats_for(100, clock), 64);
  EXPECT_GT(repeats_for(0, clock), 1000) << "an end";
}

std::vector<std::int64_t> readings(const std::vector<std::int64_t>& often, int times = 100) {
  std::vector<std::int64_t> all;
  for (int i = 0; i < times; ++i) all.insert(all.end(), often.begin(), often.end());
  return all;
}

TEST(Tick, IsTheGapBetweenTheValuesThatDifferencesTake) {
  EXPECT_EQ(tick_of(readings({20, 30, 40, 60, 50})), 10);
  EXPECT_EQ(tick_of(readings({20, 21, 30, 31, 40, 41})), 9) << "a nanosecond is rounding: 21 to 30 is the clock's";
  EXPECT_EQ(tick_of(readings({22, 23, 24, 25, 26})), 1);
  EXPECT_EQ(tick_of(readings({0, 41, 42, 83})), 41) << "a counter of 24 MHz";
}

TEST(Tick, PassesOverInterruptions) {
  std::vector<std::int64_t> all = readings({20, 30, 40}, 1000);
  all.push_back(500'000);
  EXPECT_EQ(tick_of(all), 10);
}

TEST(Tick, OfAClockThatMostlyStandsStillIsWhatItAdvancesBy) {
  std::vector<std::int64_t> all = readings({0}, 10'000);
  all.push_back(4'000'000);
  EXPECT_EQ(tick_of(all), 4'000'000);
  EXPECT_EQ(tick_of(readings({0})), 0);
  EXPECT_EQ(tick_of(readings({15})), 15) << "no longer than that";
}

/// A small model through the reference plugin.
struct Model {
  ModelShape shape{{"lstm", 3, 2, false, 0}, 2, 0, 2, ReadOut::every_step};
  Plugin plugin = Plugin::load(GATEWISE_PLUGINS "/reference.so");
  TensorFile weights = seeded_model_weights(shape, 1);
  SequenceModel model{plugin, {"f32", "", 1}, shape, weights};
  Sequences sequences;

  explicit Model(const std::vector<std::int64_t>& lengths) {
    Random random(3, "chains");
    for (const std::int64_t length : lengths) {
      Sequence& sequence = sequences.emplace_back();
      sequence.length = length;
      for (std::int64_t i = 0; i < 2 * length; ++i) sequence.features.push_back(static_cast<float>(random.normal()));
    }
  }
};

TEST(StreamingBlock, HasEveryStepSinglyAndInAChain) {
  Model with({40, 24, 100});
  const StreamingBlock block = play_block(with.model, with.sequences, {0, 1, 2}, {}, {100, 32, 2, 2, 2}, {});
  EXPECT_EQ(block.step.count(), 164);
  EXPECT_EQ(block.step_chains.ns.size(), 5U);
  EXPECT_EQ(block.cell_chains.ns.size(), 5U);
  EXPECT_TRUE(block.parts.has_value());
}

TEST(StreamingBlock, OfChunksHasNoParts) {
  Model with({40, 24});
  with.model.announce(4, 1);
  const StreamingBlock block = play_block(with.model, with.sequences, {0, 1}, {4, 1e9}, {100, 8, 1, 1, 1}, {});
  EXPECT_EQ(block.step.count(), 16);
  EXPECT_EQ(block.step_chains.ns.size(), 2U);
  EXPECT_THAT(block.cell_chains.ns, IsEmpty());
  EXPECT_FALSE(block.parts.has_value());
}

TEST(StreamingBlock, WithoutTimeHasOneCall) {
  Model with({40});
  const StreamingBlock block = play_block(with.model, with.sequences, {0}, {1, 0}, {1e6, 32, 1, 1, 1}, {});
  EXPECT_EQ(block.step.count(), 1);
  EXPECT_EQ(block.step_chains.ns.size(), 1U);
}

TEST(StreamingBlock, CarriesTheStateFromChainToChain) {
  Model played({100});
  Model alone({100});
  play_block(played.model, played.sequences, {0}, {}, {100, 32, 1, 1, 1}, {});
  alone.model.begin();
  for (std::int64_t t = 0; t < 100; ++t) {
    alone.model.load(alone.sequences[0], t);
    alone.model.run_cells();
  }
  EXPECT_TRUE(std::ranges::equal(played.model.project(), alone.model.project()));
}

TEST(SequenceModel, RunsStagedInputsAsThoseThatItTakes) {
  Model staged({6});
  Model taken({6});
  staged.model.reserve_rows(6);
  for (std::int64_t t = 0; t < 6; ++t) staged.model.stage(t, staged.sequences[0], t);
  staged.model.begin();
  taken.model.begin();
  for (std::int64_t t = 0; t < 6; ++t) {
    staged.model.run_staged(t);
    taken.model.load(taken.sequences[0], t);
    taken.model.run_cells();
    EXPECT_TRUE(std::ranges::equal(staged.model.project(), taken.model.project())) << t;
    EXPECT_TRUE(std::ranges::equal(staged.model.output_of(0), taken.model.output_of(0))) << t;
  }
}

}  // namespace
}  // namespace gatewise::measure_chains_test
