// Several steps a call and several streams a call, against one step of one stream at a time.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "host/sequence_model.hpp"
#include "support/models.hpp"

namespace gatewise::host_sequence_model_streams_test {
namespace {

using tests::built_plugin;
using tests::dense_shape;
using tests::inputs_for;
using tests::next_answer;
using tests::reference_model;
using tests::token_shape;

constexpr std::int64_t length = 23;

struct Through {
  const char* plugin;
  const char* precision;
  double tolerance;  ///< 0: the same bits
};

/// Weights with the ranges that an int8 cell asks for.
SequenceModel model_through(const Through& through, const ModelShape& shape) {
  TensorFile weights = seeded_model_weights(shape, 1);
  for (std::int64_t l = 0; l < shape.architecture.layers; ++l) set_calibration(weights, l, false, {8, -4, 4, -1, 1});
  return {built_plugin(through.plugin), {through.precision, "", 1}, shape, weights};
}

std::vector<ModelShape> shapes() {
  std::vector<ModelShape> all;
  for (const char* family : {"rnn_tanh", "lstm", "gru"}) {
    for (const std::int64_t layers : {1, 2}) {
      all.push_back(dense_shape(family, 17, layers));
      all.push_back(token_shape(family, 17, layers));
    }
  }
  return all;
}

/// Runs a whole sequence in chunks of `steps`; the last one has what is left.
std::vector<float> in_chunks(SequenceModel& model, const Sequence& sequence, std::int64_t steps) {
  std::vector<float> answers;
  model.begin();
  for (std::int64_t t = 0; t < sequence.length; t += steps) {
    const std::int64_t now = std::min(steps, sequence.length - t);
    model.announce(now, 1);
    const std::span<const float> chunk = model.run_chunk(sequence, t, now);
    answers.insert(answers.end(), chunk.begin(), chunk.end());
  }
  return answers;
}

void expect_near(const std::vector<float>& got, const std::vector<float>& expected, double tolerance,
                 const std::string& what) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], expected[i], tolerance) << what << " answer " << i;
}

class StreamsThrough : public ::testing::TestWithParam<Through> {};

TEST_P(StreamsThrough, ChunksOfAnyLengthAnswerAsStepsOneByOne) {
  for (const ModelShape& shape : shapes()) {
    const Sequence sequence = inputs_for(shape, {length}).front();
    SequenceModel model = model_through(GetParam(), shape);
    const std::vector<float> expected = model.answer_sequence(sequence);
    for (const std::int64_t steps : {std::int64_t{1}, std::int64_t{3}, length}) {
      expect_near(in_chunks(model, sequence, steps), expected, GetParam().tolerance,
                  shape.architecture.id() + " in chunks of " + std::to_string(steps));
    }
  }
}

TEST_P(StreamsThrough, AStepAfterAChunkGoesOnFromItsState) {
  for (const ModelShape& shape : shapes()) {
    const Sequence sequence = inputs_for(shape, {length}).front();
    SequenceModel model = model_through(GetParam(), shape);
    const std::vector<float> expected = model.answer_sequence(sequence);
    model.begin();
    model.announce(5, 1);
    model.run_chunk(sequence, 0, 5);
    const std::vector<float> answer = next_answer(model, sequence, 5);
    expect_near(answer, {expected.begin() + 10, expected.begin() + 12}, GetParam().tolerance, shape.architecture.id());
  }
}

/// Streams whose states lie anywhere, and how far each has come.
struct Streams {
  Streams(SequenceModel& model, const Sequences& sequences) : sequences_(sequences), bytes_(model.stream_bytes()) {
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      states.emplace_back(bytes_);
      model.begin_stream(states.back().data());
    }
    at.resize(sequences.size());
  }

  /// One step of those named, in that order; their states are moved to other places before.
  std::vector<float> step(SequenceModel& model, const std::vector<std::size_t>& which) {
    std::vector<SequenceModel::StreamStep> steps;
    for (const std::size_t i : which) {
      std::vector<std::byte> elsewhere(bytes_);
      std::memcpy(elsewhere.data(), states[i].data(), bytes_);
      states[i] = std::move(elsewhere);
      steps.push_back({states[i].data(), &sequences_[i], at[i]++});
    }
    model.announce(1, static_cast<std::int64_t>(which.size()));
    const std::span<const float> answers = model.step_streams(steps);
    return {answers.begin(), answers.end()};
  }

  std::vector<std::vector<std::byte>> states;
  std::vector<std::int64_t> at;

 private:
  const Sequences& sequences_;
  std::size_t bytes_;
};

/// Some of those that are not through, in any order.
std::vector<std::size_t> any_of(const Streams& streams, Random& random) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < streams.at.size(); ++i) {
    if (streams.at[i] < length) order.push_back(i);
  }
  random.shuffle(order);
  order.resize(std::min<std::size_t>(order.size(), 1 + random.below(order.size())));
  return order;
}

