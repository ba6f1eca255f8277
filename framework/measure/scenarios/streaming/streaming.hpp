#ifndef GATEWISE_MEASURE_SCENARIOS_STREAMING_STREAMING_HPP
#define GATEWISE_MEASURE_SCENARIOS_STREAMING_STREAMING_HPP

#include <cstdint>
#include <optional>
#include <vector>

#include "data/dataset_fwd.hpp"
#include "host/sequence_model.hpp"
#include "measure/scenarios/streaming/chains.hpp"
#include "measure/statistics/histogram.hpp"

namespace gatewise {

/// Means of what a step is made of, in ns, each timed in chains of its own: the middle half of a block's chains.
struct StepParts {
  double step = 0;
  double embedding = 0;  ///< taking the input: copying features, or looking the token up
  double cell = 0;       ///< all layers, on inputs that were taken before
  double head = 0;
};

void to_json(Json& json, const StepParts& parts);
void from_json(const Json& json, StepParts& parts);

/// What one block showed: a fixed list of sequences, played step by step.
struct StreamingBlock {
  Histogram step;                  ///< calls timed singly, the clock's cost in each: the tail
  Chains step_chains;              ///< the same calls in chains: the middle
  Chains cell_chains;              ///< the cells alone; none with chunks
  std::optional<StepParts> parts;  ///< none with chunks
};

/// The sequences of block `index`: drawn in turn from a seeded shuffle of all, each equally often, until they hold at
/// least `steps` steps. The same for every candidate, so that blocks can be compared in pairs.
std::vector<std::size_t> block_sequences(const std::vector<std::int64_t>& lengths, std::int64_t index,
                                         std::int64_t steps);

/// How a block is played.
struct StreamingTerms {
  static constexpr const char* scenario = "streaming";
  std::int64_t chunk = 1;  ///< steps a call; more than one are announced before
  double seconds = 1e9;    ///< after which a block ends, in the middle of a sequence if need be
};

/// How many calls a chain has, and how often the parts of a step are repeated in theirs.
struct ChainTerms {
  double call_ns = 0;  ///< about what a call takes
  std::int64_t calls = least_chain_steps;
  std::int64_t cell_repeats = 1;
  std::int64_t embedding_repeats = 1;
  std::int64_t head_repeats = 1;
};

/// Such that the clock's error is below a hundredth of each chain; found by playing some steps.
ChainTerms choose_chains(SequenceModel& model, const Sequence& sequence, const ClockError& clock, std::int64_t chunk);

/// Plays a block, after a few untimed steps to warm up, in walks over all its chains: a chain's calls are timed singly
/// in one walk, as a whole in another, and in the third each part of a step in a chain of its own; neighbours take
/// turns. No steps are played again at once: a processor that has just learnt where they branch would be too fast.
/// State is carried from chain to chain as it ships. A reset in the middle of a chain is part of it. Recording neither
/// allocates nor writes files between two calls.
StreamingBlock play_block(SequenceModel& model, const Sequences& sequences, const std::vector<std::size_t>& block,
                          const StreamingTerms& terms, const ChainTerms& chains, const ClockError& clock);

/// Calls of the allocator a step, over the first thousand of a sequence; empty where this program does not count them.
std::optional<double> allocations_per_step(SequenceModel& model, const Sequence& sequence);

}  // namespace gatewise

#endif
