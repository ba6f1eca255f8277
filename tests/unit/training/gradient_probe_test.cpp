// Looking back: norms against finite differences of carried states, curves and horizons against closed forms, gates
// that are saturated on purpose, flags, update ratios.
#include "training/gradient_probe.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/json.hpp"
#include "data/dataset.hpp"
#include "support/gradients.hpp"
#include "training/gradient_flags.hpp"
#include "training/minibatch.hpp"
#include "training/update_ratios.hpp"

namespace gatewise::training_gradient_probe_test {
namespace {

using namespace tests;
using ::testing::HasSubstr;

/// The norm of the loss's gradient by the state that the last `back` steps of the only sequence start from, by finite
/// differences: the first steps are played, then each number of the state is moved.
double norm_by_differences(const Network<double>& network, const Dataset& dataset,
                           const std::vector<double>& parameters, std::int64_t back) {
  const Sequence& whole = dataset.train.front();
  const bool every_step = answers_every_step(dataset.task);
  const Sequence before = slice(whole, 0, whole.length - back, every_step);
  const Sequence after = slice(whole, whole.length - back, whole.length, every_step);
  NetworkWeights<double> weights;
  network.pack(parameters, Purpose::training, weights);
  Workspace<double> workspace;
  std::vector<double> state(static_cast<std::size_t>(network.state_size()));
  network.advance(pack({&before}), weights, Dropout{}, workspace, state);
  const auto loss_from = [&](std::vector<double> start) {
    std::vector<double> gradient(parameters.size());
    return network.accumulate_gradient(pack({&after}), weights, Dropout{}, dataset, 1.0, gradient, workspace, &start)
        .loss;
  };
  double sum = 0;
  for (std::size_t i = 0; i < state.size(); ++i) {
    std::vector<double> up = state, down = state;
    up[i] += 1e-5;
    down[i] -= 1e-5;
    const double slope = (loss_from(up) - loss_from(down)) / 2e-5;
    sum += slope * slope;
  }
  return std::sqrt(sum);
}

class LookBackOf : public testing::TestWithParam<std::string> {};

TEST_P(LookBackOf, AStateEqualsFiniteDifferencesOfWhatComesAfterIt) {
  for (const Task task : {Task::sequence_classification, Task::forecasting}) {
    const Dataset dataset = task_data(task, false, {7});
    const ModelShape shape = shape_of(dataset, GetParam(), 1, false);
    const Network<double> network(shape, task, Recipe{});
    const std::vector<double> parameters = generic_parameters(shape);
    NetworkWeights<double> weights;
    network.pack(parameters, Purpose::training, weights);
    Workspace<double> workspace;
    const std::vector<StepNorms> norms =
        network.follow_back(pack_all(dataset), weights, dataset, AnswerAt::last, workspace);
    ASSERT_EQ(norms.size(), 1U);
    for (std::int64_t back = 1; back < 7; ++back) {
      const double expected = norm_by_differences(network, dataset, parameters, back);
      ASSERT_GT(expected, 1e-6);
      EXPECT_NEAR(std::sqrt(norms[0].squares[static_cast<std::size_t>(7 - back)]), expected, 1e-6 + 1e-5 * expected)
          << task_name(task) << ", " << back << " steps back";
    }
  }
}

TEST_P(LookBackOf, ALabellingFollowsOneAnswerAlone) {
  Dataset dataset = task_data(Task::token_labelling, false, {7});
  dataset.train[0].labels = {1, 0, 2, 3, 1, -1, -1};
  const ModelShape shape = shape_of(dataset, GetParam(), 1, false);
  const Network<double> network(shape, dataset.task, Recipe{});
  const std::vector<double> parameters = generic_parameters(shape);
  NetworkWeights<double> weights;
  network.pack(parameters, Purpose::training, weights);
  Workspace<double> workspace;
  const StepNorms norms = network.follow_back(pack_all(dataset), weights, dataset, AnswerAt::last, workspace).front();
  dataset.train[0].labels = {-1, -1, -1, -1, 1, -1, -1};  // the one that is followed: the last that is asked
  EXPECT_EQ(norms.squares[6], 0);
  EXPECT_EQ(norms.squares[5], 0);
  for (std::int64_t t = 1; t < 5; ++t) {
    const double expected = norm_by_differences(network, dataset, parameters, 7 - t);
    EXPECT_NEAR(std::sqrt(norms.squares[static_cast<std::size_t>(t)]), expected, 1e-6 + 1e-5 * expected) << t;
  }
}

INSTANTIATE_TEST_SUITE_P(Families, LookBackOf,
                         testing::Values("rnn_tanh", "rnn_relu", "lstm", "gru", "gru_reset_before"),
                         [](const auto& named) { return named.param; });

/// The backward direction of a sequence is the forward one of the sequence turned round, with its weights.
TEST(LookBack, BackwardDirectionLooksTheOtherWay) {
  const Dataset dataset = task_data(Task::sequence_classification, false, {6, 4});
  const ModelShape shape = shape_of(dataset, "gru", 1, true);
  const Network<double> network(shape, dataset.task, Recipe{});
  const std::vector<double> parameters = generic_parameters(shape);
  const ParameterLayout& layout = network.layout();
  Dataset turned = dataset;
  for (Sequence& sequence : turned.train) {
    const Sequence straight = sequence;
    const std::int64_t width = dataset.feature_count;
    for (std::int64_t t = 0; t < sequence.length; ++t) {
      for (std::int64_t j = 0; j < width; ++j) {
        sequence.features[static_cast<std::size_t>(t * width + j)] =
            straight.features[static_cast<std::size_t>((sequence.length - 1 - t) * width + j)];
      }
    }
  }
  const auto look = [&](const Dataset& data, const std::vector<double>& values) {
    NetworkWeights<double> weights;
    network.pack(values, Purpose::training, weights);
    Workspace<double> workspace;
    return network.follow_back(pack_all(data), weights, data, AnswerAt::last, workspace);
  };
  std::vector<double> swapped = parameters;
  for (const Parameter& parameter : layout.parameters()) {
    if (parameter.name.ends_with("_reverse")) continue;
    if (!layout.has(parameter.name + "_reverse")) continue;
    const std::size_t forward = layout.offset(parameter.name), backward = layout.offset(parameter.name + "_reverse");
    for (std::size_t i = 0; i < static_cast<std::size_t>(parameter.elements()); ++i)
      std::swap(swapped[forward + i], swapped[backward + i]);
  }
  const std::size_t head = layout.offset("head.weight");
  const auto hidden = static_cast<std::size_t>(shape.architecture.hidden);
  for (std::size_t o = 0; o < static_cast<std::size_t>(shape.outputs); ++o) {
    for (std::size_t j = 0; j < hidden; ++j)
      std::swap(swapped[head + o * 2 * hidden + j], swapped[head + o * 2 * hidden + hidden + j]);
  }
  const std::vector<StepNorms> straight = look(dataset, parameters), other = look(turned, swapped);
  ASSERT_EQ(straight.size(), 2U);
  for (std::size_t row = 0; row < straight[0].squares.size(); ++row) {
    EXPECT_NEAR(straight[0].squares[row], other[1].squares[row], 1e-12);
    EXPECT_NEAR(straight[1].squares[row], other[0].squares[row], 1e-12);
  }
}

Sequence of_length(std::int64_t length) {
  Sequence sequence;
  sequence.length = length;
  return sequence;
}

TEST(LookBack, CurveIsOfTheSequencesThatAreSoLong) {
  const Sequence longer = of_length(4), shorter = of_length(2);
  const PackedBatch batch = pack({&longer, &shorter});
  // Rows: step 0 of both, step 1 of both, then the longer's. One step back is 1 and 2; before, 0.5, 0.25, 0.001.
  const std::vector<double> squares{1e-6, 1, 0.0625, 4, 0.25, 1};
  const LookBack look = look_back_of(batch, squares, {3, 1});
  EXPECT_EQ(look.longest, 4);
  ASSERT_EQ(look.reach.size(), 3U);
  EXPECT_EQ(look.reach[0].steps, 1);
  EXPECT_DOUBLE_EQ(look.reach[0].norm, std::sqrt(5.0 / 2));
  EXPECT_DOUBLE_EQ(look.reach[0].share, 1);
  EXPECT_EQ(look.reach[1].steps, 2);
  EXPECT_DOUBLE_EQ(look.reach[1].share, std::sqrt(1.25 / 5));
  EXPECT_EQ(look.reach[2].steps, 4);
  EXPECT_DOUBLE_EQ(look.reach[2].norm, 1e-3);
  EXPECT_DOUBLE_EQ(look.reach[2].share, 1e-3);  // beside the longer's own, not both
  EXPECT_EQ(look.horizon, 3);
}

/// A linear recurrence by a factor: the gradient is that factor's power.
GradientView view_of_factor(float factor, std::int64_t steps) {
  Dataset dataset = task_data(Task::sequence_classification, false, {steps});
  for (float& value : dataset.train[0].features) value = 1;
  const ModelShape shape = shape_of(dataset, "rnn_relu", 1, false);
  const ParameterLayout layout(shape);
  std::vector<float> parameters(layout.size(), 0.0F);
  const auto fill = [&](const std::string& name, float value) {
    for (const Parameter& parameter : layout.parameters()) {
      if (parameter.name != name) continue;
      std::fill_n(parameters.begin() + static_cast<std::ptrdiff_t>(layout.offset(name)), parameter.elements(), value);
    }
  };
  fill(layer_parameter("weight_ih", 0, false), 0.01F);
  const std::size_t hh = layout.offset(layer_parameter("weight_hh", 0, false));
  const auto hidden = static_cast<std::size_t>(shape.architecture.hidden);
  for (std::size_t j = 0; j < hidden; ++j) parameters[hh + j * hidden + j] = factor;
  float* head = parameters.data() + layout.offset("head.weight");
  for (std::size_t i = 0; i < hidden * 2; ++i) head[i] = 0.1F * static_cast<float>(i);
  return GradientProbe(shape, Recipe{}, dataset, 1, false).look(parameters);
}

TEST(GradientProbe, FindsThePowersOfALinearRecurrence) {
  const GradientView half = view_of_factor(0.5F, 20);
  ASSERT_EQ(half.look_back.size(), 1U);
  const LookBack& look = half.look_back[0];
  EXPECT_EQ(look.longest, 20);
  EXPECT_EQ(look.by, "state");
  for (const Reach& reach : look.reach)
    EXPECT_NEAR(reach.share / std::pow(0.5, reach.steps - 1), 1, 1e-4) << reach.steps;
  EXPECT_EQ(look.horizon, 7);  // 0.5^6 = 1.6 %, 0.5^7 = 0.8 %
  EXPECT_NEAR(view_of_factor(1.5F, 20).look_back[0].reach.back().share / std::pow(1.5, 19), 1, 1e-4);
}

TEST(GradientProbe, TruncationDoesNotShortenItsSight) {
  const Dataset dataset = task_data(Task::sequence_classification, false, {9, 6});
  const ModelShape shape = shape_of(dataset, "lstm", 1, false);
  Recipe recipe;
  recipe.truncated_bptt_steps = 2;
  const std::vector<float> parameters = initial_parameters(shape, 1);
  EXPECT_EQ(Json(GradientProbe(shape, recipe, dataset, 1, false).look(parameters)),
            Json(GradientProbe(shape, Recipe{}, dataset, 1, false).look(parameters)));
}

TEST(GradientProbe, LooksThroughEachLayerAndDirection) {
  const Dataset dataset = task_data(Task::token_labelling, false, {9, 6});
  const ModelShape shape = shape_of(dataset, "lstm", 2, true);
  const GradientView view = GradientProbe(shape, Recipe{}, dataset, 1, false).look(initial_parameters(shape, 1));
  ASSERT_EQ(view.look_back.size(), 4U);
  for (const LookBack& look : view.look_back) EXPECT_GT(look.reach.front().norm, 0) << look.layer << look.direction;
  EXPECT_EQ(view.saturation.size(), 4U * 4);
  EXPECT_EQ(Json(Json(view).get<GradientView>()), Json(view));
}

TEST(GradientProbe, CountsGatesThatAreShutAndOpen) {
  const Dataset dataset = task_data(Task::sequence_classification, false, {9, 6});
  const ModelShape shape = shape_of(dataset, "lstm", 1, false);
  const ParameterLayout layout(shape);
  std::vector<float> parameters(layout.size(), 0.0F);
  const auto hidden = static_cast<std::size_t>(shape.architecture.hidden);
  float* bias = parameters.data() + layout.offset(layer_parameter("bias_ih", 0, false));
  const std::size_t half = hidden / 2;
  std::fill_n(bias, hidden, -3.0F);              // i: all shut
  std::fill_n(bias + hidden, half, 3.0F);        // f: half open
  std::fill_n(bias + 2 * hidden, hidden, 2.0F);  // g: tanh(2) = 0.96
  const GradientView view = GradientProbe(shape, Recipe{}, dataset, 1, false).look(parameters);
  ASSERT_EQ(view.saturation.size(), 4U);
  const auto of = [&](std::size_t gate) { return std::pair(view.saturation[gate].low, view.saturation[gate].high); };
  EXPECT_EQ(view.saturation[1].gate, "f");
  EXPECT_EQ(of(0), std::pair(1.0, 0.0));
  EXPECT_EQ(of(1), std::pair(0.0, static_cast<double>(half) / static_cast<double>(hidden)));
  EXPECT_EQ(of(2), std::pair(0.0, 1.0));
  EXPECT_EQ(of(3), std::pair(0.0, 0.0));
}

TEST(UpdateRatios, AreOfEachTensor) {
  const Dataset dataset = task_data(Task::sequence_classification, false, {3});
  const ModelShape shape = shape_of(dataset, "gru", 1, false);
  const ParameterLayout layout(shape);
  const std::vector<float> before(layout.size(), 1.0F);
  std::vector<float> after = before;
  const Parameter& first = layout.parameters().front();
  for (std::int64_t i = 0; i < first.elements(); ++i) after[static_cast<std::size_t>(i)] = 2;
  const std::vector<double> ratios = update_ratios(layout, before, after);
  ASSERT_EQ(ratios.size(), layout.parameters().size());
  EXPECT_DOUBLE_EQ(ratios[0], 0.5);
  EXPECT_DOUBLE_EQ(ratios[1], 0);
  EXPECT_DOUBLE_EQ(update_ratios(layout, std::vector<float>(layout.size()), std::vector<float>(layout.size()))[0], 0);
}

TrainingResult with_look(std::int64_t horizon, std::int64_t median, double share) {
  TrainingResult result;
  LookBack look;
  look.horizon = horizon;
  look.median = median;
  look.reach = {{1, 1, 1}, {8, share, share}};
  Epoch& epoch = result.epochs.emplace_back();
  epoch.median_norm = epoch.largest_norm = 1;
  epoch.gradients.look_back = {look};
  return result;
}

TEST(GradientFlags, SayWhatIsWrongAndNothingElse) {
  const GradientFlags none = judge_gradients(with_look(50, 100, 2));
  EXPECT_EQ(none.vanishing + none.exploding, "");
  EXPECT_THAT(judge_gradients(with_look(49, 100, 2)).vanishing,
              HasSubstr("after 49 steps; half of the sequences are 100"));
  EXPECT_THAT(judge_gradients(with_look(50, 100, 11)).exploding,
              HasSubstr("after epoch 1 the gradient 8 steps back is 11 times"));
  TrainingResult burst = with_look(50, 100, 2);
  burst.epochs[0].largest_norm = 101;
  EXPECT_THAT(judge_gradients(burst).exploding, HasSubstr("in epoch 1 the largest gradient norm is 101"));
  TrainingResult two_layers = with_look(10, 100, 2);
  two_layers.epochs[0].gradients.look_back.push_back(with_look(60, 100, 1).epochs[0].gradients.look_back[0]);
  EXPECT_EQ(judge_gradients(two_layers).vanishing, "");  // one layer carries
}

}  // namespace
}  // namespace gatewise::training_gradient_probe_test
