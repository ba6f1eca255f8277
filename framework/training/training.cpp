#include "training/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/error.hpp"
#include "base/random.hpp"
#include "training/class_weights.hpp"
#include "training/predict.hpp"
#include "training/schedule.hpp"
#include "training/time_stretch.hpp"
#include "training/update_kernels.hpp"
#include "training/update_ratios.hpp"
#include "training/updates.hpp"

namespace gatewise {

/// What the updates of one epoch showed.
struct Training::EpochSums {
  LossSum loss;
  std::vector<double> norms;  ///< before clipping
  double norms_after = 0;
  std::int64_t clipped = 0;
  std::int64_t updates = 0;
  std::int64_t planned = 1;    ///< updates
  std::vector<double> ratios;  ///< [tensors] update_ratios() added up
  std::int64_t ratio_count = 0;
  std::optional<Divergence> worst{};  ///< the update with the largest loss beyond explosion_loss()

  void add(const Update& update) {
    loss.add(update.loss);
    norms.push_back(update.clipping.norm);
    norms_after += update.clipping.norm_after;
    clipped += update.clipping.clipped ? 1 : 0;
    ++updates;
  }
  /// Whether the next update is one of the eight whose ratios are taken: copying the parameters costs time.
  bool wants_ratios() const { return updates % std::max<std::int64_t>(1, planned / 8) == 0; }
  void add_ratios(const std::vector<double>& one) {
    ratios.resize(one.size());
    for (std::size_t i = 0; i < one.size(); ++i) ratios[i] += one[i];
    ++ratio_count;
  }
  Epoch epoch() {
    const auto count = static_cast<double>(std::max<std::int64_t>(1, updates));
    for (double& ratio : ratios) ratio /= static_cast<double>(ratio_count);
    std::sort(norms.begin(), norms.end());
    Epoch epoch{loss.mean(), 0, std::accumulate(norms.begin(), norms.end(), 0.0) / count,
                static_cast<double>(clipped) / count, norms_after / count};
    if (!norms.empty()) {
      epoch.median_norm = norms[norms.size() / 2];
      epoch.largest_norm = norms.back();
    }
    epoch.update_ratios = ratios;
    return epoch;
  }
};

Training::Training(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, std::uint64_t seed,
                   std::int64_t threads)
    : shape_(shape),
      recipe_(recipe),
      dataset_(dataset),
      seed_(seed),
      network_(shape, dataset.task, recipe, {class_weights_of(recipe, dataset)}),
      parameters_(initial_parameters(shape, seed)),
      optimiser_(make_optimiser(network_.layout(), recipe)),
      probe_(std::make_unique<GradientProbe>(shape, recipe, dataset, seed, false)),
      workers_(threads),
      lengths_(lengths_of(dataset.train)),
      exploded_(explosion_loss(dataset)) {
  updates_in_all_ = updates_in_all(lengths_, recipe, dataset.task);
}

/// The training split as an epoch plays it.
const Sequences& Training::played_in(std::int64_t epoch) {
  if (recipe_.time_stretch == 0) return dataset_.train;
  Random random(seed_, fmt::format("stretch {}", epoch));
  stretched_ = stretched(dataset_.train, recipe_.time_stretch, answers_every_step(dataset_.task), random);
  lengths_ = lengths_of(stretched_);
  return stretched_;
}

Epoch Training::run_epoch(std::int64_t index, std::int64_t falls) {
  Random random(seed_, fmt::format("batches {}", index));
  EpochSums sums;
  const Sequences& split = played_in(index);
  const std::vector<Batch> batches = make_batches(lengths_, recipe_.batching, random);
  sums.planned = 0;
  for (const Batch& batch : batches) sums.planned += updates_of(batch, lengths_, recipe_, dataset_.task);
  for (const Batch& batch : batches)
    run_minibatch(Minibatch(split, batch.members, update_window(recipe_), dataset_.task), index, falls, sums);
  if (sums.loss.mean() > exploded_) throw TrainingDiverged(describe(*sums.worst, dataset_.train));
  const std::string broken = first_not_finite(network_.layout(), parameters_);
  if (!broken.empty()) {
    throw TrainingDiverged(fmt::format(
        "training diverged in epoch {}: {} is not finite after its last update; lower training.learning_rate.peak",
        index + 1, broken));
  }
  return sums.epoch();
}

/// One update, or one for each window that asks for something.
void Training::run_minibatch(const Minibatch& minibatch, std::int64_t epoch, std::int64_t falls, EpochSums& sums) {
  const std::uint64_t draw = draw_dropout();  // one for all windows: a sequence keeps its masks
  if (recipe_.carry_state) states_.assign(minibatch.size() * static_cast<std::size_t>(network_.state_size()), 0.0F);
  for (std::int64_t w = 0; w < minibatch.windows(); ++w) {
    const std::vector<MinibatchShard> shards = minibatch.shards(w);
    if (recipe_.carry_state && weight_of(shards) == 0) {
      advance(shards, draw);
      continue;
    }
    const LossSum loss = accumulate(shards, draw);
    if (loss.mean() > std::max(exploded_, sums.worst ? sums.worst->loss : 0))
      sums.worst = facts(minibatch, loss, clip_by_norm(gradient_, 0), epoch);
    const Update update = step_with_ratios(loss, rate(falls), sums);
    if (!std::isfinite(update.clipping.norm) || !std::isfinite(loss.loss))
      throw TrainingDiverged(describe(facts(minibatch, loss, update.clipping.norm, epoch), dataset_.train));
    ++updates_;
    sums.add(update);
  }
}

Training::Update Training::update(const std::vector<std::size_t>& members, double rate) {
  return step(accumulate(Minibatch(dataset_.train, members, 0, dataset_.task).shards(0), draw_dropout()), rate);
}

Training::Update Training::step(const LossSum& loss, double rate) {
  const Clipping clipping = clip(gradient_, recipe_);
  if (std::isfinite(clipping.norm) && std::isfinite(loss.loss)) optimiser_->update(parameters_, gradient_, rate);
  return {loss, clipping};
}

Training::Update Training::step_with_ratios(const LossSum& loss, double rate, EpochSums& sums) {
  if (!sums.wants_ratios()) return step(loss, rate);
  const std::vector<float> before = parameters_;
  const Update update = step(loss, rate);
  sums.add_ratios(update_ratios(network_.layout(), before, parameters_));
  return update;
}

double Training::rate(std::int64_t falls) const {
  return rate_factor_ *
         (int8_ ? 0.1 * recipe_.peak_learning_rate : learning_rate(recipe_, updates_, updates_in_all_, falls));
}

Divergence Training::facts(const Minibatch& minibatch, const LossSum& loss, double norm, std::int64_t epoch) const {
  Divergence divergence;
  divergence.epoch = epoch;
  divergence.update = updates_;
  divergence.loss = loss.mean();
  divergence.gradient_norm = norm;
  divergence.suspect = suspect_gradient(network_.layout(), gradient_);
  divergence.minibatch = minibatch.size();
  divergence.sequence = minibatch.member(loss.worst_lane);
  divergence.sequence_loss = loss.worst;
  return divergence;
}

std::vector<Outcome> Training::validate() {
  return predict(network_, parameters_, dataset_, dataset_.validation, workers_);
}

void Training::restore(State state) {
  const Optimiser::Memory& own = optimiser_->memory();
  if (state.parameters.size() != parameters_.size() || state.optimiser.first.size() != own.first.size() ||
      state.optimiser.second.size() != own.second.size())
    throw InputError("the checkpoint is of another model");
  parameters_ = std::move(state.parameters);
  optimiser_->restore(std::move(state.optimiser));
  updates_ = state.updates;
}

void Training::enter_int8(std::vector<float> parameters) {
  int8_ = true;
  network_ = Network<float>(shape_, dataset_.task, recipe_, {class_weights_of(recipe_, dataset_), true});
  parameters_ = std::move(parameters);
  optimiser_ = make_optimiser(network_.layout(), recipe_);
  probe_ = std::make_unique<GradientProbe>(shape_, recipe_, dataset_, seed_, true);
}

double Training::weight_of(const std::vector<MinibatchShard>& shards) const {
  double weight = 0;
  for (const MinibatchShard& shard : shards) {
    for (const Sequence* lane : shard.batch.lanes) weight += network_.weight_of(*lane);
  }
  return weight;
}

/// The minibatch's mean gradient: shards in parallel, added in order.
LossSum Training::accumulate(const std::vector<MinibatchShard>& shards, std::uint64_t draw) {
  const double weight = weight_of(shards);
  const float scale = 1.0F / static_cast<float>(weight > 0 ? weight : 1);
  std::vector<LossSum> losses(shards.size());
  shard_gradients_.resize(std::max(shard_gradients_.size(), shards.size()));
  workspaces_.resize(shard_gradients_.size());
  network_.pack(parameters_, Purpose::training, weights_);
  workers_.run(shards.size(), [&](std::size_t s) {
    shard_gradients_[s].assign(parameters_.size(), 0.0F);
    std::vector<float> states = gather_states(shards[s]);
    losses[s] =
        network_.accumulate_gradient(shards[s].batch, weights_, dropout_of(shards[s], draw), dataset_, scale,
                                     shard_gradients_[s], workspaces_[s], recipe_.carry_state ? &states : nullptr);
    scatter_states(shards[s], states);
  });
  gradient_ = shard_gradients_[0];
  LossSum sum = losses[0];
  for (std::size_t s = 1; s < shards.size(); ++s) {
    add_values(static_cast<std::int64_t>(gradient_.size()), shard_gradients_[s].data(), gradient_.data());
    sum.add(losses[s]);
  }
  return sum;
}

/// A window that asks nothing: forward only.
void Training::advance(const std::vector<MinibatchShard>& shards, std::uint64_t draw) {
  workspaces_.resize(std::max(workspaces_.size(), shards.size()));
  network_.pack(parameters_, Purpose::inference, weights_);
  workers_.run(shards.size(), [&](std::size_t s) {
    std::vector<float> states = gather_states(shards[s]);
    network_.advance(shards[s].batch, weights_, dropout_of(shards[s], draw), workspaces_[s], states);
    scatter_states(shards[s], states);
  });
}

std::uint64_t Training::draw_dropout() const { return Random(seed_, fmt::format("dropout {}", updates_)).next(); }

Dropout Training::dropout_of(const MinibatchShard& shard, std::uint64_t draw) const {
  return {recipe_.input_dropout, recipe_.recurrent_dropout, recipe_.output_dropout, draw, shard.lane_ids};
}

/// Where the shard's lanes stand, in their packed order; empty where state is not carried.
std::vector<float> Training::gather_states(const MinibatchShard& shard) const {
  std::vector<float> states;
  if (!recipe_.carry_state) return states;
  const auto size = static_cast<std::ptrdiff_t>(network_.state_size());
  for (const std::size_t id : shard.lane_ids) {
    const auto own = states_.begin() + static_cast<std::ptrdiff_t>(id) * size;
    states.insert(states.end(), own, own + size);
  }
  return states;
}

void Training::scatter_states(const MinibatchShard& shard, const std::vector<float>& states) {
  if (!recipe_.carry_state) return;
  const auto size = static_cast<std::size_t>(network_.state_size());
  for (std::size_t lane = 0; lane < shard.lane_ids.size(); ++lane)
    std::copy_n(states.data() + lane * size, size, states_.data() + shard.lane_ids[lane] * size);
}

}  // namespace gatewise
