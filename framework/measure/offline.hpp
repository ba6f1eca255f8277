#ifndef GATEWISE_MEASURE_OFFLINE_HPP
#define GATEWISE_MEASURE_OFFLINE_HPP

#include <cstdint>
#include <vector>

#include "data/dataset.hpp"
#include "host/sequence_model.hpp"

namespace gatewise {

/// Whole sequences in batches: what a server does with requests that are all there.
using OfflineBatch = std::vector<const Sequence*>;

/// Every sequence once, in batches of at most `size` that are near in length ("bucket" of data/batching.hpp), in a
/// seeded order: the same for every candidate.
std::vector<OfflineBatch> offline_batches(const Sequences& sequences, std::int64_t size);

/// The share of steps that are padding.
double padded_share(const std::vector<OfflineBatch>& batches);

/// The batches of block `index`: block after block goes on where the last ended, round and round, each with at least
/// `steps` real steps. `delay` is the output delay by which every sequence has grown: its steps are not counted.
std::vector<std::size_t> block_batches(const std::vector<OfflineBatch>& batches, std::int64_t index, std::int64_t steps,
                                       std::int64_t delay = 0);

/// What one block did.
struct OfflineBlock {
  std::int64_t sequences = 0;
  std::int64_t steps = 0;  ///< real ones: padding and an output delay are work, but no answers
  std::int64_t ns = 0;
};

/// Plays the block's batches, timed as a whole: embedding, cells, head. What cells build for a (T, N) is built before.
OfflineBlock play_offline(SequenceModel& model, const std::vector<OfflineBatch>& batches,
                          const std::vector<std::size_t>& block, std::int64_t delay = 0);

}  // namespace gatewise

#endif
