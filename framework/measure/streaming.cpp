#include "measure/streaming.hpp"

#include <algorithm>
#include <numeric>

#include "base/random.hpp"
#include "measure/clock.hpp"
#include "measure/memory.hpp"

namespace gatewise {
namespace {

void play(SequenceModel& model, const Sequence& sequence, std::int64_t steps) {
  model.begin();
  for (std::int64_t t = 0; t < steps; ++t) {
    model.load(sequence, t);
    model.run_cells();
    model.project();
  }
}

/// When a pass ends early.
struct Deadline {
  std::int64_t at_ns;
  bool is_over(std::int64_t now) const { return now >= at_ns; }
};

/// All of these return false where the time is up.
bool play_timing_steps(SequenceModel& model, const Sequence& sequence, const Deadline& deadline,
                       std::vector<std::int64_t>& times) {
  model.begin();
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    const std::int64_t begin = now_ns();
    model.load(sequence, t);
    model.run_cells();
    model.project();
    const std::int64_t end = now_ns();
    times.push_back(end - begin);
    if (deadline.is_over(end)) return false;
  }
  return true;
}

bool play_timing_cells(SequenceModel& model, const Sequence& sequence, const Deadline& deadline,
                       std::vector<std::int64_t>& times) {
  model.begin();
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    model.load(sequence, t);
    const std::int64_t begin = now_ns();
    model.run_cells();
    const std::int64_t end = now_ns();
    times.push_back(end - begin);
    model.project();
    if (deadline.is_over(end)) return false;
  }
  return true;
}

/// A call's latency is that of all its steps: the first one of them has waited so long, and no longer.
bool play_timing_chunks(SequenceModel& model, const Sequence& sequence, std::int64_t chunk, const Deadline& deadline,
                        std::vector<std::int64_t>& times) {
  model.begin();
  for (std::int64_t t = 0; t < sequence.length; t += chunk) {
    const std::int64_t begin = now_ns();
    model.run_chunk(sequence, t, std::min(chunk, sequence.length - t));
    const std::int64_t end = now_ns();
    times.push_back(end - begin);
    if (deadline.is_over(end)) return false;
  }
  return true;
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

StreamingBlock play_block(SequenceModel& model, const Sequences& sequences, const std::vector<std::size_t>& block,
                          const StreamingTerms& terms) {
  constexpr std::int64_t warm_up_steps = 64;
  std::vector<std::int64_t> steps;
  std::vector<std::int64_t> cells;
  std::size_t count = 0;
  for (const std::size_t i : block) count += static_cast<std::size_t>(sequences[i].length);
  steps.reserve(count);
  cells.reserve(count);
  const Sequence& first = sequences[block.front()];
  play(model, first, std::min(warm_up_steps, first.length));
  const std::int64_t begin = now_ns();
  const Deadline deadline{begin + static_cast<std::int64_t>(terms.seconds * 1e9)};
  // The second pass follows sequence by sequence, so that drift hits both alike.
  for (const std::size_t i : block) {
    if (terms.chunk > 1) {
      if (!play_timing_chunks(model, sequences[i], terms.chunk, deadline, steps)) break;
    } else if (!play_timing_steps(model, sequences[i], deadline, steps) ||
               !play_timing_cells(model, sequences[i], deadline, cells)) {
      break;
    }
  }
  if (cells.empty() && terms.chunk == 1) {  // one step took all the time: the cells get one, too
    play_timing_cells(model, first, {now_ns()}, cells);
  }
  return {histogram_of(steps), histogram_of(cells)};
}

std::optional<double> allocations_per_step(SequenceModel& model, const Sequence& sequence) {
  constexpr std::int64_t enough = 1000;
  const std::int64_t steps = std::min(enough, sequence.length);
  play(model, sequence, steps);
  const std::optional<std::int64_t> before = allocations();
  if (!before || steps == 0) return std::nullopt;
  play(model, sequence, steps);
  return static_cast<double>(*allocations() - *before) / static_cast<double>(steps);
}

}  // namespace gatewise
