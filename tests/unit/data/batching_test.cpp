#include "data/batching.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "data/dataset.hpp"
#include "support/datasets.hpp"

namespace gatewise::data_batching_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Lengths = std::vector<std::int64_t>;

std::vector<Batch> batches_of(const Lengths& lengths, const Batching& batching, std::uint64_t seed = 1) {
  Random random(seed);
  return make_batches(lengths, batching, random);
}

std::vector<std::vector<std::size_t>> members_of(const std::vector<Batch>& batches) {
  std::vector<std::vector<std::size_t>> members;
  for (const Batch& batch : batches) members.push_back(batch.members);
  return members;
}

double padding(const Lengths& lengths, const Batching& batching) {
  return padded_share(lengths, batches_of(lengths, batching));
}

Lengths telemetry_lengths() {
  return lengths_of(
      tests::load_beside(read_dataset_description(GATEWISE_SOURCE_DIR "/suites/datasets/telemetry-workload.toml"))
          .train);
}

Lengths counting(std::int64_t to) {
  Lengths lengths(static_cast<std::size_t>(to));
  std::iota(lengths.begin(), lengths.end(), 1);
  return lengths;
}

TEST(Batching, EveryIndexComesOnceAndFitsItsBatch) {
  const Lengths lengths = counting(1000);
  for (const std::string& strategy : batching_names()) {
    for (const std::int64_t size : {1, 7, 32, 1000, 5000}) {
      std::vector<bool> seen(lengths.size());
      for (const Batch& batch : batches_of(lengths, {strategy, size, {10, 500}, 4})) {
        ASSERT_LE(batch.members.size(), static_cast<std::size_t>(size)) << strategy;
        ASSERT_FALSE(batch.members.empty()) << strategy;
        for (const std::size_t i : batch.members) {
          ASSERT_FALSE(seen.at(i)) << strategy << ": " << i << " twice";
          ASSERT_LE(lengths[i], batch.length) << strategy << " cuts a sequence";
          seen[i] = true;
        }
      }
      EXPECT_THAT(seen, ::testing::Each(true)) << strategy;
    }
  }
}

TEST(Batching, OnlyOneBatchIsShortWhereNoBucketPartsThem) {
  for (const char* strategy : {"pad_all", "random", "bucket", "sort"}) {
    const std::vector<Batch> batches = batches_of(counting(1000), {strategy, 7});
    EXPECT_EQ(batches.size(), 143U) << strategy;
    EXPECT_EQ(std::count_if(batches.begin(), batches.end(), [](const Batch& b) { return b.members.size() < 7; }), 1);
  }
}

TEST(Batching, PadsToTheLongestOfTheBatchOrOfAll) {
  const Lengths lengths = counting(100);
  for (const char* strategy : {"random", "bucket", "sort", "one_by_one"}) {
    for (const Batch& batch : batches_of(lengths, {strategy, 8})) {
      std::int64_t longest = 0;
      for (const std::size_t i : batch.members) longest = std::max(longest, lengths[i]);
      EXPECT_EQ(batch.length, longest) << strategy;
    }
  }
  for (const Batch& batch : batches_of(lengths, {"pad_all", 8})) EXPECT_EQ(batch.length, 100);
}

TEST(Batching, SortPutsNeighboursInLengthSideBySide) {
  // 1..8, 9..16, ...: a batch that ends at 8 k holds 8 · 8 k steps.
  Lengths ends;
  for (const Batch& batch : batches_of(counting(64), {"sort", 8})) ends.push_back(batch.length);
  EXPECT_THAT(ends, ::testing::UnorderedElementsAre(8, 16, 24, 32, 40, 48, 56, 64));
  EXPECT_FALSE(std::is_sorted(ends.begin(), ends.end())) << "batches still come in a random order";
}

TEST(Batching, BucketsPadToTheFirstEdgeThatIsLongEnoughAndTheLastTakesTheRest) {
  const Lengths lengths{1, 4, 5, 9, 10, 11, 30};
  for (const Batch& batch : batches_of(lengths, {"buckets", 1, {4, 10}})) {
    const std::int64_t length = lengths[batch.members[0]];
    EXPECT_EQ(batch.length, length <= 4 ? 4 : length <= 10 ? 10 : 30) << length;
  }
  EXPECT_EQ(batches_of(lengths, {"buckets", 10, {4, 10}}).size(), 3U);
  EXPECT_EQ(batches_of({3, 2}, {"buckets", 10, {4, 10}}).size(), 1U) << "an empty bucket is no batch";
  EXPECT_EQ(batches_of({3, 2}, {"buckets", 10, {4, 10}})[0].length, 4) << "an edge, though nothing is so long";
}

TEST(Batching, AutoBucketsPadToTheBestEdges) {
  const Lengths lengths{1, 2, 2, 50, 51, 51, 99, 99, 100};
  Lengths padded;
  for (const Batch& batch : batches_of(lengths, {"auto_buckets", 32, {}, 3})) padded.push_back(batch.length);
  EXPECT_THAT(padded, ::testing::UnorderedElementsAre(2, 51, 100));
}

TEST(Batching, NoSequencesMakeNoBatches) {
  for (const std::string& strategy : batching_names())
    EXPECT_THAT(batches_of({}, {strategy, 4, {3}}), IsEmpty()) << strategy;
  EXPECT_EQ(padded_share({}, {}), 0.0);
}

TEST(Batching, FollowsTheRandomStream) {
  const Lengths lengths(100, 5);
  for (const std::string& strategy : batching_names()) {
    const auto batches = members_of(batches_of(lengths, {strategy, 8, {5}}));
    EXPECT_EQ(batches, members_of(batches_of(lengths, {strategy, 8, {5}}))) << strategy;
    EXPECT_NE(batches, members_of(batches_of(lengths, {strategy, 8, {5}}, 2))) << strategy;
  }
}

