#include "data/preparation/standardise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/moments.hpp"
#include "data/dataset.hpp"

namespace gatewise {
namespace {

/// A feature that a whole sequence lacks is the mean of train, which is 0 here.
void standardise_with_train(Sequences& sequences, Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  std::int64_t missing = 0;
  for (Sequence& sequence : sequences) {
    sequence.features.reserve(sequence.values.size());
    for (std::size_t i = 0; i < sequence.values.size(); ++i) {
      const double value = sequence.values[i];
      missing += std::isnan(value) ? 1 : 0;
      sequence.features.push_back(std::isnan(value) ? 0.0F
                                                    : static_cast<float>((value - dataset.feature_mean[i % width]) /
                                                                         dataset.feature_scale[i % width]));
    }
    std::vector<double>().swap(sequence.values);  // one by one, so that the two never stand side by side as wholes
  }
  dataset.repairs.add("values of features that a whole sequence lacks: mean of train", "", missing);
}

/// What a feature's values say about its deviation on train.
struct FeatureRange {
  Moments train;
  double largest = 0;        // magnitude in train
  bool floats_alone = true;  // no value of train says more than a float does; only known of a suspect deviation
  std::int64_t others = 0;   // values of validation and test
  std::int64_t distant = 0;  // those so far from train's mean that train's deviation is rounding beside them
};

/// The rounding of a number of that magnitude; twice, as a mean's own rounding adds to a value's.
template <class Real>
double rounding_of(double magnitude) {
  return 2 * static_cast<double>(std::numeric_limits<Real>::epsilon()) * magnitude;
}

/// Whether a float's shortest decimals read as this number: 0.10000001 does, 1700000012 does not.
bool is_float(double value) {
  std::array<char, 32> text{};
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), static_cast<float>(value));
  double back = 0;
  std::from_chars(text.data(), end.ptr, back);
  return back == value || static_cast<double>(static_cast<float>(value)) == value;
}

template <class Use>
void each_feature(const Sequences& sequences, std::size_t width, Use use) {
  for (const Sequence& sequence : sequences) {
    for (std::size_t i = 0; i < sequence.values.size(); ++i) {
      if (!std::isnan(sequence.values[i])) use(i % width, sequence.values[i]);
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
      if (rounding_of<float>(std::abs(value - ranges[k].train.mean)) > ranges[k].train.scale()) ranges[k].distant += 1;
    });
  }
  return ranges;
}

bool is_suspect(const FeatureRange& range) {
  return range.train.squares > 0 && range.train.scale() <= rounding_of<float>(range.largest);
}

/// A column of floats has a float's rounding; one that says more, such as a clock's seconds since 1970, has none.
void look_at_suspects(const Dataset& dataset, std::vector<FeatureRange>& ranges) {
  if (std::none_of(ranges.begin(), ranges.end(), is_suspect)) return;
  each_feature(dataset.train, ranges.size(), [&](std::size_t k, double value) {
    if (ranges[k].floats_alone && is_suspect(ranges[k])) ranges[k].floats_alone = is_float(value);
  });
}

/// Whether the deviation on train is rounding: beside the values' own magnitude, or beside what most values of
/// validation and test differ by. One value that is far off decides nothing.
bool is_rounding(const FeatureRange& range) {
  if (range.train.squares <= 0) return false;
  const double rounding = range.floats_alone ? rounding_of<float>(range.largest) : rounding_of<double>(range.largest);
  return range.train.scale() <= rounding || 2 * range.distant > range.others;
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
  std::vector<FeatureRange> ranges = feature_ranges(dataset);
  look_at_suspects(dataset, ranges);
  for (std::size_t k = 0; k < ranges.size(); ++k) {
    dataset.feature_mean.push_back(ranges[k].train.mean);
    dataset.feature_scale.push_back(is_rounding(ranges[k]) ? 1.0 : ranges[k].train.scale());
    tell_constant(dataset, k, ranges[k]);
  }
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    standardise_with_train(*split, dataset);
    check_finite(*split, dataset);
  }
}

/// What one output is asked for in train, after what is known of it beforehand is taken off.
struct AskedRange {
  Moments moments;
  double largest = 0;        // magnitude of what is asked for
  double largest_value = 0;  // magnitude of the target that it comes from
};

std::vector<AskedRange> asked_ranges(const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.outputs);
  std::vector<AskedRange> ranges(width);
  for (const Sequence& sequence : dataset.train) {
    for (std::size_t i = 0; i < sequence.targets.size(); ++i) {
      if (std::isnan(sequence.targets[i])) continue;
      AskedRange& range = ranges[i % width];
      const double asked = difference_from_offset(sequence, i % width, sequence.targets[i]);
      range.moments.add(asked);
      range.largest = std::max(range.largest, std::abs(asked));
      range.largest_value = std::max(range.largest_value, std::abs(sequence.targets[i] / sequence.scale));
    }
  }
  return ranges;
}

/// A deviation to divide by. One that is rounding says nothing; then a unit as small as a float's rounding of what is
/// asked for is taken, so that a model whose answers are near 0 is right about a constant, however small it is.
double asked_scale(double deviation, const AskedRange& range) {
  if (deviation > std::numeric_limits<double>::epsilon() * 8 * range.largest_value) return deviation;
  const double magnitude = range.largest > 0 ? range.largest : range.largest_value;
  return magnitude > 0 ? rounding_of<float>(magnitude) : 1.0;
}

/// One deviation for all horizons: a forecast's error grows with them, and the loss should know. Each horizon has its
/// own mean: the longer the way, the further a trend has gone.
void scale_forecasts(const std::vector<AskedRange>& ranges, Dataset& dataset) {
  AskedRange all;
  for (const AskedRange& range : ranges) {
    all.moments.count += range.moments.count;
    all.moments.squares += range.moments.squares;  // about each output's own mean
    all.largest = std::max(all.largest, range.largest);
    all.largest_value = std::max(all.largest_value, range.largest_value);
  }
  const double deviation = all.moments.squares > 0 ? all.moments.scale() : 0.0;
  dataset.target_scale.assign(ranges.size(), asked_scale(deviation, all));
}

void scale_targets(const std::vector<AskedRange>& ranges, Dataset& dataset) {
  for (const AskedRange& range : ranges) {
    const double deviation = range.moments.squares > 0 ? range.moments.scale() : 0.0;
    dataset.target_scale.push_back(asked_scale(deviation, range));
  }
}

void standardise_targets(Dataset& dataset) {
  const std::vector<AskedRange> ranges = asked_ranges(dataset);
  for (const AskedRange& range : ranges) dataset.target_mean.push_back(range.moments.mean);
  dataset.task == Task::forecasting ? scale_forecasts(ranges, dataset) : scale_targets(ranges, dataset);
}

}  // namespace

void standardise(Dataset& dataset) {
  if (dataset.feature_count > 0) standardise_features(dataset);
  if (answers_numbers(dataset.task)) standardise_targets(dataset);
}

}  // namespace gatewise
