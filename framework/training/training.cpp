#include "training/training.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "base/error.hpp"
#include "base/random.hpp"
#include "data/batching.hpp"
#include "training/predict.hpp"

namespace gatewise {

Training::Training(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, std::uint64_t seed,
                   std::int64_t threads)
    : recipe_(recipe),
      dataset_(dataset),
      seed_(seed),
      network_(shape, dataset.task, recipe),
      parameters_(initial_parameters(shape, seed)),
      optimiser_(network_.layout(), recipe.weight_decay),
      workers_(threads),
      lengths_(lengths_of(dataset.train)) {
  Random random(seed, "batches in all");  // their number does not depend on it
  const auto batches = static_cast<std::int64_t>(make_batches(lengths_, recipe.batching, random).size());
  updates_in_all_ = recipe.epochs * batches;
}

Epoch Training::run_epoch(std::int64_t index) {
  Random random(seed_, fmt::format("batches {}", index));
  Epoch epoch;
  LossSum sum;
  const std::vector<Batch> batches = make_batches(lengths_, recipe_.batching, random);
  for (const Batch& batch : batches) {
    const auto [loss, norm] = update(batch.members, learning_rate(recipe_, updates_, updates_in_all_));
    if (!std::isfinite(norm) || !std::isfinite(loss.loss)) {
      throw std::runtime_error(
          fmt::format("training diverged: epoch {}, update {}: loss {}, gradient norm {}; lower "
                      "training.learning_rate.peak or training.clip_norm",
                      index + 1, updates_, loss.loss, norm));
    }
    ++updates_;
    sum.loss += loss.loss;
    sum.answers += loss.answers;
    epoch.gradient_norm += norm / static_cast<double>(batches.size());
    epoch.clipped_share +=
        (recipe_.clip_norm > 0 && norm > recipe_.clip_norm ? 1.0 : 0.0) / static_cast<double>(batches.size());
  }
  epoch.train_loss = sum.mean();
  return epoch;
}

Training::Update Training::update(const std::vector<std::size_t>& members, double rate) {
  const LossSum loss = accumulate(members);
  const double norm = clip_by_norm(gradient_, recipe_.clip_norm);
  if (std::isfinite(norm) && std::isfinite(loss.loss)) optimiser_.update(parameters_, gradient_, rate);
  return {loss, norm};
}

std::vector<Outcome> Training::validate() {
  return predict(network_, parameters_, dataset_, dataset_.validation, workers_);
}

void Training::restore(const Checkpoint& from) {
  const std::size_t size = parameters_.size();
  if (from.parameters.size() != size || from.optimiser.first.size() != size || from.optimiser.second.size() != size ||
      from.so_far.parameters.size() != size || from.so_far.epochs.empty())
    throw InputError("the checkpoint is of another model");
  parameters_ = from.parameters;
  optimiser_.restore(from.optimiser);
  updates_ = from.so_far.updates;
}

/// The minibatch's mean gradient: shards in parallel, added in order.
LossSum Training::accumulate(const std::vector<std::size_t>& batch) {
  std::int64_t answers = 0;
  for (const std::size_t i : batch) answers += answers_of(dataset_.train[i], dataset_.task);
  const float scale = 1.0F / static_cast<float>(std::max<std::int64_t>(1, answers));
  const std::vector<std::vector<std::size_t>> shards = make_shards(batch);
  std::vector<LossSum> losses(shards.size());
  shard_gradients_.resize(std::max(shard_gradients_.size(), shards.size()));
  workspaces_.resize(shard_gradients_.size());
  network_.pack(parameters_, Purpose::training, weights_);
  workers_.run(shards.size(), [&](std::size_t s) {
    shard_gradients_[s].assign(parameters_.size(), 0.0F);
    losses[s] = shard_gradient(shards[s], s, scale);
  });
  gradient_ = shard_gradients_[0];
  LossSum sum = losses[0];
  for (std::size_t s = 1; s < shards.size(); ++s) {
    for (std::size_t i = 0; i < gradient_.size(); ++i) gradient_[i] += shard_gradients_[s][i];
    sum.loss += losses[s].loss;
    sum.answers += losses[s].answers;
  }
  return sum;
}

LossSum Training::shard_gradient(const std::vector<std::size_t>& shard, std::size_t index, float scale) {
  std::vector<const Sequence*> lanes;
  for (const std::size_t i : shard) lanes.push_back(&dataset_.train[i]);
  const PackedBatch packed = pack(lanes);
  Dropout dropout{recipe_.input_dropout,
                  recipe_.recurrent_dropout,
                  recipe_.output_dropout,
                  Random(seed_, fmt::format("dropout {}", updates_)).next(),
                  {}};
  for (std::size_t lane = 0; lane < packed.lanes.size(); ++lane) dropout.lane_ids.push_back(index * shard_size + lane);
  return network_.accumulate_gradient(packed, weights_, dropout, dataset_, scale, shard_gradients_[index],
                                      workspaces_[index]);
}

}  // namespace gatewise
