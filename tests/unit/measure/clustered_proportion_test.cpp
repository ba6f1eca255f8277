// Against closed forms and against scipy.
#include "measure/statistics/clustered_proportion.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <vector>

namespace gatewise::clustered_proportion_test {
namespace {

TEST(ClusteredProportion, OfUnitsThatStandAloneIsTheBinomialLikelihoods) {
  // Right in 16 of 20: the roots of 16 log(p / 0.8) + 4 log((1 - p) / 0.2) = -(1.025 x 1.96)² / 2 by scipy (Bartlett).
  std::vector<GroupCount> groups(16, {1, 1});
  groups.resize(20, {1, 0});
  const Interval interval = clustered_proportion_interval(groups);
  EXPECT_NEAR(interval.value, 0.8, 1e-12);
  EXPECT_NEAR(interval.low, 0.58899, 1e-4);
  EXPECT_NEAR(interval.high, 0.93539, 1e-4);
}

TEST(ClusteredProportion, OfPerfectGroupsIsThatOfAsManyUnits) {
  // A group that is right or wrong as a whole: p^10 = exp(-1.96² / 2); the correlations that are tried end at 0.95.
  const Interval interval = clustered_proportion_interval(std::vector<GroupCount>(10, {200, 200}));
  EXPECT_GT(interval.low, std::exp(-1.959964 * 1.959964 / 20));
  EXPECT_NEAR(interval.low, std::exp(-1.959964 * 1.959964 / 20), 0.04);
  EXPECT_GT(interval.high, 1 - 1e-5);
}

TEST(ClusteredProportion, KnowsThatAWrongGroupMayNotHaveBeenSeen) {
  // One error in 2000 answers of ten groups: as independent answers they would prove 0.997.
  std::vector<GroupCount> groups(9, {200, 200});
  groups.push_back({200, 199});
  EXPECT_LT(clustered_proportion_interval(groups).low, 0.98);
  // The same errors spread over all groups speak for independent answers.
  const Interval spread = clustered_proportion_interval(std::vector<GroupCount>(10, {200, 190}));
  EXPECT_GT(spread.low, 0.93);
}

TEST(ClusteredProportion, IsTheMirrorImageOfItsOpposite) {
  const Interval right = clustered_proportion_interval(std::vector<GroupCount>{{10, 9}, {10, 4}, {20, 19}, {5, 5}});
  const Interval wrong = clustered_proportion_interval(std::vector<GroupCount>{{10, 1}, {10, 6}, {20, 1}, {5, 0}});
  EXPECT_NEAR(right.low, 1 - wrong.high, 1e-6);
  EXPECT_NEAR(right.high, 1 - wrong.low, 1e-6);
}

TEST(ClusteredProportion, AHigherQuantileWidensItsEndAlone) {
  const std::vector<GroupCount> groups(10, {20, 15});
  const Interval usual = clustered_proportion_interval(groups);
  const Interval careful = clustered_proportion_interval(groups, {2.58, 1.959964});
  EXPECT_LT(careful.low, usual.low);
  EXPECT_NEAR(careful.high, usual.high, 1e-6);
}

}  // namespace
}  // namespace gatewise::clustered_proportion_test