TEST_P(StreamsThrough, ChangingSubsetsOfStreamsAnswerAsEachAlone) {
  for (const ModelShape& shape : shapes()) {
    const Sequences sequences = inputs_for(shape, std::vector<std::int64_t>(6, length));
    SequenceModel model = model_through(GetParam(), shape);
    std::vector<std::vector<float>> expected;
    for (const Sequence& sequence : sequences) expected.push_back(model.answer_sequence(sequence));
    Streams streams(model, sequences);
    Random random(4, "subsets");
    while (std::any_of(streams.at.begin(), streams.at.end(), [](std::int64_t t) { return t < length; })) {
      const std::vector<std::size_t> which = any_of(streams, random);
      const std::vector<float> answers = streams.step(model, which);
      ASSERT_EQ(answers.size(), 2 * which.size());
      for (std::size_t n = 0; n < which.size(); ++n) {
        const auto own = expected[which[n]].begin() + 2 * (streams.at[which[n]] - 1);
        expect_near({answers.begin() + 2 * static_cast<std::ptrdiff_t>(n),
                     answers.begin() + 2 * static_cast<std::ptrdiff_t>(n) + 2},
                    {own, own + 2}, GetParam().tolerance, shape.architecture.id());
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, StreamsThrough,
                         ::testing::Values(Through{"reference", "f32", 0}, Through{"onednn", "f32", 1e-5},
                                           Through{"int8", "int8", 1e-5}),
                         [](const auto& one) { return std::string(one.param.plugin) + "_" + one.param.precision; });

TEST(StreamsThroughReference, ChangingSubsetsLeaveTheSameStatesAsEachAlone) {
  for (const ModelShape& shape : shapes()) {
    const Sequences sequences = inputs_for(shape, std::vector<std::int64_t>(6, length));
    SequenceModel model = reference_model(shape);
    Streams alone(model, sequences);
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      for (std::int64_t t = 0; t < length; ++t) alone.step(model, {i});
    }
    Streams together(model, sequences);
    Random random(9, "subsets");
    while (std::any_of(together.at.begin(), together.at.end(), [](std::int64_t t) { return t < length; }))
      together.step(model, any_of(together, random));
    EXPECT_EQ(together.states, alone.states) << shape.architecture.id();
  }
}

TEST(StreamsThroughReference, AStreamTakesTheStateOfEveryLayer) {
  EXPECT_EQ(reference_model(dense_shape("gru", 16, 1)).stream_bytes(), 16 * sizeof(float));
  EXPECT_EQ(reference_model(dense_shape("lstm", 16, 1)).stream_bytes(), 2 * 16 * sizeof(float));
  EXPECT_EQ(reference_model(dense_shape("lstm", 16, 3)).stream_bytes(), 3 * 2 * 16 * sizeof(float));
  const SequenceModel model = reference_model(token_shape("lstm", 7, 2));
  EXPECT_EQ(model.stream_bytes(), model.memory().state_bytes);
}

TEST(StreamsThroughReference, AStreamThatBeginsAnewForgetsWhatItWas) {
  const ModelShape shape = dense_shape("lstm", 9, 2);
  const Sequences sequences = inputs_for(shape, {length});
  SequenceModel model = reference_model(shape);
  Streams streams(model, sequences);
  const std::vector<std::byte> fresh = streams.states[0];
  const std::vector<float> first = streams.step(model, {0});
  streams.step(model, {0});
  EXPECT_NE(streams.states[0], fresh);
  model.begin_stream(streams.states[0].data());
  EXPECT_EQ(streams.states[0], fresh);
  streams.at[0] = 0;
  EXPECT_EQ(streams.step(model, {0}), first);
}

TEST(StreamsThroughReference, TheSameStateIsNoMatterOfItsAlignment) {
  const ModelShape shape = dense_shape("gru", 5, 2);  // 40 bytes a stream: every other one is off any boundary
  const Sequences sequences = inputs_for(shape, {length});
  SequenceModel model = reference_model(shape);
  const std::vector<float> expected = model.answer_sequence(sequences[0]);
  std::vector<std::byte> bytes(model.stream_bytes() + 1);
  model.begin_stream(bytes.data() + 1);
  model.announce(1, 1);
  for (std::int64_t t = 0; t < length; ++t) {
    const SequenceModel::StreamStep step{bytes.data() + 1, &sequences[0], t};
    const std::span<const float> answer = model.step_streams({&step, 1});
    EXPECT_THAT(answer, ::testing::ElementsAre(expected[static_cast<std::size_t>(2 * t)],
                                               expected[static_cast<std::size_t>(2 * t) + 1]));
  }
}

}  // namespace
}  // namespace gatewise::host_sequence_model_streams_test
