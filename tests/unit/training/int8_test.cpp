// Training on the int8 grid: the grid, the plugin that it stands for, and gradients straight through it by their
// definition.
#include <gmock/gmock.h>

#include <cmath>
#include <map>

#include "data/dataset.hpp"
#include "support/gradients.hpp"
#include "support/models.hpp"
#include "training/int8_grid.hpp"

namespace gatewise::training_int8_test {
namespace {

using namespace tests;
using ::testing::Each;
using ::testing::ElementsAre;

TEST(Int8Grid, KeepsTheLargestMagnitudeAndRoundsTiesToEven) {
  std::vector<float> row{-127, 1.5F, 2.5F, 0.49F, 126.51F};
  put_on_grid(row.data(), 1, 5, signed_levels);
  EXPECT_THAT(row, ElementsAre(-127, 2, 2, 0, 127));
  std::vector<double> wide{0.3, -0.1, 255};
  put_on_grid(wide.data(), 1, 3, unsigned_levels);
  EXPECT_THAT(wide, ElementsAre(0, 0, 255));
}

TEST(Int8Grid, IsLaidForEachRowAndOfNothingIsNothing) {
  std::vector<float> rows{1, 0.5F, 0, 0, 1e-31F, 0};
  put_on_grid(rows.data(), 3, 2, signed_levels);
  EXPECT_FLOAT_EQ(rows[1], 64.0F / 127);
  EXPECT_THAT(std::vector<float>(rows.begin() + 2, rows.end()), Each(0.0F));
}

TEST(Int8Grid, HasNoPlaceForNaN) {
  std::vector<float> row{1, std::nanf("")};
  put_on_grid(row.data(), 1, 2, signed_levels);
  EXPECT_TRUE(std::isnan(row[1])) << "the trainer must see it";
}

TEST(OnInt8Grid, LeavesBiasesAlone) {
  const ModelShape shape = dense_shape("lstm", 8, 1);
  const ParameterLayout layout(shape);
  const std::vector<float> values = from_tensors(shape, seeded_model_weights(shape, 1));
  const std::vector<float> gridded = on_int8_grid(layout, values);
  for (const Parameter& parameter : layout.parameters()) {
    std::size_t moved = 0;
    for (std::int64_t i = 0; i < parameter.elements(); ++i) {
      const std::size_t at = layout.offset(parameter.name) + static_cast<std::size_t>(i);
      moved += gridded[at] != values[at] ? 1 : 0;
    }
    EXPECT_EQ(moved > 0, parameter.shape.size() == 2) << parameter.name;
  }
}

/// How far two models' answers to the same sequences are apart: in the mean, and at most.
struct Distance {
  double mean = 0, most = 0;
};

Distance distance(const ModelShape& shape, bool int8_grid) {
  const TensorFile weights = seeded_model_weights(shape, 3);
  SequenceModel model(built_plugin("int8"), {"int8", "", 1}, shape, weights);
  const Network<float> network(shape, Task::token_labelling, Recipe(), {{}, int8_grid});
  const std::vector<float> parameters = from_tensors(shape, weights);
  NetworkWeights<float> packed;
  network.pack(parameters, Purpose::inference, packed);
  Workspace<float> workspace;
  Distance all;
  double count = 0;
  for (const Sequence& sequence : inputs_for(shape, {12, 9, 5, 1})) {
    const std::vector<float> theirs = model.answer_sequence(sequence);
    const std::vector<float> ours = network.answer(pack({&sequence}), packed, workspace);
    for (std::size_t i = 0; i < ours.size(); ++i, ++count) {
      const double apart = std::abs(static_cast<double>(ours[i]) - theirs[i]);
      all.mean += apart;
      all.most = std::max(all.most, apart);
    }
  }
  all.mean /= count;
  return all;
}

/// Where a value lies at the edge between two points, the rounding of f32 decides, and the answers differ by a step.
TEST(Int8Network, AnswersAsTheInt8PluginDoes) {
  for (const std::string& family : own_families()) {
    for (const ModelShape& shape : {dense_shape(family, 16, 2), token_shape(family, 16, 2)}) {
      const Distance on_grid = distance(shape, true);
      const Distance in_f32 = distance(shape, false);
      EXPECT_LT(on_grid.mean, in_f32.mean / 10) << family << ": " << in_f32.mean;
      EXPECT_LT(on_grid.most, 0.02) << family;
    }
  }
}

/// The definition of straight-through: rounding is the addition of a constant. The first pass notes each constant,
/// those that follow add it.
class Rounding {
 public:
  void begin_again() { next_ = 0; }
  void fix() { fixed_ = true; }
  void round(double* values, std::size_t count, double levels) {
    double largest = 0;
    for (std::size_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(values[i]));
    for (std::size_t i = 0; i < count; ++i) {
      if (!fixed_) {
        const double step = largest / levels;
        offsets_.push_back(largest == 0 ? 0 : std::nearbyint(values[i] / step) * step - values[i]);
      }
      values[i] += offsets_.at(next_++);
    }
  }
  void round(std::vector<double>& values, double levels) { round(values.data(), values.size(), levels); }

