// Whole models through the reference plugin's cells against stacks built from the double-precision oracle.
#include "host/sequence_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.hpp"
#include "cells/oracle.hpp"
#include "data/dataset.hpp"

namespace gatewise::sequence_model_test {
namespace {

const Plugin& reference() {
  static const Plugin plugin = Plugin::load(GATEWISE_PLUGINS "/reference.so");
  return plugin;
}

/// Every tensor uniform in ±0.5, both biases non-zero and different.
TensorFile random_weights(const ModelShape& shape) {
  TensorFile file;
  Random random(11, "sequence_model");
  for (const Parameter& parameter : shape.parameters()) {
    Tensor& tensor = file.tensors[parameter.name];
    tensor.shape = parameter.shape;
    for (std::int64_t i = 0; i < parameter.elements(); ++i) {
      tensor.data.push_back(static_cast<float>(random.uniform(-0.5, 0.5)));
    }
  }
  return file;
}

using Rows = std::vector<std::vector<double>>;

Rows run_direction(const ModelShape& shape, const TensorFile& weights, std::int64_t layer, bool reverse, Rows x) {
  const OracleCell oracle(find_family(shape.architecture.family), shape.layer_input(layer), shape.architecture.hidden,
                          layer_weights(shape, weights, layer, reverse));
  if (reverse) std::reverse(x.begin(), x.end());
  std::vector<double> state(oracle.state_size());
  Rows y;
  for (const std::vector<double>& row : x) {
    oracle.step(row, state);
    y.emplace_back(state.begin(), state.begin() + shape.architecture.hidden);
  }
  if (reverse) std::reverse(y.begin(), y.end());
  return y;
}

/// What the head reads at each step.
Rows run_stack(const ModelShape& shape, const TensorFile& weights, Rows x) {
  for (std::int64_t layer = 0; layer < shape.architecture.layers; ++layer) {
    Rows y = run_direction(shape, weights, layer, false, x);
    if (shape.architecture.bidirectional) {
      const Rows backward = run_direction(shape, weights, layer, true, x);
      for (std::size_t t = 0; t < y.size(); ++t) y[t].insert(y[t].end(), backward[t].begin(), backward[t].end());
    }
    x = std::move(y);
  }
  return x;
}

std::vector<double> project(const ModelShape& shape, const TensorFile& weights, const std::vector<double>& h) {
  const std::vector<float>& w = weights.at("head.weight").data;
  std::vector<double> answer;
  for (std::int64_t k = 0; k < shape.outputs; ++k) {
    const auto row = w.begin() + k * shape.head_input();
    answer.push_back(std::inner_product(h.begin(), h.end(), row, 0.0) +
                     weights.at("head.bias").data[static_cast<std::size_t>(k)]);
  }
  return answer;
}

std::vector<double> expected_answers(const ModelShape& shape, const TensorFile& weights, const Rows& x) {
  const Rows h = run_stack(shape, weights, x);
  std::vector<double> answers;
  if (shape.read_out == ReadOut::every_step) {
    for (const std::vector<double>& row : h) {
      const std::vector<double> answer = project(shape, weights, row);
      answers.insert(answers.end(), answer.begin(), answer.end());
    }
    return answers;
  }
  std::vector<double> last = h.back();  // the backward direction ends at the first step
  if (shape.architecture.bidirectional)
    std::copy(h[0].begin() + shape.architecture.hidden, h[0].end(), last.begin() + shape.architecture.hidden);
  return project(shape, weights, last);
}

Sequence random_sequence(std::int64_t length, std::int64_t features) {
  Sequence sequence;
  sequence.length = length;
  Random random(5, "random_sequence");
  for (std::int64_t i = 0; i < length * features; ++i) sequence.features.push_back(static_cast<float>(random.normal()));
  return sequence;
}

Rows rows_of(const Sequence& sequence, std::int64_t width) {
  Rows rows;
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    rows.emplace_back(sequence.features.begin() + t * width, sequence.features.begin() + (t + 1) * width);
  }
  return rows;
}

void expect_agreement(const ModelShape& shape, std::int64_t length) {
  const TensorFile weights = random_weights(shape);
  const Sequence sequence = random_sequence(length, shape.features);
  SequenceModel model(reference(), {"f32", "", 1}, shape, weights);
  const std::vector<float> got = model.answer_sequence(sequence);
  const std::vector<double> expected = expected_answers(shape, weights, rows_of(sequence, shape.features));
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], expected[i], 2e-4) << shape.architecture.id() << " answer " << i;
}

TEST(SequenceModelThroughReference, AgreesWithTheOracleInStacksOfBothDirections) {
  for (const Family& family : built_in_families()) {
    for (const std::int64_t layers : {1, 2, 3}) {
      for (const bool bidirectional : {false, true}) {
        for (const ReadOut read_out : {ReadOut::last_step, ReadOut::every_step}) {
          expect_agreement({{family.id, 17, layers, bidirectional, 0}, 5, 0, 3, read_out}, 23);
        }
      }
    }
  }
}

