#include "training/trainer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "base/error.hpp"
#include "base/random.hpp"
#include "data/batching.hpp"
#include "quality/metrics.hpp"
#include "training/network.hpp"
#include "training/optimiser.hpp"
#include "training/predict.hpp"
#include "training/shards.hpp"

namespace gatewise {
namespace {

/// The state of one training: parameters, optimiser and buffers.
class Training {
 public:
  Training(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, std::uint64_t seed,
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

  Epoch run_epoch(std::int64_t index) {
    Random random(seed_, fmt::format("batches {}", index));
    Epoch epoch;
    LossSum sum;
    const std::vector<Batch> batches = make_batches(lengths_, recipe_.batching, random);
    for (const Batch& batch : batches) {
      const LossSum loss = accumulate(batch.members);
      const double norm = clip_by_norm(gradient_, recipe_.clip_norm);
      if (!std::isfinite(norm) || !std::isfinite(loss.loss)) {
        throw std::runtime_error(fmt::format(
            "training diverged: epoch {}, update {}: loss {}, gradient norm {}; lower training.learning_rate.peak or "
            "training.clip_norm",
            index + 1, updates_, loss.loss, norm));
      }
      optimiser_.update(parameters_, gradient_, learning_rate(recipe_, updates_++, updates_in_all_));
      sum.loss += loss.loss;
      sum.answers += loss.answers;
      epoch.gradient_norm += norm / static_cast<double>(batches.size());
      epoch.clipped_share +=
          (recipe_.clip_norm > 0 && norm > recipe_.clip_norm ? 1.0 : 0.0) / static_cast<double>(batches.size());
    }
    epoch.train_loss = sum.loss / static_cast<double>(std::max<std::int64_t>(1, sum.answers));
    return epoch;
  }

  std::vector<Outcome> validate() { return predict(network_, parameters_, dataset_, dataset_.validation, workers_); }

  const std::vector<float>& parameters() const { return parameters_; }
  const AdamW::Memory& optimiser() const { return optimiser_.memory(); }
  std::int64_t updates() const { return updates_; }

  void restore(const Checkpoint& from) {
    const std::size_t size = parameters_.size();
    if (from.parameters.size() != size || from.optimiser.first.size() != size || from.optimiser.second.size() != size ||
        from.so_far.parameters.size() != size || from.so_far.epochs.empty())
      throw InputError("the checkpoint is of another model");
    parameters_ = from.parameters;
    optimiser_.restore(from.optimiser);
    updates_ = from.so_far.updates;
  }

 private:
  /// The minibatch's mean gradient: shards in parallel, added in order.
  LossSum accumulate(const std::vector<std::size_t>& batch) {
    std::int64_t answers = 0;
    for (const std::size_t i : batch) answers += answers_of(dataset_.train[i], dataset_.task);
    const float scale = 1.0F / static_cast<float>(std::max<std::int64_t>(1, answers));
    const std::vector<std::vector<std::size_t>> shards = make_shards(batch);
    std::vector<LossSum> losses(shards.size());
    shard_gradients_.resize(std::max(shard_gradients_.size(), shards.size()));
    workers_.run(shards.size(), [&](std::size_t s) {
      shard_gradients_[s].assign(parameters_.size(), 0.0F);
      losses[s] = shard_gradient(shards[s], s, scale, shard_gradients_[s]);
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

  LossSum shard_gradient(const std::vector<std::size_t>& shard, std::size_t index, float scale,
                         std::vector<float>& gradient) const {
    std::vector<const Sequence*> lanes;
    for (const std::size_t i : shard) lanes.push_back(&dataset_.train[i]);
    const PackedBatch packed = pack(lanes);
    Dropout dropout{recipe_.input_dropout,
                    recipe_.recurrent_dropout,
                    recipe_.output_dropout,
                    Random(seed_, fmt::format("dropout {}", updates_)).next(),
                    {}};
    for (std::size_t lane = 0; lane < packed.lanes.size(); ++lane)
      dropout.lane_ids.push_back(index * shard_size + lane);
    return network_.accumulate_gradient(packed, parameters_, dropout, dataset_, scale, gradient);
  }

  Recipe recipe_;
  const Dataset& dataset_;
  std::uint64_t seed_;
  Network<float> network_;
  std::vector<float> parameters_;
  AdamW optimiser_;
  Workers workers_;
  std::vector<std::int64_t> lengths_;
  std::int64_t updates_in_all_ = 0;
  std::int64_t updates_ = 0;
  std::vector<float> gradient_;
  std::vector<std::vector<float>> shard_gradients_;
};

}  // namespace

namespace {

/// Whether an epoch is better than the best before it.
bool is_better(const Epoch& epoch, const Epoch& best, const Metric& metric) {
  const double gain = metric.better == Better::more ? epoch.validation_score - best.validation_score
                                                    : best.validation_score - epoch.validation_score;
  if (std::isnan(best.validation_score)) return !std::isnan(epoch.validation_score);
  return gain > 0 || (gain == 0 && epoch.train_loss < best.train_loss);
}

}  // namespace

TrainingResult train(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, const std::string& metric,
                     std::uint64_t seed, std::int64_t threads, const EpochObserver& observer, const Checkpoint* from) {
  Training training(shape, recipe, dataset, seed, threads);
  const Metric& primary = find_metric(metric);
  TrainingResult result;
  if (from != nullptr) {
    training.restore(*from);
    result = from->so_far;
  }
  const auto begin = static_cast<std::int64_t>(result.epochs.size());
  for (std::int64_t e = begin; e < recipe.epochs && (e == 0 || e - 1 - result.best_epoch < recipe.patience); ++e) {
    Epoch epoch = training.run_epoch(e);
    epoch.validation_score = primary.value(training.validate());
    if (e == 0 || is_better(epoch, result.epochs[static_cast<std::size_t>(result.best_epoch)], primary)) {
      result.best_epoch = e;
      result.parameters = training.parameters();
    }
    result.epochs.push_back(epoch);
    result.updates = training.updates();
    if (!observer(e, epoch, {training.parameters(), training.optimiser(), result})) break;
  }
  return result;
}

ModelShape shape_for(const Architecture& architecture, const Dataset& dataset) {
  const bool tokens = dataset.vocabulary > 0;
  if (tokens && architecture.embedding == 0) {
    throw InputError(fmt::format("dataset '{}' holds tokens: architectures.embedding must be at least 1", dataset.id));
  }
  if (!tokens && architecture.embedding > 0) {
    throw InputError(
        fmt::format("dataset '{}' holds dense features: take architectures.embedding out of the suite", dataset.id));
  }
  if (architecture.output_delay > 0 && !answers_every_step(dataset.task)) {
    throw InputError(
        fmt::format("dataset '{}' is for task '{}': architectures.output_delay is for token-labelling and "
                    "step-regression",
                    dataset.id, task_name(dataset.task)));
  }
  const std::int64_t features = architecture.input > 0 ? architecture.input : dataset.feature_count;
  return {architecture, features, dataset.vocabulary, dataset.outputs,
          answers_every_step(dataset.task) ? ReadOut::every_step : ReadOut::last_step};
}

void to_json(Json& json, const Epoch& epoch) {
  json = {{"train_loss", epoch.train_loss},
          {"validation_score", epoch.validation_score},
          {"gradient_norm", epoch.gradient_norm},
          {"clipped_share", epoch.clipped_share}};
}

void from_json(const Json& json, Epoch& epoch) {
  epoch = {json.at("train_loss"), json.at("validation_score"), json.at("gradient_norm"), json.at("clipped_share")};
}

}  // namespace gatewise
