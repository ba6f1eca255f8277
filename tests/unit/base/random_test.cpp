#include "base/random.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

namespace gatewise::base_random_test {
namespace {

TEST(Random, IsSplitMix64) {  // the published outputs of seed 0
  Random random(0);
  EXPECT_EQ(random.next(), 0xE220A8397B1DCDAFULL);
  EXPECT_EQ(random.next(), 0x6E789E6AA1B965F4ULL);
  EXPECT_EQ(random.next(), 0x06C45D188009454FULL);
}

TEST(Random, OneSeedGivesOneStreamAndAnotherSeedAnother) {
  EXPECT_EQ(Random(7).next(), Random(7).next());
  EXPECT_NE(Random(7).next(), Random(8).next());
}

TEST(Random, PurposesHaveStreamsOfTheirOwn) {
  EXPECT_EQ(Random(7, "split").next(), Random(7, "split").next());
  EXPECT_NE(Random(7, "split").next(), Random(7, "batches").next());
  EXPECT_NE(Random(7, "split").next(), Random(8, "split").next());
  EXPECT_NE(Random(7, "").next(), Random(7).next());
}

TEST(Random, UniformStaysInItsHalfOpenRange) {
  Random random(1);
  double least = 1;
  double most = 0;
  for (int i = 0; i < 100000; ++i) {
    const double value = random.uniform();
    least = std::min(least, value);
    most = std::max(most, value);
  }
  EXPECT_GE(least, 0.0);
  EXPECT_LT(most, 1.0);
  EXPECT_LT(least, 1e-3);
  EXPECT_GT(most, 1 - 1e-3);
}

TEST(Random, UniformOfARangeKeepsToItsEnds) {
  Random random(1);
  for (int i = 0; i < 10000; ++i) {
    const double value = random.uniform(-2.0, 3.0);
    ASSERT_GE(value, -2.0);
    ASSERT_LT(value, 3.0);
  }
}

TEST(Random, NormalHasMeanZeroAndDeviationOne) {
  Random random(1);
  constexpr int count = 100000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < count; ++i) {
    const double value = random.normal();
    ASSERT_TRUE(std::isfinite(value));
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / count, 0.0, 5 / std::sqrt(static_cast<double>(count)));
  EXPECT_NEAR(squares / count, 1.0, 5 * std::sqrt(2.0 / count));
}

TEST(Random, BelowReachesEveryValueAboutEquallyOften) {
  Random random(1);
  std::vector<int> counts(6);
  for (int i = 0; i < 60000; ++i) ++counts.at(random.below(6));
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);  // 5 standard deviations are 456
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, ShuffleKeepsEveryValueAndMovesMost) {
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  const std::vector<int> sorted = values;
  Random(3).shuffle(values);
  EXPECT_NE(values, sorted);
  EXPECT_THAT(values, ::testing::UnorderedElementsAreArray(sorted));
}

TEST(Random, ShuffleOfNothingAndOfOneDrawsNothing) {
  Random random(3);
  std::vector<int> none;
  std::vector<int> one{4};
  random.shuffle(none);
  random.shuffle(one);
  EXPECT_EQ(random.next(), Random(3).next());
}

}  // namespace
}  // namespace gatewise::base_random_test