TEST(SequenceModelThroughReference, AgreesOnASequenceOfOneStep) {
  for (const bool bidirectional : {false, true})
    expect_agreement({{"gru", 9, 2, bidirectional, 0}, 4, 0, 2, ReadOut::last_step}, 1);
}

TEST(SequenceModelThroughReference, ForgetsTheLastSequenceWhenANewOneBegins) {
  const ModelShape shape{{"lstm", 8, 2, false, 0}, 4, 0, 2, ReadOut::every_step};
  const TensorFile weights = random_weights(shape);
  SequenceModel model(reference(), {"f32", "", 1}, shape, weights);
  const Sequence sequence = random_sequence(9, 4);
  const std::vector<float> first = model.answer_sequence(sequence);
  EXPECT_EQ(first, model.answer_sequence(sequence));
}

/// Sequences of different lengths, each with values of its own.
Sequences uneven_sequences(std::int64_t features) {
  Sequences sequences;
  Random random(6, "uneven_sequences");
  for (const std::int64_t length : {9, 1, 23, 4, 23}) {
    Sequence& sequence = sequences.emplace_back();
    sequence.length = length;
    for (std::int64_t i = 0; i < length * features; ++i)
      sequence.features.push_back(static_cast<float>(random.normal()));
  }
  return sequences;
}

std::vector<float> one_by_one(SequenceModel& model, const Sequences& sequences) {
  std::vector<float> answers;
  for (const Sequence& sequence : sequences) {
    const std::vector<float> answer = model.answer_sequence(sequence);
    answers.insert(answers.end(), answer.begin(), answer.end());
  }
  return answers;
}

std::vector<float> together(SequenceModel& model, const Sequences& sequences) {
  std::vector<const Sequence*> batch;
  for (const Sequence& sequence : sequences) batch.push_back(&sequence);
  return model.answer_batch(batch);
}

struct Through {
  const char* plugin;
  const char* precision;
};

class SequenceModelBatch : public ::testing::TestWithParam<Through> {};

TEST_P(SequenceModelBatch, AnswersAsEachSequenceAloneWhateverItsPadding) {
  const Plugin plugin = Plugin::load(std::string(GATEWISE_PLUGINS "/") + GetParam().plugin + ".so");
  for (const bool bidirectional : {false, true}) {
    for (const ReadOut read_out : {ReadOut::last_step, ReadOut::every_step}) {
      const ModelShape shape{{"lstm", 17, 2, bidirectional, 0}, 5, 0, 3, read_out};
      TensorFile weights = random_weights(shape);
      for (std::int64_t l = 0; l < 2; ++l) {
        for (const bool reverse : {false, true}) set_calibration(weights, l, reverse, {8, -4, 4, -1, 1});
      }
      SequenceModel model(plugin, {GetParam().precision, "", 1}, shape, weights);
      const Sequences sequences = uneven_sequences(5);
      const std::vector<float> expected = one_by_one(model, sequences);
      const std::vector<float> got = together(model, sequences);
      ASSERT_EQ(got.size(), expected.size());
      for (std::size_t i = 0; i < got.size(); ++i)
        ASSERT_NEAR(got[i], expected[i], 1e-4) << shape.architecture.id() << " answer " << i;
      EXPECT_EQ(together(model, sequences), got) << "a second batch begins anew";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, SequenceModelBatch,
                         ::testing::Values(Through{"reference", "f32"}, Through{"onednn", "f32"},
                                           Through{"int8", "int8"}),
                         [](const auto& one) { return std::string(one.param.plugin) + "_" + one.param.precision; });

TEST(SequenceModelThroughInt8, StaysNearTheOracleWithAnInt8Head) {
  const Plugin plugin = Plugin::load(GATEWISE_PLUGINS "/int8.so");
  const ModelShape shape{{"gru", 64, 1, false, 0}, 5, 0, 3, ReadOut::every_step};
  const TensorFile weights = random_weights(shape);
  SequenceModel model(plugin, {"int8", "", 1}, shape, weights);
  const Sequence sequence = random_sequence(23, 5);
  const std::vector<float> got = model.answer_sequence(sequence);
  const std::vector<double> expected = expected_answers(shape, weights, rows_of(sequence, 5));
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], 0.2);
  EXPECT_LT(model.memory().weights_bytes, static_cast<std::uint64_t>(shape.parameter_count()) * 2);
}

TEST(SequenceModelThroughReference, CountsItsMemory) {
  const ModelShape shape{{"lstm", 16, 1, false, 0}, 4, 0, 2, ReadOut::every_step};
  SequenceModel model(reference(), {"f32", "", 1}, shape, random_weights(shape));
  EXPECT_EQ(model.memory().weights_bytes, static_cast<std::uint64_t>(shape.parameter_count()) * sizeof(float));
  EXPECT_EQ(model.memory().state_bytes, 2 * 16 * sizeof(float));
}

}  // namespace
}  // namespace gatewise::sequence_model_test
