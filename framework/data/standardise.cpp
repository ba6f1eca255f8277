#include "data/standardise.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "base/moments.hpp"

namespace gatewise {
namespace {

void standardise_with_train(Sequences& sequences, const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  for (Sequence& sequence : sequences) {
    for (std::size_t i = 0; i < sequence.features.size(); ++i) {
      sequence.features[i] =
          (sequence.features[i] - dataset.feature_mean[i % width]) / dataset.feature_scale[i % width];
    }
  }
}

/// A feature that is all but constant in train can leave the range of a float elsewhere.
void check_finite(const Sequences& sequences, const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  for (const Sequence& sequence : sequences) {
    for (std::size_t i = 0; i < sequence.features.size(); ++i) {
      if (std::isfinite(sequence.features[i])) continue;
      throw InputError(
          fmt::format("dataset '{}': feature {} of {} leaves the range of a float when it is divided by its "
                      "deviation on train, {:.3g}; take it out or rescale it",
                      dataset.id, i % width + 1, width, dataset.feature_scale[i % width]));
    }
  }
}

void standardise_features(Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  std::vector<Moments> moments(width);
  for (const Sequence& sequence : dataset.train) {
    for (std::size_t i = 0; i < sequence.features.size(); ++i) moments[i % width].add(sequence.features[i]);
  }
  for (const Moments& moment : moments) {
    dataset.feature_mean.push_back(static_cast<float>(moment.mean));
    dataset.feature_scale.push_back(static_cast<float>(moment.scale()));
  }
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    standardise_with_train(*split, dataset);
    check_finite(*split, dataset);
  }
}

/// One deviation for all horizons: a forecast's error grows with them, and the loss should know.
void scale_forecasts(Dataset& dataset) {
  Moments moments;
  for (const Sequence& sequence : dataset.train) {
    for (std::size_t k = 0; k < sequence.targets.size(); ++k) {
      if (!std::isnan(sequence.targets[k])) moments.add((sequence.targets[k] - sequence.offsets[k]) / sequence.scale);
    }
  }
  dataset.target_scale.assign(static_cast<std::size_t>(dataset.outputs), static_cast<float>(moments.scale()));
}

void scale_targets(Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.outputs);
  std::vector<Moments> moments(width);
  for (const Sequence& sequence : dataset.train) {
    for (std::size_t i = 0; i < sequence.targets.size(); ++i) {
      if (!std::isnan(sequence.targets[i])) moments[i % width].add(sequence.targets[i]);
    }
  }
  for (const Moments& moment : moments) {
    dataset.target_mean.push_back(static_cast<float>(moment.mean));
    dataset.target_scale.push_back(static_cast<float>(moment.scale()));
  }
}

}  // namespace

void standardise(Dataset& dataset) {
  if (dataset.feature_count > 0) standardise_features(dataset);
  if (!answers_numbers(dataset.task)) return;
  dataset.task == Task::forecasting ? scale_forecasts(dataset) : scale_targets(dataset);
}

}  // namespace gatewise
