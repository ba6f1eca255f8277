// What a recipe is refused for, and warned of, before anything is trained.
#include "training/check_recipe.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/gradients.hpp"
#include "training/class_weights.hpp"

namespace gatewise::training_check_recipe_test {
namespace {

using namespace tests;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

/// Two sequences of 6 and 5 steps: a label each.
Dataset pets() {
  Dataset dataset = task_data(Task::token_labelling, false, {6, 5});
  dataset.id = "pets";
  dataset.classes = {"1", "10", "2", "cat"};
  dataset.train[0].labels = {0, 0, 1, 2, 0, 0};
  dataset.train[1].labels = {0, 0, 1, 3, 0};
  return dataset;
}

/// Fits pets(): nothing is in vain.
Recipe fitting() {
  Recipe recipe;
  recipe.warmup_steps = 2;
  recipe.batching.size = 2;
  return recipe;
}

Recipe named(std::map<std::string, double> weights) {
  Recipe recipe;
  recipe.class_weights = "names";
  recipe.class_weight_names = std::move(weights);
  return recipe;
}

TEST(ClassWeights, ANameMeansThatClassAndTheOthersWeighOne) {
  EXPECT_THAT(class_weights_of(named({{"10", 20}, {"cat", 0}}), pets()), ElementsAre(1, 20, 1, 0));
}

TEST(ClassWeights, AnUnknownNameIsRefusedWithTheNearestAndTheKnown) {
  EXPECT_THAT(
      [] {
        class_weights_of(named({{"cats", 2}}), pets());
      },
      ThrowsMessage<InputError>(
          AllOf(HasSubstr("names 'cats'"), HasSubstr("did you mean 'cat'?"), HasSubstr("its classes: 1, 10, 2, cat"))));
}

TEST(ClassWeights, TheTextSaysWhichClassWeighsWhat) {
  Recipe recipe;
  recipe.class_weights = "list";
  recipe.class_weight_list = {0, 0, 0, 1};
  EXPECT_EQ(text_of_class_weights(recipe, pets()), "1 = 0, 10 = 0, 2 = 0, cat = 1");
  EXPECT_EQ(text_of_class_weights(Recipe{}, pets()), "");
}

TEST(CheckRecipe, OneClassAloneIsRefused) {
  Dataset dataset = pets();
  for (Sequence& sequence : dataset.train) sequence.labels.assign(sequence.labels.size(), 3);
  EXPECT_THAT([&] { check_recipe(Recipe{}, dataset); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("dataset 'pets'"), HasSubstr("is 'cat'"))));
  EXPECT_NO_THROW(check_recipe(Recipe{}, pets()));
}

TEST(RecipeWarnings, ARecipeThatFitsHasNone) { EXPECT_THAT(recipe_warnings(fitting(), pets()), IsEmpty()); }

TEST(RecipeWarnings, AWarmUpMustEndBeforeTheTraining) {
  Recipe recipe = fitting();
  recipe.warmup_steps = 30;  // a batch an epoch: 30 updates
  EXPECT_THAT(recipe_warnings(recipe, pets()),
              Contains(AllOf(HasSubstr("warmup_steps is 30"), HasSubstr("30 updates"))));
  recipe.warmup_steps = 29;
  EXPECT_THAT(recipe_warnings(recipe, pets()), IsEmpty());
}

TEST(RecipeWarnings, PatienceMustBeLessThanEpochs) {
  Recipe recipe = fitting();
  recipe.patience = 30;
  EXPECT_THAT(recipe_warnings(recipe, pets()), ElementsAre(HasSubstr("training.patience is 30 of 30 epochs")));
}

TEST(RecipeWarnings, ABatchMustNotBeMoreThanTheData) {
  Recipe recipe = fitting();
  recipe.batching.size = 3;
  EXPECT_THAT(recipe_warnings(recipe, pets()),
              ElementsAre(AllOf(HasSubstr("training.batching.size is 3"), HasSubstr("has 2 sequences"))));
}

TEST(RecipeWarnings, AStepMustComeBeforeTheEnd) {
  Recipe recipe = fitting();
  recipe.schedule = "step";
  recipe.schedule_epochs = 30;
  EXPECT_THAT(recipe_warnings(recipe, pets()), ElementsAre(HasSubstr("learning_rate.every is 30 of 30 epochs")));
}

TEST(RecipeWarnings, ATruncationMustBeShorterThanTheLongestSequence) {
  Recipe recipe = fitting();
  recipe.truncated_bptt_steps = 6;
  EXPECT_THAT(recipe_warnings(recipe, pets()), ElementsAre(HasSubstr("the longest training sequence has 6 steps")));
}

}  // namespace
}  // namespace gatewise::training_check_recipe_test
