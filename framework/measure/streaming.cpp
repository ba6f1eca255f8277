#include "measure/streaming.hpp"

#include <numeric>

#include "base/random.hpp"
#include "measure/clock.hpp"
#include "measure/memory.hpp"

namespace gatewise {
namespace {

void play(SequenceModel& model, const Sequence& sequence) {
  model.begin();
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    model.load(sequence, t);
    model.run_cells();
    model.project();
  }
}

void play_timing_steps(SequenceModel& model, const Sequence& sequence, std::vector<std::int64_t>& times) {
  model.begin();
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    const std::int64_t begin = now_ns();
    model.load(sequence, t);
    model.run_cells();
    model.project();
    times.push_back(now_ns() - begin);
  }
}

void play_timing_cells(SequenceModel& model, const Sequence& sequence, std::vector<std::int64_t>& times) {
  model.begin();
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    model.load(sequence, t);
    const std::int64_t begin = now_ns();
    model.run_cells();
    times.push_back(now_ns() - begin);
    model.project();
  }
}

Histogram histogram_of(const std::vector<std::int64_t>& times) {
  Histogram histogram;
  for (const std::int64_t time : times) histogram.add(time);
  return histogram;
}

}  // namespace

std::vector<std::size_t> block_sequences(const std::vector<std::int64_t>& lengths, std::int64_t index,
                                         std::int64_t steps) {
  std::int64_t total = std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
  if (total == 0) return {};
  // Block i goes on where block i-1 ended, round after round, each round in an order of its own.
  std::vector<std::size_t> chosen;
  std::vector<std::size_t> order(lengths.size());
  std::int64_t block = 0;
  std::int64_t taken = 0;
  for (std::uint64_t round = 0;; ++round) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(round, "block_sequences").shuffle(order);
    for (const std::size_t i : order) {
      if (block == index) chosen.push_back(i);
      taken += lengths[i];
      if (taken < steps) continue;
      if (block == index) return chosen;
      ++block;
      taken = 0;
    }
  }
}

StreamingBlock play_block(SequenceModel& model, const Sequences& sequences, const std::vector<std::size_t>& block) {
  std::vector<std::int64_t> steps;
  std::vector<std::int64_t> cells;
  std::size_t count = 0;
  for (const std::size_t i : block) count += static_cast<std::size_t>(sequences[i].length);
  steps.reserve(count);
  cells.reserve(count);
  play(model, sequences[block.front()]);
  for (const std::size_t i : block) {
    play_timing_steps(model, sequences[i], steps);
    play_timing_cells(model, sequences[i], cells);
  }
  return {histogram_of(steps), histogram_of(cells)};
}

std::optional<double> allocations_per_step(SequenceModel& model, const Sequence& sequence) {
  play(model, sequence);
  const std::optional<std::int64_t> before = allocations();
  if (!before || sequence.length == 0) return std::nullopt;
  play(model, sequence);
  return static_cast<double>(*allocations() - *before) / static_cast<double>(sequence.length);
}

}  // namespace gatewise
