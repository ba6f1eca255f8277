#ifndef GATEWISE_MEASURE_STREAMING_HPP
#define GATEWISE_MEASURE_STREAMING_HPP

#include <cstdint>
#include <optional>
#include <vector>

#include "data/dataset.hpp"
#include "host/sequence_model.hpp"
#include "measure/histogram.hpp"

namespace gatewise {

/// The latencies of one block: a fixed list of sequences, played step by step.
struct StreamingBlock {
  Histogram step;  ///< input, cells and head of one step
  Histogram cell;  ///< the cells alone, in a second pass over the same sequences
};

/// The sequences of block `index`: drawn in turn from a seeded shuffle of all, each equally often, until they hold at
/// least `steps` steps. The same for every candidate, so that blocks can be compared in pairs.
std::vector<std::size_t> block_sequences(const std::vector<std::int64_t>& lengths, std::int64_t index,
                                         std::int64_t steps);

/// Plays a block: one untimed sequence to warm up, then every step timed. Recording neither allocates nor writes files
/// between two steps.
StreamingBlock play_block(SequenceModel& model, const Sequences& sequences, const std::vector<std::size_t>& block);

/// Calls of the allocator a step, over one sequence; empty where this program does not count them.
std::optional<double> allocations_per_step(SequenceModel& model, const Sequence& sequence);

}  // namespace gatewise

#endif
