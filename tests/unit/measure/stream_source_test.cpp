#include "measure/scenarios/stream_source.hpp"

#include <gmock/gmock.h>

#include <utility>
#include <vector>

#include "data/dataset.hpp"

namespace gatewise::measure_stream_source_test {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

Sequences of_lengths(const std::vector<std::int64_t>& lengths) {
  Sequences sequences(lengths.size());
  for (std::size_t i = 0; i < lengths.size(); ++i) sequences[i].length = lengths[i];
  return sequences;
}

/// Which sequence and which of its steps come next.
std::vector<std::pair<std::ptrdiff_t, std::int64_t>> next_steps(StreamSource& source, const Sequences& sequences,
                                                                std::size_t count) {
  std::vector<std::pair<std::ptrdiff_t, std::int64_t>> steps;
  for (std::size_t i = 0; i < count; ++i) {
    const StreamSource::Step step = source.next();
    EXPECT_EQ(step.begins, step.t == 0);
    steps.emplace_back(step.sequence - sequences.data(), step.t);
  }
  return steps;
}

TEST(StreamSource, GoesThroughTheSequencesRoundAndRound) {
  const Sequences sequences = of_lengths({2, 1, 3});
  StreamSource source(sequences, 0);
  EXPECT_THAT(next_steps(source, sequences, 8), ElementsAre(Pair(0, 0), Pair(0, 1), Pair(1, 0), Pair(2, 0), Pair(2, 1),
                                                            Pair(2, 2), Pair(0, 0), Pair(0, 1)));
}

TEST(StreamSource, BeginsWithTheSequenceThatItIsTold) {
  const Sequences sequences = of_lengths({2, 1, 3});
  StreamSource source(sequences, 2);
  EXPECT_THAT(next_steps(source, sequences, 4), ElementsAre(Pair(2, 0), Pair(2, 1), Pair(2, 2), Pair(0, 0)));
}

TEST(StreamSource, OneSequenceOfOneStepBeginsEveryTime) {
  const Sequences sequences = of_lengths({1});
  StreamSource source(sequences, 0);
  EXPECT_THAT(next_steps(source, sequences, 3), ElementsAre(Pair(0, 0), Pair(0, 0), Pair(0, 0)));
}

}  // namespace
}  // namespace gatewise::measure_stream_source_test
