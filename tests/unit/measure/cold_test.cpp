#include "measure/scenarios/cold/cold.hpp"

#include <gtest/gtest.h>

#include "support/models.hpp"

namespace gatewise::measure_cold_test {
namespace {

using tests::dense_shape;
using tests::inputs_for;
using tests::next_answer;
using tests::reference_model;

TEST(ColdSteps, AreAsManyAsAskedFor) {
  const ModelShape shape = dense_shape("gru", 4, 1);
  const Sequences sequences = inputs_for(shape, {3, 2});
  SequenceModel model = reference_model(shape);
  CacheEvictor evictor(64 << 10);
  for (const std::int64_t samples : {0, 1, 17})
    EXPECT_EQ(play_cold(model, sequences, 1, samples, evictor).count(), samples);
}

TEST(ColdSteps, GoThroughTheStreamOneAfterTheOther) {
  const ModelShape shape = dense_shape("lstm", 6, 2);
  const Sequences sequences = inputs_for(shape, {3, 9});
  SequenceModel model = reference_model(shape);
  const std::vector<float> expected = model.answer_sequence(sequences[1]);
  CacheEvictor evictor(64 << 10);
  play_cold(model, sequences, 0, 3 + 4, evictor);
  const std::vector<float> answer = next_answer(model, sequences[1], 4);
  EXPECT_EQ(answer, std::vector<float>(expected.begin() + 8, expected.begin() + 10));
}

}  // namespace
}  // namespace gatewise::measure_cold_test
