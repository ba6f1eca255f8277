#include "measure/scenarios/server/server.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/json.hpp"
#include "support/models.hpp"

namespace gatewise::measure_server_test {
namespace {

using ::testing::Each;
using ::testing::Ge;

using tests::dense_shape;
using tests::inputs_for;
using tests::reference_model;

/// A search for a threshold, and the numbers that it tried.
struct Search {
  Search(std::int64_t guess, std::int64_t most, std::int64_t threshold) {
    found = search_streams(guess, most, [&](std::int64_t streams) {
      tried.push_back(streams);
      return streams <= threshold;
    });
  }

  std::int64_t found = 0;
  std::vector<std::int64_t> tried;
};

TEST(StreamSearch, FindsTheLargestNumberWithinATenth) {
  constexpr std::int64_t most = 100'000;
  for (const std::int64_t guess : {1, 16, 5000, 1'000'000}) {
    for (const std::int64_t threshold : {std::int64_t{0}, std::int64_t{1}, std::int64_t{2}, std::int64_t{7},
                                         std::int64_t{100}, std::int64_t{12345}, most}) {
      const Search search(guess, most, threshold);
      EXPECT_LE(search.found, threshold) << guess;
      EXPECT_GE(search.found + search.found / 10 + 1, threshold) << guess << " finds " << search.found;
    }
  }
}

TEST(StreamSearch, FindsSmallNumbersAndTheMostExactly) {
  for (const std::int64_t threshold : {0, 1, 2, 3, 7, 9, 64})
    EXPECT_EQ(Search(16, 64, threshold).found, threshold > 9 ? 64 : threshold);
}

TEST(StreamSearch, NeverTriesLessThanOneOrMoreThanTheMost) {
  for (const std::int64_t most : {1, 2, 15, 16, 17, 1000}) {
    for (const std::int64_t threshold : {0, 1, 16, 999, 5000}) {
      const Search search(16, most, threshold);
      EXPECT_LE(search.found, std::min(most, threshold));
      EXPECT_THAT(search.tried, Each(::testing::AllOf(Ge(1), ::testing::Le(most)))) << most << " " << threshold;
    }
    EXPECT_EQ(Search(16, most, 5000).found, most);
  }
}

TEST(StreamSearch, TriesNoNumberTwiceAndFewAltogether) {
  constexpr std::int64_t most = 1'000'000;
  for (const std::int64_t guess : {std::int64_t{1}, std::int64_t{16}, most}) {
    for (const std::int64_t threshold : {std::int64_t{0}, std::int64_t{1}, std::int64_t{7}, std::int64_t{100},
                                         std::int64_t{12345}, std::int64_t{700'000}, most}) {
      const Search search(guess, most, threshold);
      EXPECT_EQ(std::set<std::int64_t>(search.tried.begin(), search.tried.end()).size(), search.tried.size());
      EXPECT_LE(search.tried.size(), 26U) << "20 doublings, and some halvings of the bracket";
    }
  }
}

ServerBlock block_of(std::int64_t fast, std::int64_t slow) {
  ServerBlock block;
  for (std::int64_t i = 0; i < fast; ++i) block.latency.add(10);
  for (std::int64_t i = 0; i < slow; ++i) block.latency.add(100);
  return block;
}

TEST(ServerBudget, IsKeptWhereAtMostAHundredthIsSlower) {
  EXPECT_TRUE(block_of(99, 1).keeps(50));
  EXPECT_FALSE(block_of(98, 2).keeps(50));
  EXPECT_TRUE(block_of(98, 2).keeps(100)) << "the budget itself is kept";
  EXPECT_TRUE(block_of(1, 0).keeps(10));
  EXPECT_FALSE(block_of(0, 1).keeps(50));
}

TEST(ServerBudget, IsNotKeptByWhatWasBrokenOff) {
  ServerBlock block = block_of(1000, 0);
  block.overloaded = true;
  EXPECT_FALSE(block.keeps(1e9));
}

constexpr std::int64_t steps = 400;
constexpr Stretch at_once{steps, 0, 1e12};
constexpr double patient_ns = 1e15;

/// Steps that come far faster than they can be answered, so that many wait at once.
ServerTerms crowded(std::int64_t streams, std::int64_t lanes, double budget_ns = patient_ns) {
  return {static_cast<double>(streams), budget_ns, lanes, 1 << 20};
}

class ServerTraffic : public ::testing::TestWithParam<const char*> {
 protected:
  const ModelShape shape_ = dense_shape(GetParam(), 6, 2);
  const Sequences sequences_ = inputs_for(shape_, {500, 7, 450});
  SequenceModel model_ = reference_model(shape_);
};

TEST_P(ServerTraffic, CountsEveryStepOnce) {
  for (const std::int64_t streams : {1, 3, 40}) {
    for (const std::int64_t lanes : {1, 8}) {
      Server server(model_, sequences_, crowded(streams, lanes));
      const ServerBlock block = server.play(streams, at_once, 5);
      EXPECT_EQ(block.streams, streams);
      EXPECT_EQ(block.latency.count(), steps);
      EXPECT_LE(block.calls, steps);
      EXPECT_GE(block.calls, steps / std::min(streams, lanes)) << "no stream is twice in a call";
      EXPECT_GE(block.latency.at_rank(1), 0);
      EXPECT_FALSE(block.overloaded);
    }
  }
}

/// States of one stream, which begins as the server's do, after 0, 1, 2, ... steps on its own.
std::vector<std::vector<std::byte>> states_alone(SequenceModel& model, const Sequences& sequences, std::size_t stream) {
  const std::size_t first = stream % sequences.size();
  StreamSource source(sequences, first);
  for (std::size_t skip = stream % static_cast<std::size_t>(sequences[first].length); skip > 0; --skip) source.next();
  std::vector<std::byte> state(model.stream_bytes());
  model.begin_stream(state.data());
  std::vector<std::vector<std::byte>> states{state};
  model.announce(1, 1);
  for (std::int64_t i = 0; i < steps; ++i) {
    const StreamSource::Step next = source.next();
    if (next.begins) model.begin_stream(state.data());
    const SequenceModel::StreamStep step{state.data(), next.sequence, next.t};
    model.step_streams({&step, 1});
    states.push_back(state);
  }
  return states;
}

/// How many steps brought a stream into this state; -1 where none did.
std::ptrdiff_t steps_to(std::span<const std::byte> state, const std::vector<std::vector<std::byte>>& states) {
  const auto found = std::find_if(states.begin(), states.end(), [&](const std::vector<std::byte>& one) {
    return std::equal(one.begin(), one.end(), state.begin(), state.end());
  });
  return found == states.end() ? -1 : found - states.begin();
}

TEST_P(ServerTraffic, LeavesEveryStreamWhereItsOwnStepsInOrderLeadTo) {
  for (const std::int64_t streams : {1, 3, 9}) {
    // Sequences without repeats: how far a stream came is read off its state.
    const Sequences longs = inputs_for(shape_, {500, 600, 450});
    Server server(model_, longs, crowded(streams, 8));
    ASSERT_EQ(server.play(streams, at_once, 11).latency.count(), steps);
    std::ptrdiff_t total = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(streams); ++i) {
      const std::vector<std::byte> left(server.state_of(i).begin(), server.state_of(i).end());
      const std::ptrdiff_t taken = steps_to(left, states_alone(model_, longs, i));
      ASSERT_GE(taken, 0) << "stream " << i << " is where no number of its steps leads to";
      total += taken;
    }
    EXPECT_EQ(total, steps);
  }
}

INSTANTIATE_TEST_SUITE_P(Families, ServerTraffic, ::testing::Values("rnn_tanh", "lstm", "gru"));

TEST(ServerStretch, GoesOnUntilItHoldsItsStepsWithinItsTimes) {
  const ModelShape shape = dense_shape("gru", 4, 1);
  const Sequences sequences = inputs_for(shape, {50});
  SequenceModel model = reference_model(shape);
  Server server(model, sequences, {1000, patient_ns, 8, 1 << 20});
  EXPECT_EQ(server.play(2, {100, 0, 1e12}, 1).latency.count(), 100);
  EXPECT_EQ(server.play(2, {100, 0, 1}, 1).latency.count(), 1) << "its time is over with the first";
  EXPECT_GT(server.play(2, {1, 100'000, 1e12}, 1).latency.count(), 100) << "200 steps are the mean of 0.1 ms";
  EXPECT_EQ(server.play(2, {1, 100'000, 1e12}, 3).latency.count(),
            server.play(2, {1, 100'000, 1e12}, 3).latency.count())
      << "one seed, one traffic";
}

TEST(OverloadedServer, IsBrokenOffAndTheStepsThatWaitedAreNotForgotten) {
  const ModelShape shape = dense_shape("gru", 4, 1);
  const Sequences sequences = inputs_for(shape, {50});
  SequenceModel model = reference_model(shape);
  Server server(model, sequences, crowded(3, 8, 1));
  const ServerBlock block = server.play(3, at_once, 1);
  EXPECT_TRUE(block.overloaded);
  EXPECT_FALSE(block.keeps(1));
  EXPECT_LE(block.latency.count(), steps);
  EXPECT_GT(block.latency.max_ns(), 20) << "the one that broke it off had waited longer than that";
}

TEST(ServerMemory, HoldsAsManyStatesAsFitAndAtLeastOne) {
  const ModelShape shape = dense_shape("lstm", 16, 1);
  const Sequences sequences = inputs_for(shape, {5});
  SequenceModel model = reference_model(shape);
  const auto each = static_cast<std::int64_t>(2 * 16 * sizeof(float) + sizeof(StreamSource) + sizeof(std::int64_t));
  const auto streams_in = [&](std::int64_t bytes) {
    return Server(model, sequences, {1e6, 1e6, 1, bytes}).most_streams();
  };
  EXPECT_EQ(streams_in(0), 1);
  EXPECT_EQ(streams_in(2 * each - 1), 1);
  EXPECT_EQ(streams_in(2 * each), 2);
  EXPECT_EQ(streams_in(1000 * each), 1000);
}

TEST(ServerTermsJson, AreReadAsTheyWereWritten) {
  const auto read = Json::parse(Json(ServerTerms{1e6, 2e7, 32, 1 << 28}).dump()).get<ServerTerms>();
  EXPECT_EQ(read.period_ns, 1e6);
  EXPECT_EQ(read.budget_ns, 2e7);
  EXPECT_EQ(read.most_lanes, 32);
  EXPECT_EQ(read.memory_bytes, 1 << 28);
}

}  // namespace
}  // namespace gatewise::measure_server_test
