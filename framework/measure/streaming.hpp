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

/// How a block is played.
struct StreamingTerms {
  std::int64_t chunk = 1;  ///< steps a call; more than one are announced before
  double seconds = 1e9;    ///< after which a block ends, in the middle of a sequence if need be
};

/// Plays a block: a few untimed steps to warm up, then every call timed. A call takes `chunk` steps, the last one of a
/// sequence what is left. Recording neither allocates nor writes files between two calls.
StreamingBlock play_block(SequenceModel& model, const Sequences& sequences, const std::vector<std::size_t>& block,
                          const StreamingTerms& terms = {});

/// Calls of the allocator a step, over the first thousand of a sequence; empty where this program does not count them.
std::optional<double> allocations_per_step(SequenceModel& model, const Sequence& sequence);

}  // namespace gatewise

#endif