 private:
  bool fixed_ = false;
  std::size_t next_ = 0;
  std::vector<double> offsets_;
};

double sigmoid(double a) { return 1 / (1 + std::exp(-a)); }

/// W v + b for rows [first, first + count) of W [., |v|].
std::vector<double> affine(const double* w, const double* b, std::size_t first, std::size_t count,
                           const std::vector<double>& v) {
  std::vector<double> a;
  for (std::size_t i = first; i < first + count; ++i) {
    double sum = b[i];
    for (std::size_t j = 0; j < v.size(); ++j) sum += w[i * v.size() + j] * v[j];
    a.push_back(sum);
  }
  return a;
}

/// The whole model once more, one sequence of dense input and one label, written down from the equations of
/// plugins/int8.
class PlainModel {
 public:
  PlainModel(const ModelShape& shape, const Sequence& sequence)
      : shape_(shape),
        layout_(shape),
        sequence_(sequence),
        hidden_(static_cast<std::size_t>(shape.architecture.hidden)) {}

  double loss(std::vector<double> parameters, Rounding& rounding) const {
    rounding.begin_again();
    for (const Parameter& parameter : layout_.parameters()) {
      if (parameter.shape.size() != 2) continue;
      const auto width = static_cast<std::size_t>(parameter.shape[1]);
      for (std::size_t row = 0; row < static_cast<std::size_t>(parameter.shape[0]); ++row)
        rounding.round(parameters.data() + layout_.offset(parameter.name) + row * width, width, 127);
    }
    std::vector<std::vector<double>> rows;
    const auto width = static_cast<std::size_t>(shape_.features);
    for (std::size_t t = 0; t < static_cast<std::size_t>(sequence_.length); ++t)
      rows.emplace_back(sequence_.features.begin() + static_cast<std::ptrdiff_t>(t * width),
                        sequence_.features.begin() + static_cast<std::ptrdiff_t>((t + 1) * width));
    for (std::int64_t layer = 0; layer < shape_.architecture.layers; ++layer) run(parameters, layer, rows, rounding);
    const std::vector<double> logits =
        affine(&parameters[layout_.offset("head.weight")], &parameters[layout_.offset("head.bias")], 0,
               static_cast<std::size_t>(shape_.outputs), rows.back());
    double sum = 0;
    for (const double logit : logits) sum += std::exp(logit);
    return std::log(sum) - logits[static_cast<std::size_t>(sequence_.labels[0])];
  }

