// Learning rates on closed forms, and when they fall.
#include "training/schedule.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace gatewise::training_schedule_test {
namespace {

Recipe recipe_of(const std::string& schedule) {
  Recipe recipe;
  recipe.peak_learning_rate = 1.0;
  recipe.warmup_steps = 10;
  recipe.schedule = schedule;
  return recipe;
}

TEST(Schedule, WarmsUpLinearlyAndFallsToATenth) {
  const Recipe recipe = recipe_of("cosine");
  EXPECT_DOUBLE_EQ(learning_rate(recipe, 0, 110), 0.1);
  EXPECT_DOUBLE_EQ(learning_rate(recipe, 9, 110), 1.0);
  EXPECT_NEAR(learning_rate(recipe, 60, 110), 0.55, 1e-12);
  EXPECT_NEAR(learning_rate(recipe, 110, 110), 0.1, 1e-12);
  EXPECT_NEAR(learning_rate(recipe, 500, 110), 0.1, 1e-12) << "beyond the end it stays";
}

TEST(Schedule, EveryOneWarmsUp) {
  for (const char* schedule : {"constant", "step", "cosine", "plateau"})
    EXPECT_DOUBLE_EQ(learning_rate(recipe_of(schedule), 4, 110), 0.5) << schedule;
  EXPECT_DOUBLE_EQ(learning_rate(recipe_of("constant"), 100, 110), 1.0);
}

TEST(Schedule, OfStepsFallsByItsFactorAfterEverySoManyEpochs) {
  Recipe recipe = recipe_of("step");
  recipe.schedule_epochs = 3;
  recipe.schedule_factor = 0.2;
  std::vector<std::int64_t> falls;
  for (std::size_t epochs = 0; epochs < 8; ++epochs)
    falls.push_back(falls_of(recipe, std::vector<double>(epochs, 1.0), Better::more));
  EXPECT_THAT(falls, testing::ElementsAre(0, 0, 0, 1, 1, 1, 2, 2));
  EXPECT_NEAR(learning_rate(recipe, 50, 110, 2), 0.04, 1e-15);
}

TEST(Schedule, OfAPlateauFallsWhereSoManyEpochsInARowWereNoBetter) {
  Recipe recipe = recipe_of("plateau");
  recipe.schedule_patience = 2;
  const std::vector<double> scores{0.5, 0.6, 0.6, 0.55, 0.6, 0.7, 0.1, 0.1, 0.1, 0.1};
  std::vector<std::int64_t> falls;
  for (std::size_t epochs = 0; epochs <= scores.size(); ++epochs) {
    falls.push_back(
        falls_of(recipe, {scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(epochs)}, Better::more));
  }
  EXPECT_THAT(falls, testing::ElementsAre(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3));
}

TEST(Schedule, OfAPlateauKnowsWhichWayTheMetricImproves) {
  Recipe recipe = recipe_of("plateau");
  recipe.schedule_patience = 1;
  EXPECT_EQ(falls_of(recipe, {3, 2, 1}, Better::less), 0);
  EXPECT_EQ(falls_of(recipe, {3, 2, 1}, Better::more), 2);
  EXPECT_EQ(falls_of(recipe, {std::nan(""), 2, std::nan("")}, Better::less), 2) << "no score is no gain";
}

TEST(Schedule, WithoutFallsDoesNotLookAtScores) {
  EXPECT_EQ(falls_of(recipe_of("cosine"), {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, Better::more), 0);
}

}  // namespace
}  // namespace gatewise::training_schedule_test
