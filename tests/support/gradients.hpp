// Small tasks and models in double precision, and their gradients against finite differences.
#ifndef GATEWISE_TESTS_SUPPORT_GRADIENTS_HPP
#define GATEWISE_TESTS_SUPPORT_GRADIENTS_HPP

#include <cmath>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "training/network.hpp"

namespace gatewise::tests {

inline Dataset task_data(Task task, bool tokens, const std::vector<std::int64_t>& lengths) {
  Dataset dataset;
  dataset.task = task;
  dataset.feature_count = tokens ? 0 : 3;
  dataset.vocabulary = tokens ? 5 : 0;
  dataset.outputs = 4;
  dataset.target_scale.assign(4, 1.5F);
  dataset.target_mean.assign(4, 0.5F);
  Random random(3, "task_data");
  for (const std::int64_t length : lengths) {
    Sequence sequence;
    sequence.length = length;
    for (std::int64_t i = 0; i < length * 3 && !tokens; ++i)
      sequence.features.push_back(static_cast<float>(random.normal()));
    for (std::int64_t i = 0; i < length && tokens; ++i)
      sequence.tokens.push_back(static_cast<std::int32_t>(random.below(5)));
    const std::int64_t answers = answers_every_step(task) ? length : 1;
    const std::int64_t labels = answers_numbers(task) ? 0 : answers;
    for (std::int64_t i = 0; i < labels; ++i) sequence.labels.push_back(static_cast<std::int32_t>(random.below(4)));
    for (std::int64_t k = 0; k < 4 * answers && answers_numbers(task); ++k) {
      sequence.targets.push_back(static_cast<float>(random.normal()));
      if (task == Task::forecasting) sequence.offsets.push_back(static_cast<float>(random.normal()));
      if (task != Task::forecasting && k % 3 == 1) sequence.targets.back() = std::nanf("");
    }
    if (task == Task::forecasting) sequence.scale = 0.8F;
    dataset.train.push_back(sequence);
  }
  return dataset;
}

inline PackedBatch pack_all(const Dataset& dataset) {
  std::vector<const Sequence*> lanes;
  for (const Sequence& sequence : dataset.train) lanes.push_back(&sequence);
  return pack(lanes);
}

inline ModelShape shape_of(const Dataset& dataset, const std::string& family, std::int64_t layers, bool bidirectional) {
  return {{family, 5, layers, bidirectional, dataset.vocabulary > 0 ? 3 : 0},
          dataset.feature_count,
          dataset.vocabulary,
          dataset.outputs,
          answers_every_step(dataset.task) ? ReadOut::every_step : ReadOut::last_step};
}

/// Initial values moved off their symmetric start, so that no gradient is zero by construction.
inline std::vector<double> generic_parameters(const ModelShape& shape) {
  const std::vector<float> initial = initial_parameters(shape, 1);
  std::vector<double> values(initial.begin(), initial.end());
  Random random(9, "generic_parameters");
  for (double& value : values) value = 0.7 * value + 0.3 * random.normal();
  return values;
}

/// accumulate_gradient() of parameters that nothing is packed of yet.
template <class Real>
LossSum add_gradient(const Network<Real>& network, const PackedBatch& batch, const std::vector<Real>& parameters,
                     const Dropout& dropout, const Dataset& dataset, Real scale, std::vector<Real>& gradient,
                     std::vector<Real>* states = nullptr) {
  NetworkWeights<Real> weights;
  network.pack(parameters, Purpose::training, weights);
  Workspace<Real> workspace;
  return network.accumulate_gradient(batch, weights, dropout, dataset, scale, gradient, workspace, states);
}

inline Dropout dropout_for(const PackedBatch& batch, double share) {
  Dropout dropout{share, share, share, 17, {}};
  for (std::size_t lane = 0; lane < batch.lanes.size(); ++lane) dropout.lane_ids.push_back(lane);
  return dropout;
}

/// The largest relative error of the analytic gradient over all parameters, central differences with step 1e-5. `start`
/// is what the lanes start from: a constant.
inline double gradient_error(const Network<double>& network, const PackedBatch& batch, const Dataset& dataset,
                             const Dropout& dropout, std::vector<double> parameters,
                             const std::vector<double>* start = nullptr) {
  const auto loss = [&](std::vector<double>& gradient) {
    std::vector<double> states = start == nullptr ? std::vector<double>() : *start;
    std::vector<double>* given = start == nullptr ? nullptr : &states;
    return add_gradient(network, batch, parameters, dropout, dataset, 1.0, gradient, given).loss;
  };
  std::vector<double> gradient(parameters.size(), 0.0);
  loss(gradient);
  std::vector<double> ignored(parameters.size());
  double worst = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double kept = parameters[i];
    const double step = 1e-5;
    parameters[i] = kept + step;
    const double above = loss(ignored);
    parameters[i] = kept - step;
    const double below = loss(ignored);
    parameters[i] = kept;
    const double numeric = (above - below) / (2 * step);
    worst = std::max(worst, std::abs(numeric - gradient[i]) / (1e-3 + std::abs(numeric) + std::abs(gradient[i])));
  }
  return worst;
}

/// The host's own: another test of this process may have loaded a plugin's.
inline std::vector<std::string> own_families() {
  std::vector<std::string> ids;
  for (const Family& family : built_in_families()) ids.push_back(family.id);
  return ids;
}

}  // namespace gatewise::tests

#endif
