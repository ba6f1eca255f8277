// Class weights: what is balanced, what a list must be, what they do to the loss.
#include "training/class_weights.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "data/dataset.hpp"
#include "support/gradients.hpp"

namespace gatewise::training_class_weights_test {
namespace {

using namespace tests;
using ::testing::AllOf;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

/// Labels 0 six times, 1 twice, 3 once, 2 never; -1 asks nothing.
Dataset skewed() {
  Dataset dataset = task_data(Task::token_labelling, false, {6, 5});
  dataset.id = "skewed";
  dataset.classes = {"quiet", "loud", "never", "rare"};
  dataset.train[0].labels = {0, 0, 1, -1, 0, 0};
  dataset.train[1].labels = {-1, 0, 1, 3, 0};
  return dataset;
}

Recipe weighted(const std::string& how, std::vector<double> list = {}) {
  Recipe recipe;
  recipe.class_weights = how;
  recipe.class_weight_list = std::move(list);
  return recipe;
}

TEST(ClassWeights, BalancedAreInverseFrequenciesOfMeanOneOverTheLabels) {
  const std::vector<double> weights = class_weights_of(weighted("balanced"), skewed());
  EXPECT_THAT(weights, ElementsAre(DoubleEq(9.0 / (3 * 6)), DoubleEq(9.0 / (3 * 2)), 0, DoubleEq(9.0 / 3)));
  EXPECT_DOUBLE_EQ((6 * weights[0] + 2 * weights[1] + weights[3]) / 9, 1);
}

TEST(ClassWeights, AreNoneByDefaultAndForNumbers) {
  EXPECT_THAT(class_weights_of(Recipe(), skewed()), IsEmpty());
  EXPECT_THAT(class_weights_of(weighted("balanced"), task_data(Task::forecasting, false, {3})), IsEmpty());
}

TEST(ClassWeights, OfAListMustBeOneForEachClass) {
  EXPECT_THAT(class_weights_of(weighted("list", {1, 2, 3, 4}), skewed()), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(
      [] {
        class_weights_of(weighted("list", {1, 2}), skewed());
      },
      ThrowsMessage<InputError>(AllOf(HasSubstr("training.class_weights holds 2 weights"), HasSubstr("4 classes"),
                                      HasSubstr("quiet, loud, never, rare"))));
  EXPECT_THAT(
      [] {
        class_weights_of(weighted("list", {0, 0, 5, 0}), skewed());
      },
      ThrowsMessage<InputError>(HasSubstr("nothing would be learned")));
}

TEST(ClassWeights, MultiplyTheLossAndAreWhatItIsNormalisedBy) {
  const Dataset dataset = skewed();
  const ModelShape shape = shape_of(dataset, "gru", 1, false);
  const std::vector<double> parameters = generic_parameters(shape);
  const auto sum_with = [&](std::vector<double> weights) {
    std::vector<double> gradient(parameters.size());
    return add_gradient(Network<double>(shape, dataset.task, Recipe(), {std::move(weights)}), pack_all(dataset),
                        parameters, Dropout{}, dataset, 1.0, gradient);
  };
  // A weight for one class at a time gives that class's share of the loss.
  const LossSum plain = sum_with({});
  EXPECT_DOUBLE_EQ(plain.weight, 9);
  EXPECT_EQ(plain.answers, 9);
  const std::vector<double> counts{6, 2, 0, 1};
  double parts = 0;
  for (std::size_t c = 0; c < 4; ++c) {
    std::vector<double> only(4);
    only[c] = 2;
    const LossSum part = sum_with(only);
    EXPECT_DOUBLE_EQ(part.weight, 2 * counts[c]);
    parts += part.loss / 2;
  }
  EXPECT_NEAR(parts, plain.loss, 1e-12);
  EXPECT_NEAR(sum_with({7, 7, 7, 7}).mean(), plain.mean(), 1e-12);
}

}  // namespace
}  // namespace gatewise::training_class_weights_test
