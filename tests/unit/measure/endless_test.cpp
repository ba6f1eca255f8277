#include "measure/scenarios/endless/endless.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "base/json.hpp"
#include "support/models.hpp"

namespace gatewise::measure_endless_test {
namespace {

using ::testing::Each;
using ::testing::Lt;
using ::testing::SizeIs;

using tests::dense_shape;
using tests::inputs_for;
using tests::reference_model;
using tests::token_shape;

void nobody_asks(double) {}

class EndlessStream : public ::testing::Test {
 protected:
  EndlessResult play(const ModelShape& shape, const EndlessTerms& terms) {
    SequenceModel model = reference_model(shape);
    return play_endless(model, sequences_of(shape), terms, oracle(shape, terms.steps), nobody_asks);
  }
  const Sequences& sequences_of(const ModelShape& shape) { return sequences_ = inputs_for(shape, {37, 5, 120}); }
  std::vector<double> oracle(const ModelShape& shape, std::int64_t steps) {
    return endless_oracle(shape, seeded_model_weights(shape, 1), sequences_of(shape), steps, nobody_asks);
  }

  Sequences sequences_;
};

TEST_F(EndlessStream, OfTheReferenceStaysWithTheOracleInEveryFamily) {
  for (const Family& family : built_in_families()) {
    for (const ModelShape& shape : {dense_shape(family.id, 9, 2), token_shape(family.id, 9, 1)}) {
      const EndlessResult result = play(shape, {2000, 0});
      EXPECT_THAT(result.nmse, SizeIs(endless_parts));
      EXPECT_THAT(result.nmse, Each(Lt(1e-9))) << shape.architecture.id();
      EXPECT_EQ(result.not_finite, 0);
    }
  }
}

TEST_F(EndlessStream, IsCutIntoTenEqualParts) {
  const EndlessResult result = play(dense_shape("gru", 4, 1), {3000, 0});
  ASSERT_EQ(result.parts.size(), 10U);
  for (const Histogram& part : result.parts) EXPECT_EQ(part.count(), 300);
  EXPECT_EQ(result.missed, 0) << "without a deadline none is missed";
}

TEST_F(EndlessStream, HasAtLeastTheSampledStepsInEachPart) {
  for (const Histogram& part : play(dense_shape("gru", 4, 1), {10, 0}).parts) EXPECT_EQ(part.count(), endless_samples);
}

TEST_F(EndlessStream, MissesEveryStepOfADeadlineThatNoneCanKeep) {
  EXPECT_EQ(play(dense_shape("gru", 4, 1), {2000, 1}).missed, 2000);
  EXPECT_EQ(play(dense_shape("gru", 4, 1), {2000, 1e15}).missed, 0);
}

TEST_F(EndlessStream, KnowsAnotherModelsAnswersFromItsOwn) {
  const ModelShape shape = dense_shape("lstm", 6, 1);
  SequenceModel other = reference_model(shape, 2);
  const std::vector<double> expected = oracle(shape, 1000);
  const EndlessResult result = play_endless(other, sequences_, {1000, 0}, expected, nobody_asks);
  EXPECT_THAT(result.nmse, Each(::testing::Gt(1e-3)));
}

TEST_F(EndlessStream, NoticesAnswersThatAreNoNumbersAndCanBeRecorded) {
  const ModelShape shape = dense_shape("lstm", 6, 1);
  TensorFile weights = seeded_model_weights(shape, 1);
  weights.tensors.at("head.bias").data[1] = std::numeric_limits<float>::quiet_NaN();
  SequenceModel broken(tests::built_plugin("reference"), {"f32", "", 1}, shape, weights);
  const std::vector<double> expected = oracle(shape, 1000);
  const EndlessResult result = play_endless(broken, sequences_, {1000, 0}, expected, nobody_asks);
  EXPECT_EQ(result.not_finite, endless_parts * endless_samples);
  EXPECT_EQ(Json::parse(Json(result).dump()).get<EndlessResult>().nmse, result.nmse);
}

TEST_F(EndlessStream, SaysHowFarItIs) {
  const ModelShape shape = dense_shape("gru", 4, 1);
  std::vector<double> asked, played;
  const std::vector<double> expected = endless_oracle(shape, seeded_model_weights(shape, 1), sequences_of(shape),
                                                      20'000, [&](double share) { asked.push_back(share); });
  SequenceModel model = reference_model(shape);
  play_endless(model, sequences_, {20'000, 0}, expected, [&](double share) { played.push_back(share); });
  for (const std::vector<double>& shares : {asked, played}) {
    EXPECT_GE(shares.size(), 10U);
    EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
    EXPECT_LE(shares.back(), 1);
  }
  EXPECT_EQ(played.back(), 1);
}

TEST_F(EndlessStream, AsksTheOracleForTheSampledStepsOnly) {
  for (const std::int64_t steps : {1000, 5000})
    EXPECT_EQ(oracle(dense_shape("gru", 4, 1), steps).size(), static_cast<std::size_t>(10 * 100 * 2));
}

Histogram all_at(std::int64_t ns) {
  Histogram part;
  for (int i = 0; i < 5; ++i) part.add(ns);
  part.add(100'000);  // one preemption moves no median
  return part;
}

TEST(EndlessSlowDown, IsTheLastPartsMedianByTheFirstOnes) {
  EndlessResult result;
  EXPECT_EQ(result.slow_down(), 1);
  result.parts = {all_at(100), all_at(900), all_at(50)};
  EXPECT_EQ(result.slow_down(), 0.5);
  result.parts = {all_at(50), all_at(1), all_at(100)};
  EXPECT_EQ(result.slow_down(), 2);
  result.parts = {Histogram(), all_at(100)};
  EXPECT_EQ(result.slow_down(), 1) << "of nothing nothing is known";
}

TEST(EndlessResultJson, IsReadAsItWasWritten) {
  EndlessResult result;
  result.parts = {all_at(100), all_at(200)};
  result.nmse = {1e-12, 2e-12};
  result.missed = 3;
  result.not_finite = 4;
  for (const std::optional<std::int64_t> growth : {std::optional<std::int64_t>(), std::optional<std::int64_t>(-4096)}) {
    result.resident_growth_bytes = growth;
    const auto read = Json::parse(Json(result).dump()).get<EndlessResult>();
    ASSERT_EQ(read.parts.size(), 2U);
    EXPECT_EQ(read.parts[1].at_rank(1), result.parts[1].at_rank(1));
    EXPECT_EQ(read.parts[1].count(), 6);
    EXPECT_EQ(read.nmse, result.nmse);
    EXPECT_EQ(read.missed, 3);
    EXPECT_EQ(read.not_finite, 4);
    EXPECT_EQ(read.resident_growth_bytes, growth);
  }
}

}  // namespace
}  // namespace gatewise::measure_endless_test
