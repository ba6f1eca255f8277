#include "quality/bootstrap.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace gatewise::quality_bootstrap_test {
namespace {

/// `right` of `all` answers are right.
std::vector<Outcome> outcomes_of(std::size_t all, std::size_t right) {
  std::vector<Outcome> outcomes(all);
  for (std::size_t i = 0; i < all; ++i) {
    outcomes[i].truth = {0};
    outcomes[i].predicted = {i < right ? 0 : 1};
  }
  return outcomes;
}

std::vector<double> draw(const std::vector<Outcome>& outcomes, const std::vector<std::string>& groups) {
  return bootstrap(find_metric("accuracy"), outcomes, units_of(outcomes, groups)).values;
}

TEST(Bootstrap, IsDeterministicAndGivesTheAgreedNumberOfDraws) {
  const std::vector<std::string> alone(20);
  const std::vector<double> draws = draw(outcomes_of(20, 13), alone);
  EXPECT_EQ(draws.size(), bootstrap_draws);
  EXPECT_EQ(draws, draw(outcomes_of(20, 13), alone));
}

TEST(Bootstrap, SpreadsLikeTheBinomial) {
  const std::vector<double> draws = draw(outcomes_of(100, 80), std::vector<std::string>(100));
  double mean = 0;
  double squares = 0;
  for (const double value : draws) mean += value / static_cast<double>(draws.size());
  for (const double value : draws) squares += (value - mean) * (value - mean) / static_cast<double>(draws.size());
  EXPECT_NEAR(mean, 0.8, 0.02);
  EXPECT_NEAR(std::sqrt(squares), std::sqrt(0.8 * 0.2 / 100), 0.01);
}

TEST(Bootstrap, DrawsWholeGroups) {
  // Two groups of ten, one all right and one all wrong: whole groups can only give 0, 1/2 or 1.
  std::vector<std::string> groups(20, "wrong");
  std::fill_n(groups.begin(), 10, "right");
  EXPECT_THAT(draw(outcomes_of(20, 10), groups), ::testing::Each(::testing::AnyOf(0.0, 0.5, 1.0)));
  EXPECT_THAT(draw(outcomes_of(20, 10), std::vector<std::string>(20)),
              ::testing::Contains(::testing::Not(::testing::AnyOf(0.0, 0.5, 1.0))));
}

TEST(Bootstrap, TwoModelsOnOneSplitSeeTheSameDraws) {
  const std::vector<std::string> alone(30);
  const std::vector<double> good = draw(outcomes_of(30, 20), alone);
  const std::vector<double> bad = draw(outcomes_of(30, 10), alone);
  for (std::size_t i = 0; i < good.size(); ++i) EXPECT_GE(good[i], bad[i]) << "right where the worse one is right";
}

TEST(Bootstrap, OfOneGroupAlwaysDrawsAllOfIt) {
  EXPECT_THAT(draw(outcomes_of(4, 3), {"g", "g", "g", "g"}), ::testing::Each(0.75));
}

/// Five series that end at 0 and one that ends at 10, each forecast 1 too high but the last.
std::vector<Outcome> sparse_series() {
  std::vector<Outcome> outcomes(6);
  for (Outcome& outcome : outcomes) {
    outcome.target = {0};
    outcome.forecast = {1};
  }
  outcomes.back() = {};
  outcomes.back().target = {10};
  outcomes.back().forecast = {10};
  return outcomes;
}

TEST(Bootstrap, LeavesOutDrawsOnWhichTheMetricIsUndefined) {
  const std::vector<Outcome> outcomes = sparse_series();
  const Draws draws = bootstrap(find_metric("wape"), outcomes, units_of(outcomes, std::vector<std::string>(6)));
  EXPECT_EQ(draws.values.size() + draws.left_out, bootstrap_draws);
  EXPECT_NEAR(static_cast<double>(draws.left_out) / bootstrap_draws, std::pow(5.0 / 6, 6), 0.1);
  // A draw of k series at 10 and 6 - k at 0 has errors of 6 - k by a level of 10 k; only six at 10 have none.
  EXPECT_THAT(draws.values, ::testing::Each(::testing::AnyOf(0.5, 0.2, 0.1, 0.05, 0.02, 0.0)));
  EXPECT_THAT(draws.values, ::testing::Contains(0.5));
}

TEST(Bootstrap, LeavesOutTheSameDrawsForEveryModel) {
  std::vector<Outcome> outcomes = outcomes_of(8, 8);
  for (Outcome& outcome : outcomes) {
    outcome.negative_class = 0;
    outcome.scores = {0, 0};
  }
  outcomes[0].truth = {1};
  const Units alone = units_of(outcomes, std::vector<std::string>(8));
  const std::size_t left_out = bootstrap(find_metric("micro_f1"), outcomes, alone).left_out;
  EXPECT_GT(left_out, 0U);
  for (Outcome& outcome : outcomes) outcome.predicted = {1};
  EXPECT_EQ(bootstrap(find_metric("micro_f1"), outcomes, alone).left_out, left_out);
  EXPECT_EQ(bootstrap(find_metric("auc"), outcomes, alone).left_out, left_out);
  EXPECT_EQ(bootstrap(find_metric("mcc"), outcomes, alone).left_out, left_out);
  EXPECT_EQ(bootstrap(find_metric("accuracy"), outcomes, alone).left_out, 0U);
}

}  // namespace
}  // namespace gatewise::quality_bootstrap_test
