#include "measure/scenarios/offline/offline.hpp"

#include <gmock/gmock.h>

#include <set>

#include "base/random.hpp"
#include "data/dataset.hpp"

namespace gatewise::measure_offline_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Sequences of_lengths(const std::vector<std::int64_t>& lengths, std::int64_t features = 0) {
  Sequences sequences;
  Random random(1, "of_lengths");
  for (const std::int64_t length : lengths) {
    Sequence& sequence = sequences.emplace_back();
    sequence.length = length;
    for (std::int64_t i = 0; i < length * features; ++i)
      sequence.features.push_back(static_cast<float>(random.normal()));
  }
  return sequences;
}

/// A model through a plugin, its weights uniform in ±0.5.
SequenceModel model_through(const Plugin& plugin, const ModelShape& shape) {
  TensorFile weights;
  Random random(2, "model_through");
  for (const Parameter& parameter : shape.parameters()) {
    Tensor& tensor = weights.tensors[parameter.name];
    tensor.shape = parameter.shape;
    for (std::int64_t i = 0; i < parameter.elements(); ++i)
      tensor.data.push_back(static_cast<float>(random.uniform(-0.5, 0.5)));
  }
  return {plugin, {"f32", "", 1}, shape, weights};
}

TEST(OfflineBatches, HoldEverySequenceOnceAndNoEmptyOneWhateverTheStrategy) {
  const Sequences sequences = of_lengths({3, 0, 5, 4, 9, 1, 7});
  for (const std::string& strategy : batching_names()) {
    std::set<const Sequence*> seen;
    for (const OfflineBatch& batch : offline_batches(sequences, {strategy, 2, {4}, 2})) {
      EXPECT_LE(batch.sequences.size(), 2U) << strategy;
      EXPECT_FALSE(batch.sequences.empty()) << strategy;
      for (const Sequence* sequence : batch.sequences) {
        EXPECT_TRUE(seen.insert(sequence).second) << strategy;
        EXPECT_LE(sequence->length, batch.steps) << strategy;
      }
    }
    EXPECT_EQ(seen.size(), 6U) << strategy;
    EXPECT_EQ(seen.count(&sequences[1]), 0U) << strategy;
  }
}

TEST(OfflineBatches, ArePaddedAsTheStrategySays) {
  const Sequences sequences = of_lengths({3, 5});
  EXPECT_EQ(offline_batches(sequences, {"pad_all", 1})[0].steps, 5);
  EXPECT_EQ(offline_batches(sequences, {"pad_all", 1})[1].steps, 5);
  EXPECT_EQ(offline_batches(sequences, {"buckets", 8, {8}})[0].steps, 8);
  EXPECT_DOUBLE_EQ(padded_share(offline_batches(sequences, {"buckets", 8, {8}})), 1 - 8.0 / 16);
  EXPECT_EQ(padded_share(offline_batches(sequences, {"one_by_one", 8})), 0.0);
}

TEST(OfflineBatches, PadLittleSinceLengthsAreNear) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t i = 0; i < 100; ++i) lengths.push_back(1 + i * 37 % 100);
  EXPECT_LT(padded_share(offline_batches(of_lengths(lengths), {"bucket", 10})), 0.12);
  const Sequences two = of_lengths({1, 9});
  EXPECT_DOUBLE_EQ(padded_share(offline_batches(two, {"bucket", 2})), 1.0 - 10.0 / 18);
}

TEST(OfflineBatches, AreTheSameForEveryCandidate) {
  const Sequences sequences = of_lengths({3, 5, 4, 9, 1, 7, 2, 8});
  const auto order = [&] {
    std::vector<const Sequence*> all;
    for (const OfflineBatch& batch : offline_batches(sequences, {"random", 3}))
      all.insert(all.end(), batch.sequences.begin(), batch.sequences.end());
    return all;
  };
  EXPECT_EQ(order(), order());
}

