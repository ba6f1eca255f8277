// What is said of a training that diverges.
#include "training/divergence.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "data/dataset.hpp"
#include "support/gradients.hpp"

namespace gatewise::training_divergence_test {
namespace {

using namespace tests;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ParameterLayout layout() { return ParameterLayout({{"gru", 3, 1, false, 0}, 2, 0, 2, ReadOut::last_step}); }

TEST(SuspectGradient, IsTheFirstThatIsNotFinite) {
  std::vector<float> gradient(layout().size(), 1.0F);
  gradient[layout().offset("rnn.bias_ih_l0") + 1] = std::nanf("");
  gradient[layout().offset("head.weight")] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(suspect_gradient(layout(), gradient), "the gradient of rnn.bias_ih_l0 is the first that is not finite");
  EXPECT_EQ(first_not_finite(layout(), gradient), "rnn.bias_ih_l0");
}

TEST(SuspectGradient, IsTheLargestWhereAllAreFinite) {
  std::vector<float> gradient(layout().size(), 0.0F);
  gradient[layout().offset("head.bias")] = 3;
  gradient[layout().offset("rnn.weight_hh_l0")] = 30;
  gradient[layout().offset("rnn.weight_hh_l0") + 1] = 40;
  EXPECT_EQ(suspect_gradient(layout(), gradient), "the gradient of rnn.weight_hh_l0 is the largest, of norm 50");
  EXPECT_EQ(first_not_finite(layout(), gradient), "");
}

TEST(DescribeDivergence, NamesEpochUpdateTensorAndSequenceAndTheRemedy) {
  Dataset dataset = task_data(Task::sequence_classification, false, {4, 6});
  const Divergence divergence{2, 57, 1e9, 3e20, "the gradient of x is the largest, of norm 5", 32, 1, 8e9};
  EXPECT_THAT(describe(divergence, dataset.train),
              AllOf(HasSubstr("epoch 3, update 58"), HasSubstr("mean loss 1e+09, gradient norm 3e+20"),
                    HasSubstr("the gradient of x is the largest"),
                    HasSubstr("of the minibatch's 32 sequences number 1"), HasSubstr("(6 steps)"),
                    HasSubstr("loss of 8e+09"), HasSubstr("training.learning_rate.peak"), Not(HasSubstr("input"))));
  dataset.train[1].features[7] = std::nanf("");
  EXPECT_THAT(describe(divergence, dataset.train), HasSubstr("its input is not finite (step 2, feature 1)"));
}

TEST(ExplosionLoss, IsFarAboveAModelThatKnowsNothing) {
  Dataset dataset = task_data(Task::sequence_classification, false, {4});
  dataset.outputs = 2;
  EXPECT_DOUBLE_EQ(explosion_loss(dataset), 100);
  dataset.outputs = 1000;
  EXPECT_DOUBLE_EQ(explosion_loss(dataset), 100 * std::log(1000.0));
  EXPECT_DOUBLE_EQ(explosion_loss(task_data(Task::forecasting, false, {4})), 100);
}

}  // namespace
}  // namespace gatewise::training_divergence_test
