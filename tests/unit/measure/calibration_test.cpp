#include "measure/parity/calibration.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "cells/oracle.hpp"
#include "data/dataset.hpp"
#include "host/sequence_model.hpp"

namespace gatewise::measure_calibration_test {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// An identity layer: relu(x), so that h's range is x's positive part.
TensorFile identity_weights(const ModelShape& shape) {
  TensorFile file;
  for (const Parameter& parameter : shape.parameters()) {
    Tensor& tensor = file.tensors[parameter.name];
    tensor.shape = parameter.shape;
    tensor.data.assign(static_cast<std::size_t>(parameter.elements()), 0.0F);
    if (parameter.name.find("weight_ih") == std::string::npos) continue;
    for (std::int64_t i = 0; i < parameter.shape[0]; ++i)
      tensor.data[static_cast<std::size_t>(i * parameter.shape[1] + i)] = 1.0F;
  }
  return file;
}

Sequences two_sequences() { return {{.length = 2, .features = {-3, 1, 0.5F, 2}}, {.length = 1, .features = {0, 7}}}; }

TEST(Calibration, SeesTheRangesOfInputAndOutputOfEachLayerAndDirection) {
  const ModelShape shape{{"rnn_relu", 2, 1, true, 0}, 2, 0, 1, ReadOut::last_step};
  TensorFile weights = identity_weights(shape);
  calibrate(shape, two_sequences(), weights);
  for (const bool reverse : {false, true}) {
    const std::optional<CalibrationRanges> ranges = calibration_of(weights, 0, reverse);
    ASSERT_TRUE(ranges);
    EXPECT_EQ(ranges->sequences, 2U);
    EXPECT_EQ(ranges->x_min, -3);
    EXPECT_EQ(ranges->x_max, 7);
    EXPECT_EQ(ranges->h_min, 0);
    EXPECT_EQ(ranges->h_max, 7);
  }
}

TEST(Calibration, OfASecondLayerSeesTheFirstOnesOutput) {
  const ModelShape shape{{"rnn_relu", 2, 2, false, 0}, 2, 0, 1, ReadOut::last_step};
  TensorFile weights = identity_weights(shape);
  calibrate(shape, two_sequences(), weights);
  EXPECT_EQ(calibration_of(weights, 1, false)->x_min, 0) << "relu has cut what was below";
  EXPECT_EQ(calibration_of(weights, 1, false)->x_max, 7);
}

TEST(Calibration, ReadsEmbeddings) {
  const ModelShape shape{{"rnn_relu", 2, 1, false, 2}, 0, 3, 1, ReadOut::every_step};
  TensorFile weights = identity_weights(shape);
  weights.tensors["embedding.weight"].data = {9, 9, -1, 0.5F, 2, 0};
  calibrate(shape, {{.length = 2, .tokens = {1, 2}}}, weights);
  EXPECT_EQ(calibration_of(weights, 0, false)->x_min, -1);
  EXPECT_EQ(calibration_of(weights, 0, false)->x_max, 2) << "token 0 was not there";
}

TEST(Calibration, RefusesNaNAndNamesTheSequence) {
  const ModelShape shape{{"rnn_relu", 2, 1, false, 0}, 2, 0, 1, ReadOut::last_step};
  TensorFile weights = identity_weights(shape);
  Sequences sequences = two_sequences();
  sequences[1].features[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT([&] { calibrate(shape, sequences, weights); },
              ThrowsMessage<InputError>(HasSubstr("training sequence 1: calibration met a value that is not finite")));
}

TEST(Calibration, IsMissingFromWeightsThatNeverHadOne) { EXPECT_FALSE(calibration_of(TensorFile{}, 0, false)); }

}  // namespace
}  // namespace gatewise::measure_calibration_test