TEST(OfflineBlocks, GoOnWhereTheLastEndedRoundAndRound) {
  const Sequences sequences = of_lengths({2, 2, 2});
  const std::vector<OfflineBatch> batches{{{&sequences[0]}, 4}, {{&sequences[1]}, 4}, {{&sequences[2]}, 4}};
  EXPECT_THAT(block_batches(batches, 0, 3), ElementsAre(0, 1)) << "real steps count, not padded ones";
  EXPECT_THAT(block_batches(batches, 1, 3), ElementsAre(2, 0));
  EXPECT_THAT(block_batches(batches, 2, 3), ElementsAre(1, 2));
  EXPECT_THAT(block_batches({}, 0, 3), IsEmpty());
  EXPECT_THAT(block_batches(batches, 1, 3, 1), ElementsAre(0, 1, 2)) << "each sequence has one step of delay";
}

TEST(OfflineBlocks, CountTheirRealStepsAndSequences) {
  const Plugin plugin = Plugin::load(GATEWISE_PLUGINS "/reference.so");
  SequenceModel model = model_through(plugin, {{"gru", 4, 1, false, 0}, 2, 0, 3, ReadOut::every_step});
  const Sequences sequences = of_lengths({2, 5, 3}, 2);
  const std::vector<OfflineBatch> batches{{{&sequences[0], &sequences[1]}, 9}, {{&sequences[2]}, 3}};
  const OfflineBlock block = play_offline(model, batches, {0, 1, 0});
  EXPECT_EQ(block.sequences, 5);
  EXPECT_EQ(block.steps, 7 + 3 + 7);
  EXPECT_EQ(play_offline(model, batches, {0, 1}, 1).steps, 7 + 3 - 3);
}

TEST(PaddingError, OfTheReferenceIsNoMoreThanRounding) {
  const Plugin plugin = Plugin::load(GATEWISE_PLUGINS "/reference.so");
  const Sequences sequences = of_lengths({2, 9, 3, 1, 7, 4}, 2);
  for (const bool bidirectional : {false, true}) {
    for (const ReadOut read_out : {ReadOut::last_step, ReadOut::every_step}) {
      SequenceModel model = model_through(plugin, {{"lstm", 8, 2, bidirectional, 0}, 2, 0, 3, read_out});
      for (const char* strategy : {"pad_all", "random", "buckets"}) {
        const Difference difference = padding_error(model, offline_batches(sequences, {strategy, 4, {12}}), 1'000'000);
        EXPECT_LT(difference.max_abs, 1e-5) << strategy;
        EXPECT_LT(difference.nmse, 1e-10) << strategy;
      }
    }
  }
}

/// Wrong where a call has several steps or lanes; right step by step.
TEST(PaddingError, OfACellThatAnswersAnotherLaneWronglyIsLarge) {
  const Plugin plugin = Plugin::load(GATEWISE_TEST_PLUGINS "/wrong_in_batches/wrong_in_batches.so");
  const Sequences sequences = of_lengths({4, 9, 3, 6}, 2);
  SequenceModel model = model_through(plugin, {{"lstm", 8, 1, false, 0}, 2, 0, 3, ReadOut::every_step});
  EXPECT_GT(padding_error(model, offline_batches(sequences, {"pad_all", 4}), 1'000'000).max_abs, 1e-3);
  EXPECT_GT(padding_error(model, offline_batches(sequences, {"one_by_one", 4}), 1'000'000).max_abs, 1e-3)
      << "whole sequences are compared with single steps";
}

TEST(PaddingError, LooksAtNoMoreBatchesThanItsStepsNeed) {
  const Plugin plugin = Plugin::load(GATEWISE_TEST_PLUGINS "/wrong_in_batches/wrong_in_batches.so");
  const Sequences sequences = of_lengths({4, 5, 3, 6}, 2);
  SequenceModel model = model_through(plugin, {{"lstm", 8, 1, false, 0}, 2, 0, 3, ReadOut::every_step});
  const std::vector<OfflineBatch> batches{
      {{&sequences[0]}, 4}, {{&sequences[1]}, 5}, {{&sequences[2], &sequences[3]}, 6}};
  const std::vector<OfflineBatch> two{batches[0], batches[1]};
  EXPECT_EQ(padding_error(model, batches, 9).nmse, padding_error(model, two, 100).nmse) << "they hold nine steps";
  EXPECT_NE(padding_error(model, batches, 10).nmse, padding_error(model, two, 100).nmse);
  EXPECT_EQ(padding_error(model, batches, 0).max_abs, 0);
}

}  // namespace
}  // namespace gatewise::measure_offline_test
