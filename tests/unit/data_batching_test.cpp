#include <gmock/gmock.h>

#include <numeric>

#include "data/batching.hpp"
#include "support/datasets.hpp"

namespace gatewise {
namespace {

std::vector<std::int64_t> telemetry_lengths() {
  return lengths_of(
      tests::load_beside(read_dataset_description(GATEWISE_SOURCE_DIR "/suites/datasets/telemetry-workload.toml"))
          .train);
}

double padding(const std::vector<std::int64_t>& lengths, const std::string& strategy) {
  Random random(1);
  return padded_share(lengths, make_batches(lengths, {strategy, 32}, random));
}

TEST(Batching, EveryIndexComesOnceAndNoBatchIsTooLarge) {
  std::vector<std::int64_t> lengths(1000);
  std::iota(lengths.begin(), lengths.end(), 1);
  for (const char* strategy : {"bucket", "random"}) {
    for (const std::int64_t size : {1, 7, 32, 1000, 5000}) {
      Random random(1);
      std::vector<bool> seen(lengths.size());
      std::size_t full = 0;
      const auto batches = make_batches(lengths, {strategy, size}, random);
      for (const auto& batch : batches) {
        ASSERT_LE(batch.size(), static_cast<std::size_t>(size));
        ASSERT_FALSE(batch.empty());
        full += batch.size() == static_cast<std::size_t>(size) ? 1U : 0U;
        for (const std::size_t i : batch) {
          ASSERT_FALSE(seen.at(i)) << i << " twice";
          seen[i] = true;
        }
      }
      EXPECT_THAT(seen, ::testing::Each(true));
      EXPECT_GE(full + 1, batches.size()) << "only one batch may be short";
    }
  }
}

TEST(Batching, NoSequencesMakeNoBatches) {
  Random random(1);
  EXPECT_TRUE(make_batches({}, {"bucket", 4}, random).empty());
  EXPECT_EQ(padded_share({}, {}), 0.0);
}

TEST(Batching, FollowsTheRandomStream) {
  const std::vector<std::int64_t> lengths(100, 5);
  Random one(1);
  Random same(1);
  Random other(2);
  const auto batches = make_batches(lengths, {"random", 8}, one);
  EXPECT_EQ(batches, make_batches(lengths, {"random", 8}, same));
  EXPECT_NE(batches, make_batches(lengths, {"random", 8}, other));
}

TEST(Batching, BucketsPadLessThanChanceOnTheRecordedLengths) {
  const std::vector<std::int64_t> lengths = telemetry_lengths();
  EXPECT_LT(padding(lengths, "bucket"), 0.5 * padding(lengths, "random"));
}

TEST(PaddedShare, IsWhatTheLongestLeavesOver) {
  // Batches of lengths {1, 4} and {2, 2, 5}: 14 real steps of 2 x 4 + 3 x 5 = 23.
  EXPECT_DOUBLE_EQ(padded_share({1, 2, 2, 4, 5}, {{0, 3}, {1, 2, 4}}), 1 - 14.0 / 23);
}

TEST(PaddedShare, IsZeroForEqualLengthsAndForSingles) {
  EXPECT_EQ(padded_share({3, 3, 3}, {{0, 1, 2}}), 0.0);
  EXPECT_EQ(padded_share({1, 20, 3}, {{0}, {1}, {2}}), 0.0);
}

}  // namespace
}  // namespace gatewise
