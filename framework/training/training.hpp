#ifndef GATEWISE_TRAINING_TRAINING_HPP
#define GATEWISE_TRAINING_TRAINING_HPP

#include <cstdint>
#include <vector>

#include "data/dataset.hpp"
#include "quality/outcome.hpp"
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

  /// All updates of one epoch. Throws std::runtime_error where the loss or a gradient stops being finite.
  Epoch run_epoch(std::int64_t index);
  std::vector<Outcome> validate();

  /// What one update saw.
  struct Update {
    LossSum loss;
    double norm;  ///< of the gradient, before clipping
  };
  /// Forward, backward, clipping and a step at `rate` on members of dataset.train; no step where the gradient or the
  /// loss is not finite.
  Update update(const std::vector<std::size_t>& members, double rate);

  const std::vector<float>& parameters() const { return parameters_; }
  const AdamW::Memory& optimiser() const { return optimiser_.memory(); }
  std::int64_t updates() const { return updates_; }

  /// Throws InputError where the checkpoint is of another model.
  void restore(const Checkpoint& from);

 private:
  LossSum accumulate(const std::vector<std::size_t>& batch);
  LossSum shard_gradient(const std::vector<std::size_t>& shard, std::size_t index, float scale);

  Recipe recipe_;
  const Dataset& dataset_;
  std::uint64_t seed_;
  Network<float> network_;
  std::vector<float> parameters_;
  NetworkWeights<float> weights_;
  AdamW optimiser_;
  Workers workers_;
  std::vector<std::int64_t> lengths_;
  std::int64_t updates_in_all_ = 0;
  std::int64_t updates_ = 0;
  std::vector<float> gradient_;
  std::vector<std::vector<float>> shard_gradients_;
  std::vector<Workspace<float>> workspaces_;
};

}  // namespace gatewise

#endif
