// A model in double precision, step by step, against the reference backend's.
#include "measure/parity/oracle_model.hpp"

#include <gtest/gtest.h>

#include "support/models.hpp"

namespace gatewise::measure_oracle_model_test {
namespace {

using tests::dense_shape;
using tests::inputs_for;
using tests::next_answer;
using tests::reference_model;
using tests::token_shape;

constexpr std::uint64_t seed = 1;

void expect_agreement(const ModelShape& shape, std::int64_t length) {
  OracleModel oracle(shape, seeded_model_weights(shape, seed));
  SequenceModel model = reference_model(shape, seed);
  const Sequence sequence = inputs_for(shape, {length}).front();
  model.begin();
  for (std::int64_t t = 0; t < length; ++t) {
    const std::vector<double> expected = oracle.step(sequence, t);
    const std::vector<float> got = next_answer(model, sequence, t);
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t k = 0; k < got.size(); ++k)
      ASSERT_NEAR(got[k], expected[k], 5e-5) << shape.architecture.id() << " step " << t;
  }
}

TEST(OracleModel, AgreesWithTheReferenceOverHundredsOfStepsOfEveryFamily) {
  for (const Family& family : built_in_families()) {
    for (const std::int64_t layers : {1, 2, 3}) expect_agreement(dense_shape(family.id, 13, layers), 400);
  }
}

TEST(OracleModel, LooksTokensUp) {
  for (const Family& family : built_in_families()) {
    for (const std::int64_t layers : {1, 2}) expect_agreement(token_shape(family.id, 13, layers), 400);
  }
}

TEST(OracleModel, CarriesItsStateFromSequenceToSequence) {
  const ModelShape shape = dense_shape("lstm", 5, 1);
  const Sequences sequences = inputs_for(shape, {4, 4});
  OracleModel both(shape, seeded_model_weights(shape, seed));
  for (std::int64_t t = 0; t < 4; ++t) both.step(sequences[0], t);
  OracleModel second(shape, seeded_model_weights(shape, seed));
  EXPECT_NE(both.step(sequences[1], 0), second.step(sequences[1], 0));
}

}  // namespace
}  // namespace gatewise::measure_oracle_model_test
