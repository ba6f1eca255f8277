// The trainer's gradients against finite differences in double precision, and its batches against single sequences.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "data/dataset.hpp"
#include "support/gradients.hpp"

namespace gatewise::training_gradient_test {
namespace {

using namespace tests;

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

/// Exact masking: nothing of a longer neighbour, and no step behind a sequence's end, reaches its loss or a gradient.
TEST_P(Gradient, OfABatchOfUnequalLengthsIsThatOfItsSequencesAlone) {
  const GradientCase& one = GetParam();
  const Dataset dataset = task_data(one.task, one.tokens, {7, 2, 5, 1, 7});
  const ModelShape shape = shape_of(dataset, one.family, one.layers, one.bidirectional);
  const Network<double> network(shape, one.task, Recipe{});
  const std::vector<double> parameters = generic_parameters(shape);
  for (const double share : {0.0, 0.4}) {
    const PackedBatch batch = pack_all(dataset);
    const Dropout dropout = dropout_for(batch, share);
    std::vector<double> together(parameters.size());
    std::vector<double> alone(parameters.size());
    const double loss = add_gradient(network, batch, parameters, dropout, dataset, 1.0, together).loss;
    double sum = 0;
    for (std::size_t lane = 0; lane < batch.lanes.size(); ++lane) {
      Dropout own = dropout;
      own.lane_ids = {lane};
      sum += add_gradient(network, pack({batch.lanes[lane]}), parameters, own, dataset, 1.0, alone).loss;
    }
    EXPECT_NEAR(loss, sum, 1e-10);
    for (std::size_t i = 0; i < together.size(); ++i) EXPECT_NEAR(together[i], alone[i], 1e-10) << "parameter " << i;
  }
}

class GradientOfLabels : public Gradient {};

TEST_P(GradientOfLabels, UnderClassWeightsEqualsFiniteDifferences) {
  const GradientCase& one = GetParam();
  const Dataset dataset = task_data(one.task, one.tokens, {6, 1, 4});
  const ModelShape shape = shape_of(dataset, one.family, one.layers, one.bidirectional);
  const Network<double> network(shape, one.task, Recipe{}, {{0.25, 0, 3, 1.5}});
  EXPECT_LT(gradient_error(network, pack_all(dataset), dataset, Dropout{}, generic_parameters(shape)), 1e-5);
}

std::vector<GradientCase> label_cases() {
  std::vector<GradientCase> cases = gradient_cases();
  std::erase_if(cases, [](const GradientCase& one) { return answers_numbers(one.task); });
  return cases;
}

std::string name_of(const testing::TestParamInfo<GradientCase>& named) {
  const GradientCase& one = named.param;
  return fmt::format("{}_l{}_{}_{}", one.family, one.layers, one.bidirectional ? "bi" : "fwd",
                     one.task == Task::forecasting           ? "forecast"
                     : one.task == Task::sequence_regression ? "numbers"
                     : one.task == Task::step_regression     ? "step_numbers"
                     : one.tokens                            ? "tokens"
                                                             : "dense");
}

INSTANTIATE_TEST_SUITE_P(Families, Gradient, testing::ValuesIn(gradient_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Families, GradientOfLabels, testing::ValuesIn(label_cases()), name_of);

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
  for (double& target : dataset.train[0].targets) target = std::nan("");
  const ModelShape shape = shape_of(dataset, "lstm", 1, false);
  std::vector<double> gradient(generic_parameters(shape).size());
  const LossSum sum = add_gradient(Network<double>(shape, dataset.task, Recipe{}), pack_all(dataset),
                                   generic_parameters(shape), Dropout{}, dataset, 1.0, gradient);
  EXPECT_EQ(sum.answers, 0);
  EXPECT_EQ(sum.loss, 0);
  for (const double value : gradient) EXPECT_EQ(value, 0);
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
}  // namespace gatewise::training_gradient_test
