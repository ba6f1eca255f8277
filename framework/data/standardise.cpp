#include "data/standardise.hpp"

#include <cmath>

namespace gatewise {
namespace {

/// Mean and deviation in one pass without cancellation (Welford 1962).
struct Moments {
  double count = 0, mean = 0, squares = 0;

  void add(double value) {
    count += 1;
    const double before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
  }
  /// 1 for a constant: dividing by it changes nothing.
  double scale() const { return squares > 0 ? std::sqrt(squares / count) : 1.0; }
};

void apply(Sequences& sequences, const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  for (Sequence& sequence : sequences) {
    for (std::size_t i = 0; i < sequence.features.size(); ++i) {
      sequence.features[i] =
          (sequence.features[i] - dataset.feature_mean[i % width]) / dataset.feature_scale[i % width];
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
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) apply(*split, dataset);
}

void scale_targets(Dataset& dataset) {
  Moments moments;
  for (const Sequence& sequence : dataset.train) {
    for (std::size_t k = 0; k < sequence.targets.size(); ++k) moments.add(sequence.targets[k] - sequence.offsets[k]);
  }
  dataset.target_scale = static_cast<float>(moments.scale());
}

}  // namespace

void standardise(Dataset& dataset) {
  if (dataset.feature_count > 0) standardise_features(dataset);
  if (dataset.task == Task::forecasting) scale_targets(dataset);
}

}  // namespace gatewise
