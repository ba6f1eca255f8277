#include "measure/offline.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "data/batching.hpp"
#include "measure/clock.hpp"

namespace gatewise {
namespace {

std::int64_t steps_of(const OfflineBatch& batch) {
  std::int64_t steps = 0;
  for (const Sequence* sequence : batch) steps += sequence->length;
  return steps;
}

std::int64_t longest_of(const OfflineBatch& batch) {
  std::int64_t longest = 0;
  for (const Sequence* sequence : batch) longest = std::max(longest, sequence->length);
  return longest;
}

}  // namespace

std::vector<OfflineBatch> offline_batches(const Sequences& sequences, std::int64_t size) {
  Random random(1, "offline_batches");
  std::vector<OfflineBatch> batches;
  for (const std::vector<std::size_t>& indices : make_batches(lengths_of(sequences), {"bucket", size}, random)) {
    OfflineBatch& batch = batches.emplace_back();
    for (const std::size_t i : indices) {
      if (sequences[i].length > 0) batch.push_back(&sequences[i]);
    }
    if (batch.empty()) batches.pop_back();
  }
  return batches;
}

double padded_share(const std::vector<OfflineBatch>& batches) {
  std::int64_t real = 0;
  std::int64_t all = 0;
  for (const OfflineBatch& batch : batches) {
    real += steps_of(batch);
    all += longest_of(batch) * static_cast<std::int64_t>(batch.size());
  }
  return all == 0 ? 0.0 : 1.0 - static_cast<double>(real) / static_cast<double>(all);
}

std::vector<std::size_t> block_batches(const std::vector<OfflineBatch>& batches, std::int64_t index, std::int64_t steps,
                                       std::int64_t delay) {
  std::vector<std::size_t> chosen;
  std::int64_t block = 0;
  std::int64_t taken = 0;
  for (std::size_t i = 0; block <= index && !batches.empty(); i = (i + 1) % batches.size()) {
    if (block == index) chosen.push_back(i);
    taken += steps_of(batches[i]) - delay * static_cast<std::int64_t>(batches[i].size());
    if (taken < steps) continue;
    ++block;
    taken = 0;
  }
  return chosen;
}

OfflineBlock play_offline(SequenceModel& model, const std::vector<OfflineBatch>& batches,
                          const std::vector<std::size_t>& block, std::int64_t delay) {
  OfflineBlock result;
  for (const std::size_t i : block) {
    model.announce(longest_of(batches[i]), static_cast<std::int64_t>(batches[i].size()));
    result.sequences += static_cast<std::int64_t>(batches[i].size());
    result.steps += steps_of(batches[i]) - delay * static_cast<std::int64_t>(batches[i].size());
  }
  const std::int64_t begin = now_ns();
  for (const std::size_t i : block) model.answer_batch(batches[i]);
  result.ns = now_ns() - begin;
  return result;
}

}  // namespace gatewise
