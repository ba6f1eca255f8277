#ifndef GATEWISE_MEASURE_SCENARIOS_OFFLINE_OFFLINE_HPP
#define GATEWISE_MEASURE_SCENARIOS_OFFLINE_OFFLINE_HPP

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/batching.hpp"
#include "data/dataset_fwd.hpp"
#include "host/sequence_model.hpp"
#include "measure/parity/error_budget.hpp"

namespace gatewise {

/// How sequences are put side by side.
struct OfflineTerms {
  static constexpr const char* scenario = "offline";
  std::vector<Batching> batchings{Batching{}};  ///< the first one ranks
};

/// Whole sequences side by side, padded to `steps`: what a server does with requests that are all there.
struct OfflineBatch {
  std::vector<const Sequence*> sequences;
  std::int64_t steps = 0;
};

/// Every sequence once, in batches put together as `batching` says, in a seeded order: the same for every candidate.
std::vector<OfflineBatch> offline_batches(const Sequences& sequences, const Batching& batching);

/// Batches by strategy, in the suite's order; they borrow the sequences, which an output delay has made longer.
using NamedBatches = std::vector<std::pair<std::string, std::vector<OfflineBatch>>>;
NamedBatches named_batches(const std::vector<Batching>& batchings, const Sequences& played, std::int64_t delay);

/// How far the answers to padded batches are from those to the same sequences one by one, which need no mask: the
/// largest difference, and the squared differences by the squares of the answers, over batches until they hold at least
/// `steps` real steps. Masks are right where this is no more than the order of additions explains.
Difference padding_error(SequenceModel& model, const std::vector<OfflineBatch>& batches, std::int64_t steps);

/// The share of steps that are padding.
double padded_share(const std::vector<OfflineBatch>& batches);

/// The batches of block `index`: block after block goes on where the last ended, round and round, each with at least
/// `steps` real steps. `delay` is the output delay by which every sequence has grown: its steps are not counted.
std::vector<std::size_t> block_batches(const std::vector<OfflineBatch>& batches, std::int64_t index, std::int64_t steps,
                                       std::int64_t delay = 0);

/// Where the time of some batches went.
struct OfflineParts {
  std::int64_t steps = 0;  ///< real ones
  std::int64_t load_ns = 0;
  std::int64_t cells_ns = 0;  ///< all lanes, padding included
  std::int64_t head_ns = 0;
};

void to_json(Json& json, const OfflineParts& parts);
void from_json(const Json& json, OfflineParts& parts);

/// What one block did.
struct OfflineBlock {
  std::int64_t sequences = 0;
  std::int64_t steps = 0;  ///< real ones: padding and an output delay are work, but no answers
  std::int64_t ns = 0;
  OfflineParts parts;  ///< of the block's first batches, in a pass of their own
};

/// Plays the block's batches, timed as a whole: embedding, cells, head. What cells build for a (T, N) is built before,
/// and the block's largest batch is played once untimed: its memory is there, and warm.
OfflineBlock play_offline(SequenceModel& model, const std::vector<OfflineBatch>& batches,
                          const std::vector<std::size_t>& block, std::int64_t delay = 0);

}  // namespace gatewise

#endif
