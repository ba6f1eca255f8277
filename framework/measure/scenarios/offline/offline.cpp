#include "measure/scenarios/offline/offline.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/random.hpp"
#include "data/dataset.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {
namespace {

std::int64_t steps_of(const OfflineBatch& batch) {
  std::int64_t steps = 0;
  for (const Sequence* sequence : batch.sequences) steps += sequence->length;
  return steps;
}

std::int64_t lanes_of(const OfflineBatch& batch) { return static_cast<std::int64_t>(batch.sequences.size()); }

}  // namespace

std::vector<OfflineBatch> offline_batches(const Sequences& sequences, const Batching& batching) {
  Random random(1, "offline_batches");
  std::vector<OfflineBatch> batches;
  for (const Batch& one : make_batches(lengths_of(sequences), batching, random)) {
    OfflineBatch& batch = batches.emplace_back();
    batch.steps = one.length;
    for (const std::size_t i : one.members) {
      if (sequences[i].length > 0) batch.sequences.push_back(&sequences[i]);
    }
    if (batch.sequences.empty()) batches.pop_back();
  }
  return batches;
}

double padded_share(const std::vector<OfflineBatch>& batches) {
  std::int64_t real = 0;
  std::int64_t all = 0;
  for (const OfflineBatch& batch : batches) {
    real += steps_of(batch);
    all += batch.steps * lanes_of(batch);
  }
  return all == 0 ? 0.0 : 1.0 - static_cast<double>(real) / static_cast<double>(all);
}

Difference padding_error(SequenceModel& model, const std::vector<OfflineBatch>& batches, std::int64_t steps) {
  std::vector<double> alone;
  std::vector<float> padded;
  for (const OfflineBatch& batch : batches) {
    if (steps <= 0) break;
    steps -= steps_of(batch);
    const std::vector<float> answers = model.answer_batch(batch.sequences, batch.steps);
    padded.insert(padded.end(), answers.begin(), answers.end());
    for (const Sequence* sequence : batch.sequences) {
      const std::vector<float> answer = model.answer_sequence(*sequence);
      alone.insert(alone.end(), answer.begin(), answer.end());
    }
  }
  return difference_from(alone, padded);
}

std::vector<std::size_t> block_batches(const std::vector<OfflineBatch>& batches, std::int64_t index, std::int64_t steps,
                                       std::int64_t delay) {
  std::vector<std::size_t> chosen;
  std::int64_t block = 0;
  std::int64_t taken = 0;
  for (std::size_t i = 0; block <= index && !batches.empty(); i = (i + 1) % batches.size()) {
    if (block == index) chosen.push_back(i);
    taken += steps_of(batches[i]) - delay * lanes_of(batches[i]);
    if (taken < steps) continue;
    ++block;
    taken = 0;
  }
  return chosen;
}

namespace {

std::int64_t size_of(const OfflineBatch& batch) { return batch.steps * lanes_of(batch); }

/// Batches until a quarter of the block's steps is through.
OfflineParts time_offline_parts(SequenceModel& model, const std::vector<OfflineBatch>& batches,
                                const std::vector<std::size_t>& block, std::int64_t block_steps, std::int64_t delay) {
  OfflineParts parts;
  for (const std::size_t i : block) {
    const OfflineBatch& batch = batches[i];
    const std::int64_t begin = now_ns();
    model.load_batch(batch.sequences, batch.steps);
    const std::int64_t loaded = now_ns();
    model.run_batch(batch.steps, lanes_of(batch));
    const std::int64_t ran = now_ns();
    model.project_batch(batch.sequences);
    parts.load_ns += loaded - begin;
    parts.cells_ns += ran - loaded;
    parts.head_ns += now_ns() - ran;
    parts.steps += steps_of(batch) - delay * lanes_of(batch);
    if (4 * parts.steps >= block_steps) break;
  }
  return parts;
}

}  // namespace

void to_json(Json& json, const OfflineParts& parts) {
  json = {{"steps", parts.steps}, {"load_ns", parts.load_ns}, {"cells_ns", parts.cells_ns}, {"head_ns", parts.head_ns}};
}

void from_json(const Json& json, OfflineParts& parts) {
  parts = {count_at(json, "steps"), count_at(json, "load_ns"), count_at(json, "cells_ns"), count_at(json, "head_ns")};
}

OfflineBlock play_offline(SequenceModel& model, const std::vector<OfflineBatch>& batches,
                          const std::vector<std::size_t>& block, std::int64_t delay) {
  OfflineBlock result;
  if (block.empty()) return result;
  const OfflineBatch* largest = &batches[block.front()];
  for (const std::size_t i : block) {
    model.announce(batches[i].steps, lanes_of(batches[i]));
    result.sequences += lanes_of(batches[i]);
    result.steps += steps_of(batches[i]) - delay * lanes_of(batches[i]);
    if (size_of(batches[i]) > size_of(*largest)) largest = &batches[i];
  }
  model.answer_batch(largest->sequences, largest->steps);
  const std::int64_t begin = now_ns();
  for (const std::size_t i : block) model.answer_batch(batches[i].sequences, batches[i].steps);
  result.ns = now_ns() - begin;
  result.parts = time_offline_parts(model, batches, block, result.steps, delay);
  return result;
}

}  // namespace gatewise
