#include "data/standardise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/moments.hpp"

namespace gatewise {
namespace {

/// A feature that a whole sequence lacks is the mean of train, which is 0 here.
void standardise_with_train(Sequences& sequences, Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  std::int64_t missing = 0;
  for (Sequence& sequence : sequences) {
    for (std::size_t i = 0; i < sequence.features.size(); ++i) {
      float& value = sequence.features[i];
      missing += std::isnan(value) ? 1 : 0;
      value = std::isnan(value) ? 0.0F : (value - dataset.feature_mean[i % width]) / dataset.feature_scale[i % width];
    }
  }
  dataset.repairs.add("values of features that a whole sequence lacks: mean of train", "", missing);
}

/// What a feature's values say about its deviation on train.
struct FeatureRange {
  Moments train;
  double largest = 0;        // magnitude in train
  std::int64_t others = 0;   // values of validation and test
  std::int64_t distant = 0;  // those so far from train's mean that train's deviation is rounding beside them
};

/// A float's rounding of a number of that magnitude; twice, as a mean's own rounding adds to a value's.
double rounding_of(double magnitude) { return 2 * std::numeric_limits<float>::epsilon() * magnitude; }

template <class Use>
void each_feature(const Sequences& sequences, std::size_t width, Use use) {
  for (const Sequence& sequence : sequences) {
    for (std::size_t i = 0; i < sequence.features.size(); ++i) {
      if (!std::isnan(sequence.features[i])) use(i % width, static_cast<double>(sequence.features[i]));
    }
  }
}

std::vector<FeatureRange> feature_ranges(const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  std::vector<FeatureRange> ranges(width);
  each_feature(dataset.train, width, [&](std::size_t k, double value) {
    ranges[k].train.add(value);
    ranges[k].largest = std::max(ranges[k].largest, std::abs(value));
  });
  for (const Sequences* split : {&dataset.validation, &dataset.test}) {
    each_feature(*split, width, [&](std::size_t k, double value) {
      ranges[k].others += 1;
      if (rounding_of(std::abs(value - ranges[k].train.mean)) > ranges[k].train.scale()) ranges[k].distant += 1;
    });
  }
  return ranges;
}

/// Whether the deviation on train is rounding: beside the values' own magnitude, or beside what most values of
/// validation and test differ by. One value that is far off decides nothing.
bool is_rounding(const FeatureRange& range) {
  return range.train.squares > 0 &&
         (range.train.scale() <= rounding_of(range.largest) || 2 * range.distant > range.others);
}

/// Names a feature that says nothing in train.
void tell_constant(Dataset& dataset, std::size_t k, const FeatureRange& range) {
  if (range.train.count == 0)
    dataset.repairs.add(fmt::format("features without a value in train: {}", feature_name(dataset, k)), "");
  if (is_rounding(range)) {
    dataset.repairs.add(
        fmt::format("features that are constant in train but for rounding: {}, not scaled", feature_name(dataset, k)),
        "");
  }
}

/// A feature that is all but constant in train can leave the range of a float elsewhere.
void check_finite(const Sequences& sequences, const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  for (const Sequence& sequence : sequences) {
    for (std::size_t i = 0; i < sequence.features.size(); ++i) {
      if (std::isfinite(sequence.features[i])) continue;
      throw InputError(
          fmt::format("dataset '{}': feature {} leaves the range of a float when it is divided by its "
                      "deviation on train, {:.3g}; take it out or rescale it",
                      dataset.id, feature_name(dataset, i % width), dataset.feature_scale[i % width]));
    }
  }
}

void standardise_features(Dataset& dataset) {
  const std::vector<FeatureRange> ranges = feature_ranges(dataset);
  for (std::size_t k = 0; k < ranges.size(); ++k) {
    dataset.feature_mean.push_back(static_cast<float>(ranges[k].train.mean));
    dataset.feature_scale.push_back(is_rounding(ranges[k]) ? 1.0F : static_cast<float>(ranges[k].train.scale()));
    tell_constant(dataset, k, ranges[k]);
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
