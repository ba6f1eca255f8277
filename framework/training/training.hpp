#ifndef GATEWISE_TRAINING_TRAINING_HPP
#define GATEWISE_TRAINING_TRAINING_HPP

#include <cstdint>
#include <memory>
#include <vector>

#include "data/batching.hpp"
#include "data/dataset.hpp"
#include "quality/outcome.hpp"
#include "training/divergence.hpp"
#include "training/gradient_probe.hpp"
#include "training/minibatch.hpp"
#include "training/network.hpp"
#include "training/optimiser.hpp"
#include "training/shards.hpp"
#include "training/trainer.hpp"

namespace gatewise {

/// One training on its way: parameters, optimiser and buffers.
class Training {
 public:
  /// `dataset` must outlive it.
  Training(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, std::uint64_t seed,
           std::int64_t threads);

  /// All updates of one epoch; `falls` is falls_of() the epochs before. Throws TrainingDiverged.
  Epoch run_epoch(std::int64_t index, std::int64_t falls);
  std::vector<Outcome> validate();
  /// How far back the gradients reach as it stands.
  GradientView look() { return probe_->look(parameters_); }

  /// What one update saw.
  struct Update {
    LossSum loss;
    Clipping clipping;
  };
  /// Forward, backward, clipping and a step at `rate` on members of dataset.train, their whole sequences at once; no
  /// step where the gradient or the loss is not finite.
  Update update(const std::vector<std::size_t>& members, double rate);

  const std::vector<float>& parameters() const { return parameters_; }
  const Optimiser::Memory& optimiser() const { return optimiser_->memory(); }
  std::int64_t updates() const { return updates_; }

  /// Where it stands, to come back to.
  struct State {
    std::vector<float> parameters;
    Optimiser::Memory optimiser;
    std::int64_t updates = 0;
  };
  State state() const { return {parameters_, optimiser_->memory(), updates_}; }
  /// Throws InputError where the state is of another model.
  void restore(State state);

  void multiply_rate(double factor) { rate_factor_ *= factor; }

  /// From here on forward on the int8 grid, from these parameters, at a tenth of the peak: where a cosine ends.
  void enter_int8(std::vector<float> parameters);

 private:
  struct EpochSums;

  double rate(std::int64_t falls) const;
  double weight_of(const std::vector<MinibatchShard>& shards) const;
  const Sequences& played_in(std::int64_t epoch);
  void run_minibatch(const Minibatch& minibatch, std::int64_t epoch, std::int64_t falls, EpochSums& sums);
  Divergence facts(const Minibatch& minibatch, const LossSum& loss, double norm, std::int64_t epoch) const;
  std::uint64_t draw_dropout() const;
  Dropout dropout_of(const MinibatchShard& shard, std::uint64_t draw) const;
  LossSum accumulate(const std::vector<MinibatchShard>& shards, std::uint64_t draw);
  void advance(const std::vector<MinibatchShard>& shards, std::uint64_t draw);
  Update step(const LossSum& loss, double rate);
  Update step_with_ratios(const LossSum& loss, double rate, EpochSums& sums);
  std::vector<float> gather_states(const MinibatchShard& shard) const;
  void scatter_states(const MinibatchShard& shard, const std::vector<float>& states);

  ModelShape shape_;
  Recipe recipe_;
  const Dataset& dataset_;
  std::uint64_t seed_;
  Network<float> network_;
  std::vector<float> parameters_;
  NetworkWeights<float> weights_;
  std::unique_ptr<Optimiser> optimiser_;
  std::unique_ptr<GradientProbe> probe_;
  Workers workers_;
  std::vector<std::int64_t> lengths_;
  Sequences stretched_;  // the epoch's own view of dataset.train, where the recipe stretches
  double exploded_;
  double rate_factor_ = 1;
  bool int8_ = false;
  std::int64_t updates_in_all_ = 0;
  std::int64_t updates_ = 0;
  std::vector<float> gradient_;
  std::vector<std::vector<float>> shard_gradients_;
  std::vector<Workspace<float>> workspaces_;
  std::vector<float> states_;  // [minibatch, state_size()] where state is carried
};

}  // namespace gatewise

#endif