TEST(Batching, TheirNumberDoesNotDependOnTheDraw) {
  const Lengths lengths = counting(333);
  for (const std::string& strategy : batching_names())
    EXPECT_EQ(batches_of(lengths, {strategy, 8, {5, 100}}).size(),
              batches_of(lengths, {strategy, 8, {5, 100}}, 2).size());
}

TEST(Batching, BucketsPadLessThanChanceOnTheRecordedLengths) {
  const Lengths lengths = telemetry_lengths();
  const double random = padding(lengths, {"random", 32});
  EXPECT_LT(padding(lengths, {"bucket", 32}), 0.5 * random);
  EXPECT_LT(random, padding(lengths, {"pad_all", 32}));
  EXPECT_EQ(padding(lengths, {"one_by_one", 32}), 0.0);
}

TEST(PaddedShare, IsWhatTheLengthOfTheBatchLeavesOver) {
  // Batches of lengths {1, 4}, and {2, 2, 5} padded to 6: 14 real steps of 2 x 4 + 3 x 6 = 26.
  EXPECT_DOUBLE_EQ(padded_share({1, 2, 2, 4, 5}, {{{0, 3}, 4}, {{1, 2, 4}, 6}}), 1 - 14.0 / 26);
}

TEST(PaddedShare, IsZeroForEqualLengthsAndForSingles) {
  EXPECT_EQ(padded_share({3, 3, 3}, {{{0, 1, 2}, 3}}), 0.0);
  EXPECT_EQ(padded_share({1, 20, 3}, {{{0}, 1}, {{1}, 20}, {{2}, 3}}), 0.0);
}

/// Steps, padding included, where each length is padded to the first edge that it does not exceed.
std::int64_t cost_of(const Lengths& lengths, const Lengths& edges) {
  std::int64_t steps = 0;
  for (const std::int64_t length : lengths) steps += *std::lower_bound(edges.begin(), edges.end(), length);
  return steps;
}

/// The fewest steps over every choice of at most `count` edges among the lengths; the longest is always one.
std::int64_t least_cost(const Lengths& lengths, std::int64_t count) {
  Lengths distinct = lengths;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (std::uint32_t chosen = 0; chosen < 1U << (distinct.size() - 1); ++chosen) {
    Lengths edges;
    for (std::size_t i = 0; i + 1 < distinct.size(); ++i) {
      if ((chosen >> i & 1U) != 0) edges.push_back(distinct[i]);
    }
    edges.push_back(distinct.back());
    if (static_cast<std::int64_t>(edges.size()) <= count) least = std::min(least, cost_of(lengths, edges));
  }
  return least;
}

TEST(BestEdges, CostNoMoreThanAnyOtherChoice) {
  Random random(3, "best_edges");
  for (int draw = 0; draw < 60; ++draw) {
    Lengths lengths(1 + random.below(25));
    for (std::int64_t& length : lengths) length = 1 + static_cast<std::int64_t>(random.below(6) * random.below(4));
    for (const std::int64_t count : {1, 2, 3, 5, 20}) {
      const Lengths edges = best_edges(lengths, count);
      ASSERT_LE(edges.size(), static_cast<std::size_t>(count));
      ASSERT_TRUE(std::is_sorted(edges.begin(), edges.end()));
      ASSERT_EQ(edges.back(), *std::max_element(lengths.begin(), lengths.end()));
      EXPECT_EQ(cost_of(lengths, edges), least_cost(lengths, count)) << "draw " << draw << ", " << count << " edges";
    }
  }
}

TEST(BestEdges, AreAllLengthsWhereThereAreNoMoreAndNoneOfNothing) {
  EXPECT_THAT(best_edges({7, 3, 3, 5}, 8), ElementsAre(3, 5, 7));
  EXPECT_THAT(best_edges({4, 4}, 8), ElementsAre(4));
  EXPECT_THAT(best_edges({}, 8), IsEmpty());
}

TEST(BestEdges, WeighALengthByHowOftenItComes) {
  Lengths lengths(100, 9);
  lengths.insert(lengths.end(), {1, 10});
  EXPECT_THAT(best_edges(lengths, 2), ElementsAre(9, 10)) << "8 steps for the one short, not 100 for the many";
}

/// The fewest steps of 1..d in three buckets.
std::int64_t least_of_three(std::int64_t d) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (std::int64_t a = 1; a < d; ++a) {
    for (std::int64_t b = a + 1; b < d; ++b) least = std::min(least, a * a + (b - a) * b + (d - b) * d);
  }
  return least;
}

TEST(BestEdges, OfManyLengthsAreStillExact) {
  for (const std::int64_t d : {200, 999})
    EXPECT_EQ(cost_of(counting(d), best_edges(counting(d), 3)), least_of_three(d));
}

/// The limit of the contract: "more than 1,000 are thinned out".
TEST(BestEdges, OfAThousandLengthsAreStillExact) {
  EXPECT_EQ(cost_of(counting(1000), best_edges(counting(1000), 3)), least_of_three(1000));
}

TEST(BestEdges, OfVeryManyLengthsStillHoldTheLongestAndCostLittleMore) {
  // Of 1..d, k even buckets cost d²/2 · (1 + 1/k) steps.
  const Lengths lengths = counting(5000);
  const Lengths edges = best_edges(lengths, 4);
  ASSERT_EQ(edges.size(), 4U);
  EXPECT_EQ(edges.back(), 5000);
  EXPECT_NEAR(static_cast<double>(cost_of(lengths, edges)), 5000.0 * 5000 / 2 * 1.25, 5000.0 * 20);
}

}  // namespace
}  // namespace gatewise::data_batching_test
