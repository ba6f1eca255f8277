#ifndef GATEWISE_TRAINING_TRAINER_HPP
#define GATEWISE_TRAINING_TRAINER_HPP

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "cells/architecture.hpp"
#include "data/dataset_fwd.hpp"
#include "training/optimiser.hpp"
#include "training/terms/epoch.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

struct TrainingResult {
  std::vector<float> parameters;  ///< of the best epoch
  std::vector<Epoch> epochs;
  std::int64_t best_epoch = 0;  ///< index into epochs; of those on the int8 grid, where one is better on it than before
  std::int64_t updates = 0;
  GradientView untrained{};  ///< of the first values
  std::optional<Retry> retry{};
  std::optional<Int8Phase> int8{};
};

/// All that a training between two epochs goes on from; everything random is drawn anew from the seed and the index of
/// what it is drawn for.
struct Checkpoint {
  std::vector<float> parameters;  ///< of the last epoch
  Optimiser::Memory optimiser;
  TrainingResult so_far;
};

/// Told after every epoch (its index, what it showed, where it stands); returns false to stop with the best so far.
using EpochObserver = std::function<bool(std::int64_t, const Epoch&, const Checkpoint&)>;

/// Trains on dataset.train and keeps the epoch with the best `metric` on dataset.validation. Deterministic in (shape,
/// recipe, metric, seed, ISA), whatever `threads` is and however often it was broken off and taken up: goes on from
/// `from` where that is given. Where the loss, a gradient or a parameter stops being finite, or an epoch's loss is
/// beyond explosion_loss(), it goes back to the end of the epoch before, once, if the recipe says so; else throws
/// TrainingDiverged. InputError where the checkpoint is of another model, or as check_recipe() does.
TrainingResult train(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, const std::string& metric,
                     std::uint64_t seed, std::int64_t threads, const EpochObserver& observer,
                     const Checkpoint* from = nullptr);

/// The concrete model for a dataset. Throws InputError where the architecture does not fit it (an embedding for dense
/// input, none for tokens).
ModelShape shape_for(const Architecture& architecture, const Dataset& dataset);

}  // namespace gatewise

#endif
