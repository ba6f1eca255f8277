// Optimisers and clipping on closed forms.
#include "training/optimiser.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace gatewise::training_optimiser_test {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;

/// One matrix of one element and biases: weight_ih, weight_hh, bias_ih, bias_hh, head.weight, head.bias.
ParameterLayout small_layout() { return ParameterLayout({{"rnn_tanh", 1, 1, false, 0}, 1, 0, 1, ReadOut::last_step}); }

/// A parameter's value after three updates with gradients 1, 2, -1.
float after_three(Optimiser& optimiser, const ParameterLayout& layout, const std::string& parameter) {
  std::vector<float> parameters(layout.size(), 2.0F);
  for (const float gradient : {1.0F, 2.0F, -1.0F})
    optimiser.update(parameters, std::vector<float>(layout.size(), gradient), 0.1);
  return parameters[layout.offset(parameter)];
}

TEST(SgdUpdate, AddsUpItsVelocity) {
  const ParameterLayout layout = small_layout();
  Sgd sgd(layout, 0, 0.5, false);
  // v = 1, 2.5, 0.25
  EXPECT_FLOAT_EQ(after_three(sgd, layout, "head.bias"), 2 - 0.1F * (1 + 2.5F + 0.25F));
  EXPECT_THAT(sgd.memory().first.front(), FloatEq(0.25F));
  EXPECT_EQ(sgd.memory().step, 3);
}

TEST(SgdUpdate, OfNesterovLooksAhead) {
  const ParameterLayout layout = small_layout();
  Sgd sgd(layout, 0, 0.5, true);
  // g + v / 2 with v = 1, 2.5, 0.25
  EXPECT_FLOAT_EQ(after_three(sgd, layout, "head.bias"), 2 - 0.1F * (1.5F + 3.25F + (-1 + 0.125F)));
}

TEST(SgdUpdate, DecaysMatricesApartFromTheVelocity) {
  const ParameterLayout layout = small_layout();
  Sgd sgd(layout, 0.5, 0, false);
  // p ← p - 0.1 (g + p / 2)
  float matrix = 2;
  for (const float gradient : {1.0F, 2.0F, -1.0F}) matrix -= 0.1F * (gradient + 0.5F * matrix);
  EXPECT_FLOAT_EQ(after_three(sgd, layout, "rnn.weight_hh_l0"), matrix);
  Sgd other(layout, 0.5, 0, false);
  EXPECT_FLOAT_EQ(after_three(other, layout, "rnn.bias_hh_l0"), 2 - 0.1F * 2);
}

TEST(MakeOptimiser, IsTheRecipes) {
  const ParameterLayout layout = small_layout();
  Recipe recipe;
  EXPECT_NE(dynamic_cast<AdamW*>(make_optimiser(layout, recipe).get()), nullptr);
  recipe.optimizer = "sgd";
  EXPECT_NE(dynamic_cast<Sgd*>(make_optimiser(layout, recipe).get()), nullptr);
}

Recipe clipping(double value, double norm) {
  Recipe recipe;
  recipe.clip_value = value;
  recipe.clip_norm = norm;
  return recipe;
}

TEST(Clipping, ByValueBoundsEachElement) {
  std::vector<float> gradient{3.0F, -4.0F, 0.5F};
  EXPECT_TRUE(clip_by_value(gradient, 1));
  EXPECT_THAT(gradient, ElementsAre(1, -1, 0.5F));
  EXPECT_FALSE(clip_by_value(gradient, 1));
}

TEST(Clipping, IsByValueFirstAndThenByNormAndToldOfTheNormBefore) {
  std::vector<float> gradient{30.0F, 40.0F};
  const Clipping both = clip(gradient, clipping(1, 0.5));
  EXPECT_DOUBLE_EQ(both.norm, 50);
  EXPECT_TRUE(both.clipped);
  // By value (1, 1), whose norm is sqrt 2; the other way around it would keep the ratio of 3 to 4.
  EXPECT_FLOAT_EQ(gradient[0], 0.5F / std::sqrt(2.0F));
  EXPECT_FLOAT_EQ(gradient[1], 0.5F / std::sqrt(2.0F));
}

TEST(Clipping, SaysWhetherItChangedAnything) {
  std::vector<float> gradient{0.3F, 0.4F};
  EXPECT_FALSE(clip(gradient, clipping(1, 1)).clipped);
  EXPECT_FALSE(clip(gradient, clipping(0, 0)).clipped);
  EXPECT_TRUE(clip(gradient, clipping(0.35, 1)).clipped);
  EXPECT_TRUE(clip(gradient, clipping(0, 0.1)).clipped);
}

TEST(Clipping, LeavesWhatIsNotFiniteForTheTrainerToFind) {
  std::vector<float> gradient{std::numeric_limits<float>::infinity(), 4.0F};
  EXPECT_FALSE(std::isfinite(clip(gradient, clipping(1, 1)).norm));
  EXPECT_EQ(gradient[1], 4.0F);
}

}  // namespace
}  // namespace gatewise::training_optimiser_test
