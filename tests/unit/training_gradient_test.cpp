// The trainer's gradients against finite differences in double precision, and its batches against single sequences.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"
#include "training/network.hpp"

namespace gatewise {
namespace {

Dataset task_data(Task task, bool tokens, const std::vector<std::int64_t>& lengths) {
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

PackedBatch pack_all(const Dataset& dataset) {
  std::vector<const Sequence*> lanes;
  for (const Sequence& sequence : dataset.train) lanes.push_back(&sequence);
  return pack(lanes);
}

ModelShape shape_of(const Dataset& dataset, const std::string& family, std::int64_t layers, bool bidirectional) {
  return {{family, 5, layers, bidirectional, dataset.vocabulary > 0 ? 3 : 0},
          dataset.feature_count,
          dataset.vocabulary,
          dataset.outputs,
          answers_every_step(dataset.task) ? ReadOut::every_step : ReadOut::last_step};
}

/// Initial values moved off their symmetric start, so that no gradient is zero by construction.
std::vector<double> generic_parameters(const ModelShape& shape) {
  const std::vector<float> initial = initial_parameters(shape, 1);
  std::vector<double> values(initial.begin(), initial.end());
  Random random(9, "generic_parameters");
  for (double& value : values) value = 0.7 * value + 0.3 * random.normal();
  return values;
}

/// accumulate_gradient() of parameters that nothing is packed of yet.
template <class Real>
LossSum add_gradient(const Network<Real>& network, const PackedBatch& batch, const std::vector<Real>& parameters,
                     const Dropout& dropout, const Dataset& dataset, Real scale, std::vector<Real>& gradient) {
  NetworkWeights<Real> weights;
  network.pack(parameters, Purpose::training, weights);
  Workspace<Real> workspace;
  return network.accumulate_gradient(batch, weights, dropout, dataset, scale, gradient, workspace);
}

Dropout dropout_for(const PackedBatch& batch, double share) {
  Dropout dropout{share, share, share, 17, {}};
  for (std::size_t lane = 0; lane < batch.lanes.size(); ++lane) dropout.lane_ids.push_back(lane);
  return dropout;
}

/// The largest relative error of the analytic gradient over all parameters, central differences with step 1e-5.
double gradient_error(const Network<double>& network, const PackedBatch& batch, const Dataset& dataset,
                      const Dropout& dropout, std::vector<double> parameters) {
  std::vector<double> gradient(parameters.size(), 0.0);
  add_gradient(network, batch, parameters, dropout, dataset, 1.0, gradient);
  std::vector<double> ignored(parameters.size());
  double worst = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double kept = parameters[i];
    const double step = 1e-5;
    parameters[i] = kept + step;
    const double above = add_gradient(network, batch, parameters, dropout, dataset, 1.0, ignored).loss;
    parameters[i] = kept - step;
    const double below = add_gradient(network, batch, parameters, dropout, dataset, 1.0, ignored).loss;
    parameters[i] = kept;
    const double numeric = (above - below) / (2 * step);
    worst = std::max(worst, std::abs(numeric - gradient[i]) / (1e-3 + std::abs(numeric) + std::abs(gradient[i])));
  }
  return worst;
}

struct GradientCase {
  std::string family;
  std::int64_t layers;
  bool bidirectional;
  Task task;
  bool tokens;
};

std::vector<GradientCase> gradient_cases() {
  std::vector<GradientCase> cases;
  for (const std::string& family : family_ids()) {
    for (const std::int64_t layers : {1, 2}) {
      for (const bool bidirectional : {false, true}) {
        cases.push_back({family, layers, bidirectional, Task::sequence_classification, false});
        cases.push_back({family, layers, bidirectional, Task::token_labelling, true});
      }
    }
    cases.push_back({family, 1, false, Task::forecasting, false});
    cases.push_back({family, 1, false, Task::sequence_regression, true});
    cases.push_back({family, 2, true, Task::step_regression, false});
  }
  return cases;
}

/// The host's own: another test of this process may have loaded a plugin's.
std::vector<std::string> own_families() {
  std::vector<std::string> ids;
  for (const Family& family : built_in_families()) ids.push_back(family.id);
  return ids;
}

class Gradient : public testing::TestWithParam<GradientCase> {};

TEST_P(Gradient, EqualsFiniteDifferences) {
  const GradientCase& one = GetParam();
  const Dataset dataset = task_data(one.task, one.tokens, {6, 1, 4});
  const ModelShape shape = shape_of(dataset, one.family, one.layers, one.bidirectional);
  const Network<double> network(shape, one.task, Recipe{});
  const PackedBatch batch = pack_all(dataset);
  EXPECT_LT(gradient_error(network, batch, dataset, Dropout{}, generic_parameters(shape)), 1e-5);
}

TEST_P(Gradient, EqualsFiniteDifferencesUnderDropout) {
  const GradientCase& one = GetParam();
  const Dataset dataset = task_data(one.task, one.tokens, {5, 3});
  const ModelShape shape = shape_of(dataset, one.family, one.layers, one.bidirectional);
  const Network<double> network(shape, one.task, Recipe{});
  const PackedBatch batch = pack_all(dataset);
  EXPECT_LT(gradient_error(network, batch, dataset, dropout_for(batch, 0.4), generic_parameters(shape)), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Families, Gradient, testing::ValuesIn(gradient_cases()), [](const auto& named) {
  const GradientCase& one = named.param;
  return fmt::format("{}_l{}_{}_{}", one.family, one.layers, one.bidirectional ? "bi" : "fwd",
                     one.task == Task::forecasting           ? "forecast"
                     : one.task == Task::sequence_regression ? "numbers"
                     : one.task == Task::step_regression     ? "step_numbers"
                     : one.tokens                            ? "tokens"
                                                             : "dense");
});

TEST(NumberLoss, IsOfWhatIsAskedForInTheModelsUnit) {
  Dataset dataset = task_data(Task::step_regression, false, {2});
  dataset.target_mean = {1, 2, 3, 4};
  dataset.target_scale = {1, 2, 4, 8};
  const float missing = std::nanf("");
  dataset.train[0].targets = {2, missing, 3, 20, missing, missing, missing, 4};
  const ModelShape shape = shape_of(dataset, "gru", 1, false);
  const std::vector<double> zero(generic_parameters(shape).size(), 0.0);  // a model that answers 0: the means
  const auto loss_with = [&](const char* loss) {
    Recipe recipe;
    recipe.loss = loss;
    std::vector<double> gradient(zero.size());
    return add_gradient(Network<double>(shape, dataset.task, recipe), pack_all(dataset), zero, Dropout{}, dataset, 1.0,
                        gradient);
  };
  // Differences 1/1, 0/4, 16/8 and 0/8 of four numbers that are asked for.
  EXPECT_EQ(loss_with("squared").answers, 4);
  EXPECT_DOUBLE_EQ(loss_with("squared").loss, (1.0 + 4) / 2);
  EXPECT_DOUBLE_EQ(loss_with("absolute").loss, 1.0 + 2);
}

TEST(NumberLoss, OfNothingAskedForHasNoGradient) {
  Dataset dataset = task_data(Task::step_regression, false, {3});
  for (float& target : dataset.train[0].targets) target = std::nanf("");
  const ModelShape shape = shape_of(dataset, "lstm", 1, false);
  std::vector<double> gradient(generic_parameters(shape).size());
  const LossSum sum = add_gradient(Network<double>(shape, dataset.task, Recipe{}), pack_all(dataset),
                                   generic_parameters(shape), Dropout{}, dataset, 1.0, gradient);
  EXPECT_EQ(sum.answers, 0);
  EXPECT_EQ(sum.loss, 0);
  for (const double value : gradient) EXPECT_EQ(value, 0);
}

TEST(PackedBatch, LossAndGradientEqualThoseOfItsSequencesAlone) {
  for (const std::string& family : own_families()) {
    const Dataset dataset = task_data(Task::token_labelling, false, {7, 2, 5, 1});
    const ModelShape shape = shape_of(dataset, family, 2, true);
    const Network<double> network(shape, dataset.task, Recipe{});
    const std::vector<double> parameters = generic_parameters(shape);
    std::vector<double> together(parameters.size());
    std::vector<double> alone(parameters.size());
    const double loss = add_gradient(network, pack_all(dataset), parameters, Dropout{}, dataset, 1.0, together).loss;
    double sum = 0;
    for (const Sequence& sequence : dataset.train) {
      sum += add_gradient(network, pack({&sequence}), parameters, Dropout{}, dataset, 1.0, alone).loss;
    }
    EXPECT_NEAR(loss, sum, 1e-10) << family;
    for (std::size_t i = 0; i < together.size(); ++i)
      EXPECT_NEAR(together[i], alone[i], 1e-10) << family << " parameter " << i;
  }
}

TEST(PackedBatch, LeavesEmptySequencesOut) {
  const Dataset dataset = task_data(Task::token_labelling, false, {0, 3, 0});
  const PackedBatch batch = pack_all(dataset);
  EXPECT_EQ(batch.lane_count(), 1);
  EXPECT_EQ(batch.rows, 3);
}

TEST(TruncatedBptt, OfTheWholeLengthChangesNothingAndOfOneStepCutsTheRecurrentPath) {
  const Dataset dataset = task_data(Task::sequence_classification, false, {6});
  const ModelShape shape = shape_of(dataset, "lstm", 1, false);
  const std::vector<double> parameters = generic_parameters(shape);
  const auto gradient_with = [&](std::int64_t steps) {
    Recipe recipe;
    recipe.truncated_bptt_steps = steps;
    std::vector<double> gradient(parameters.size());
    add_gradient(Network<double>(shape, dataset.task, recipe), pack_all(dataset), parameters, Dropout{}, dataset, 1.0,
                 gradient);
    return gradient;
  };
  EXPECT_EQ(gradient_with(0), gradient_with(6));
  EXPECT_NE(gradient_with(0), gradient_with(1));
}

TEST(Precision, FloatGradientFollowsTheDoubleOne) {
  const Dataset dataset = task_data(Task::token_labelling, false, {40, 25, 33});
  for (const std::string& family : own_families()) {
    const ModelShape shape = shape_of(dataset, family, 2, true);
    const std::vector<float> parameters = initial_parameters(shape, 4);
    const std::vector<double> wide(parameters.begin(), parameters.end());
    std::vector<float> narrow_gradient(parameters.size());
    std::vector<double> gradient(parameters.size());
    add_gradient(Network<float>(shape, dataset.task, Recipe{}), pack_all(dataset), parameters, Dropout{}, dataset, 1.0F,
                 narrow_gradient);
    add_gradient(Network<double>(shape, dataset.task, Recipe{}), pack_all(dataset), wide, Dropout{}, dataset, 1.0,
                 gradient);
    for (std::size_t i = 0; i < gradient.size(); ++i)
      EXPECT_NEAR(narrow_gradient[i], gradient[i], 2e-4 * (1 + std::abs(gradient[i]))) << family;
  }
}

}  // namespace
}  // namespace gatewise
