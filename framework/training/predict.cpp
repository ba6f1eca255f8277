#include "training/predict.hpp"

#include <algorithm>
#include <numeric>

#include "data/dataset.hpp"

namespace gatewise {
namespace {

/// Sequences near in length together, so that shards waste nothing.
std::vector<std::size_t> by_length(const Sequences& sequences) {
  std::vector<std::size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sequences[a].length > sequences[b].length; });
  return order;
}

/// The answers of one lane, [steps or 1, O].
std::vector<float> answers_of_lane(const PackedBatch& batch, const std::vector<float>& answers, std::int64_t lane,
                                   std::int64_t width, Task task) {
  const auto take = [&](std::int64_t row) { return answers.begin() + row * width; };
  if (!answers_every_step(task)) return {take(lane), take(lane + 1)};
  std::vector<float> all;
  for (std::int64_t t = 0; t < batch.lanes[static_cast<std::size_t>(lane)]->length; ++t)
    all.insert(all.end(), take(batch.row(t, lane)), take(batch.row(t, lane) + 1));
  return all;
}

}  // namespace

std::vector<Outcome> predict(const Network<float>& network, const std::vector<float>& parameters,
                             const Dataset& dataset, const Sequences& sequences, Workers& workers) {
  const std::vector<std::vector<std::size_t>> shards = make_shards(by_length(sequences));
  std::vector<Outcome> outcomes(sequences.size());
  NetworkWeights<float> weights;
  network.pack(parameters, Purpose::inference, weights);
  workers.run(shards.size(), [&](std::size_t s) {
    std::vector<const Sequence*> lanes;
    for (const std::size_t i : shards[s]) lanes.push_back(&sequences[i]);
    const PackedBatch batch = pack(lanes);
    static thread_local Workspace<float> workspace;
    const std::vector<float>& answers = network.answer(batch, weights, workspace);
    // pack() keeps a stable order by falling length, which is the shard's own; only empty sequences are missing, and
    // they come last.
    for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
      const std::size_t i = shards[s][static_cast<std::size_t>(lane)];
      outcomes[i] =
          outcome_of(dataset, sequences[i], answers_of_lane(batch, answers, lane, dataset.outputs, dataset.task));
    }
  });
  return outcomes;
}

}  // namespace gatewise