 private:
  void run(const std::vector<double>& parameters, std::int64_t layer, std::vector<std::vector<double>>& rows,
           Rounding& rounding) const {
    const auto at = [&](const char* name) { return &parameters[layout_.offset(layer_parameter(name, layer, false))]; };
    const std::string& family = shape_.architecture.family;
    const double h_levels = family == "rnn_relu" ? 255 : 127;
    const std::size_t gates = family == "lstm" ? 4 : family.rfind("gru", 0) == 0 ? 3 : 1;
    std::vector<double> h(hidden_), c(hidden_);
    for (std::vector<double>& x : rows) {
      rounding.round(x, 127);
      std::vector<double> read = h;
      rounding.round(read, h_levels);
      const std::vector<double> from_x = affine(at("weight_ih"), at("bias_ih"), 0, gates * hidden_, x);
      const bool reset_before = family == "gru_reset_before";
      std::vector<double> from_h =
          affine(at("weight_hh"), at("bias_hh"), 0, (reset_before ? 2 : gates) * hidden_, read);
      const auto gate = [&](std::size_t g, std::size_t j) { return from_x[g * hidden_ + j] + from_h[g * hidden_ + j]; };
      if (reset_before) {
        std::vector<double> reset(hidden_);
        for (std::size_t j = 0; j < hidden_; ++j) reset[j] = sigmoid(gate(0, j)) * h[j];
        rounding.round(reset, h_levels);
        const std::vector<double> inner = affine(at("weight_hh"), at("bias_hh"), 2 * hidden_, hidden_, reset);
        from_h.insert(from_h.end(), inner.begin(), inner.end());
      }
      for (std::size_t j = 0; j < hidden_; ++j) {
        if (family == "rnn_tanh") h[j] = std::tanh(gate(0, j));
        if (family == "rnn_relu") h[j] = std::max(gate(0, j), 0.0);
        if (family == "lstm") {
          c[j] = sigmoid(gate(1, j)) * c[j] + sigmoid(gate(0, j)) * std::tanh(gate(2, j));
          h[j] = sigmoid(gate(3, j)) * std::tanh(c[j]);
        }
        if (gates != 3) continue;
        const double z = sigmoid(gate(1, j));
        const double n = reset_before
                             ? std::tanh(gate(2, j))
                             : std::tanh(from_x[2 * hidden_ + j] + sigmoid(gate(0, j)) * from_h[2 * hidden_ + j]);
        h[j] = (1 - z) * n + z * h[j];
      }
      x = h;
    }
  }

  const ModelShape& shape_;
  ParameterLayout layout_;
  const Sequence& sequence_;
  std::size_t hidden_;
};

TEST(StraightThrough, GradientsAreThoseOfAModelWhoseRoundingsAreConstants) {
  for (const std::string& family : own_families()) {
    const Dataset dataset = task_data(Task::sequence_classification, false, {6});
    const ModelShape shape = shape_of(dataset, family, 2, false);
    const Network<double> network(shape, dataset.task, Recipe(), {{}, true});
    std::vector<double> parameters = generic_parameters(shape);
    std::vector<double> gradient(parameters.size());
    const double loss = add_gradient(network, pack_all(dataset), parameters, Dropout{}, dataset, 1.0, gradient).loss;
    const PlainModel model(shape, dataset.train[0]);
    Rounding rounding;
    EXPECT_NEAR(model.loss(parameters, rounding), loss, 1e-12) << family;
    rounding.fix();
    EXPECT_NEAR(model.loss(parameters, rounding), loss, 1e-12) << family;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const double kept = parameters[i];
      parameters[i] = kept + 1e-5;
      const double above = model.loss(parameters, rounding);
      parameters[i] = kept - 1e-5;
      const double below = model.loss(parameters, rounding);
      parameters[i] = kept;
      const double numeric = (above - below) / 2e-5;
      EXPECT_NEAR(gradient[i], numeric, 1e-5 * (1e-3 + std::abs(numeric)) + 1e-9) << family << " parameter " << i;
    }
  }
}

}  // namespace
}  // namespace gatewise::training_int8_test
