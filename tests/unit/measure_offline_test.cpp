#include <gmock/gmock.h>

#include <set>

#include "measure/offline.hpp"

namespace gatewise {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Sequences of_lengths(const std::vector<std::int64_t>& lengths) {
  Sequences sequences;
  for (const std::int64_t length : lengths) sequences.push_back({.length = length});
  return sequences;
}

TEST(OfflineBatches, HoldEverySequenceOnceAndNoEmptyOne) {
  const Sequences sequences = of_lengths({3, 0, 5, 4, 9, 1, 7});
  std::set<const Sequence*> seen;
  for (const OfflineBatch& batch : offline_batches(sequences, 2)) {
    EXPECT_LE(batch.size(), 2U);
    for (const Sequence* sequence : batch) EXPECT_TRUE(seen.insert(sequence).second);
  }
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_EQ(seen.count(&sequences[1]), 0U);
}

TEST(OfflineBatches, PadLittleSinceLengthsAreNear) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t i = 0; i < 100; ++i) lengths.push_back(1 + i * 37 % 100);
  EXPECT_LT(padded_share(offline_batches(of_lengths(lengths), 10)), 0.12);
  const Sequences two = of_lengths({1, 9});
  EXPECT_DOUBLE_EQ(padded_share(offline_batches(two, 2)), 1.0 - 10.0 / 18);
}

TEST(OfflineBlocks, GoOnWhereTheLastEndedRoundAndRound) {
  const Sequences sequences = of_lengths({2, 2, 2});
  const std::vector<OfflineBatch> batches{{&sequences[0]}, {&sequences[1]}, {&sequences[2]}};
  EXPECT_THAT(block_batches(batches, 0, 3), ElementsAre(0, 1));
  EXPECT_THAT(block_batches(batches, 1, 3), ElementsAre(2, 0));
  EXPECT_THAT(block_batches(batches, 2, 3), ElementsAre(1, 2));
  EXPECT_THAT(block_batches({}, 0, 3), IsEmpty());
  EXPECT_THAT(block_batches(batches, 1, 3, 1), ElementsAre(0, 1, 2)) << "each sequence has one step of delay";
}

}  // namespace
}  // namespace gatewise
