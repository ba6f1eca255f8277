#ifndef GATEWISE_TRAINING_TRAINER_HPP
#define GATEWISE_TRAINING_TRAINER_HPP

#include <functional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "cells/architecture.hpp"
#include "data/dataset.hpp"
#include "training/optimiser.hpp"
#include "training/recipe.hpp"

namespace gatewise {

/// What one epoch showed.
struct Epoch {
  double train_loss = 0;        ///< mean over answers, dropout on
  double validation_score = 0;  ///< the primary metric
  double gradient_norm = 0;     ///< mean before clipping
  double clipped_share = 0;     ///< of updates
};

struct TrainingResult {
  std::vector<float> parameters;  ///< of the best epoch
  std::vector<Epoch> epochs;
  std::int64_t best_epoch = 0;  ///< index into epochs
  std::int64_t updates = 0;
};

/// All that a training between two epochs goes on from; everything random is drawn anew from the seed and the index of
/// what it is drawn for.
struct Checkpoint {
  std::vector<float> parameters;  ///< of the last epoch
  AdamW::Memory optimiser;
  TrainingResult so_far;
};

/// Told after every epoch (its index, what it showed, where it stands); returns false to stop with the best so far.
using EpochObserver = std::function<bool(std::int64_t, const Epoch&, const Checkpoint&)>;

/// Trains on dataset.train and keeps the epoch with the best `metric` on dataset.validation. Deterministic in (shape,
/// recipe, metric, seed, ISA), whatever `threads` is and however often it was broken off and taken up: goes on from
/// `from` where that is given. Throws std::runtime_error where the loss or a gradient stops being finite, naming epoch
/// and update; InputError where the checkpoint is of another model.
TrainingResult train(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, const std::string& metric,
                     std::uint64_t seed, std::int64_t threads, const EpochObserver& observer,
                     const Checkpoint* from = nullptr);

/// The concrete model for a dataset. Throws InputError where the architecture does not fit it (an embedding for dense
/// input, none for tokens).
ModelShape shape_for(const Architecture& architecture, const Dataset& dataset);

void to_json(Json& json, const Epoch& epoch);
void from_json(const Json& json, Epoch& epoch);

}  // namespace gatewise

#endif
