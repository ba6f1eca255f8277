#include "measure/limits/bound.hpp"

#include <gtest/gtest.h>

namespace gatewise::measure_bound_test {
namespace {

/// W_ih [16, 3], W_hh [16, 4], two biases [16], head [2, 4] with its bias [2]: 154 values, 120 of them multiplied.
const ModelShape lstm{{"lstm", 4, 1, false, 0}, 3, 0, 2, ReadOut::every_step};

TEST(StepNeeds, AreTheBytesOfEveryParameterInTheWidthOfItsPrecision) {
  EXPECT_EQ(step_needs(lstm, "f32").bytes, 154 * 4);
  EXPECT_EQ(step_needs(lstm, "bf16").bytes, 154 * 2);
  EXPECT_EQ(step_needs(lstm, "int8").bytes, 154);
}

TEST(StepNeeds, AreTwoOperationsForEachMultiplyAddWhateverThePrecision) {
  for (const char* precision : {"f32", "bf16", "int8"}) EXPECT_EQ(step_needs(lstm, precision).operations, 2 * 120);
  EXPECT_EQ(step_needs(lstm, "f32").arithmetic, Arithmetic::f32);
  EXPECT_EQ(step_needs(lstm, "bf16").arithmetic, Arithmetic::bf16);
  EXPECT_EQ(step_needs(lstm, "int8").arithmetic, Arithmetic::int8);
}

TEST(StepNeeds, HaveOneRowOfAnEmbeddingAndNoOperationOfIt) {
  const ModelShape tokens{{"lstm", 4, 1, false, 3}, 0, 1000, 2, ReadOut::every_step};
  EXPECT_EQ(step_needs(tokens, "f32").bytes, (154 + 3) * 4);
  EXPECT_EQ(step_needs(tokens, "f32").operations, 2 * 120);
}

TEST(StepNeeds, AddUpOverLayers) {
  ModelShape two = lstm;
  two.architecture.layers = 2;  // the second: W_ih [16, 4], W_hh [16, 4], two biases [16]
  EXPECT_EQ(step_needs(two, "f32").bytes, (154 + 64 + 64 + 32) * 4);
  EXPECT_EQ(step_needs(two, "f32").operations, 2 * (120 + 64 + 64));
}

TEST(StepBound, IsTheLargerSideAndNamesIt) {
  const StepNeeds needs{616, 240, Arithmetic::f32};
  const Bound by_bytes = step_bound(needs, 100, 4e9);  // 240 operations at 4 G/s: 60 ns
  EXPECT_EQ(by_bytes.by, "bytes");
  EXPECT_DOUBLE_EQ(by_bytes.ns, 100);
  const Bound by_operations = step_bound(needs, 50, 4e9);
  EXPECT_EQ(by_operations.by, "operations");
  EXPECT_DOUBLE_EQ(by_operations.ns, 60);
}

TEST(StepBound, SharesThePassOverTheWeightsAmongLanesButNoOperation) {
  const StepNeeds needs{616, 240, Arithmetic::f32};
  EXPECT_DOUBLE_EQ(step_bound(needs, 800, 4e9, 8).ns, 100);
  const Bound many = step_bound(needs, 800, 4e9, 100);
  EXPECT_DOUBLE_EQ(many.ns, 60);
  EXPECT_EQ(many.by, "operations");
}

TEST(StepBound, IsTheBytesWhereThePeakIsNotKnown) {
  const Bound bound = step_bound({616, 1e9, Arithmetic::int8}, 7, 0);
  EXPECT_EQ(bound.by, "bytes");
  EXPECT_DOUBLE_EQ(bound.ns, 7);
}

}  // namespace
}  // namespace gatewise::measure_bound_test
