#include "measure/statistics/largest_tail.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace gatewise::largest_tail_test {
namespace {

TEST(LargestTail, OfIndependentOnesIsTheirShareOfWhatTheLargestMay) {
  // 1 - (1 - 0.025)^(1/n)
  EXPECT_NEAR(largest_tail(2, 0, 0.025), 1 - std::pow(0.975, 1.0 / 2), 1e-8);
  EXPECT_NEAR(largest_tail(5, 0, 0.025), 1 - std::pow(0.975, 1.0 / 5), 1e-8);
}

TEST(LargestTail, OfOneOrOfAllAlikeIsTheTailItself) {
  EXPECT_EQ(largest_tail(1, 0.3, 0.025), 0.025);
  EXPECT_EQ(largest_tail(5, 1, 0.025), 0.025);
  EXPECT_NEAR(largest_tail(5, 0.998, 0.025), 0.025, 0.003);
}

TEST(LargestTail, OfHalfCorrelatedOnesIsDunnetts) {
  // The tail at z, where the integral of phi(u) Phi((z - sqrt(r) u) / sqrt(1 - r))^n du is 0.975, by scipy.
  EXPECT_NEAR(largest_tail(5, 0.5, 0.025), 0.0060115, 2e-5);
  EXPECT_NEAR(largest_tail(2, 0.5, 0.025), 0.0134787, 2e-5);
}

}  // namespace
}  // namespace gatewise::largest_tail_test
