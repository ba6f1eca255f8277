// Every metric against a closed form or a count by hand.
#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "quality/metrics.hpp"

namespace gatewise {
namespace {

using ::testing::ThrowsMessage;

Outcome labelled(std::vector<std::int32_t> truth, std::vector<std::int32_t> predicted) {
  Outcome outcome;
  outcome.truth = std::move(truth);
  outcome.predicted = std::move(predicted);
  return outcome;
}

/// One answer of a classifier of two classes that gives class 1 this score.
Outcome scored(std::int32_t truth, float score) {
  Outcome outcome = labelled({truth}, {score > 0.5F ? 1 : 0});
  outcome.scores = {1 - score, score};
  return outcome;
}

Outcome forecast(std::vector<float> target, std::vector<float> answer) {
  Outcome outcome;
  outcome.target = std::move(target);
  outcome.forecast = std::move(answer);
  return outcome;
}

double value(const char* metric, const std::vector<Outcome>& outcomes) { return find_metric(metric).value(outcomes); }

TEST(Accuracy, IsTheShareOfRightAnswers) {
  const std::vector<Outcome> outcomes{labelled({0}, {0}), labelled({1}, {0}), labelled({2}, {2}), labelled({1}, {1})};
  EXPECT_DOUBLE_EQ(value("accuracy", outcomes), 0.75);
}

TEST(TokenAccuracy, CountsStepsNotSequencesAndNoStepLabelledMinusOne) {
  const std::vector<Outcome> outcomes{labelled({0, 1, 1, -1}, {0, 1, 0, 0}), labelled({1}, {1})};
  EXPECT_DOUBLE_EQ(value("token_accuracy", outcomes), 3.0 / 4);
  EXPECT_EQ(value("token_accuracy", {labelled({-1}, {0})}), 0.0);
}

TEST(MacroF1, IsTheMeanOverClasses) {
  // Class 0: hit 2, false alarm 1, missed 0: 4/5. Class 1: hit 1, false alarm 0, missed 1: 2/3.
  const std::vector<Outcome> outcomes{labelled({0}, {0}), labelled({0}, {0}), labelled({1}, {0}), labelled({1}, {1})};
  EXPECT_DOUBLE_EQ(value("macro_f1", outcomes), (4.0 / 5 + 2.0 / 3) / 2);
}

TEST(MacroF1, AnAbsentClassDoesNotCountButAWronglyAnsweredOneDoes) {
  EXPECT_DOUBLE_EQ(value("macro_f1", {labelled({0}, {0}), labelled({7}, {7})}), 1.0);
  EXPECT_DOUBLE_EQ(value("macro_f1", {labelled({0}, {0}), labelled({0}, {3})}), (2.0 / 3 + 0) / 2);
}

TEST(TokenF1, LeavesOutStepsLabelledMinusOne) {
  EXPECT_DOUBLE_EQ(value("token_f1", {labelled({0, -1, 1}, {0, 2, 1})}), 1.0);
  EXPECT_EQ(value("token_f1", {labelled({-1}, {2})}), 0.0);
}

TEST(Auc, IsOneWhenPerfectZeroWhenReversedAndHalfWhenAllTie) {
  EXPECT_DOUBLE_EQ(value("auc", {scored(0, 0.1F), scored(0, 0.2F), scored(1, 0.3F), scored(1, 0.9F)}), 1.0);
  EXPECT_DOUBLE_EQ(value("auc", {scored(1, 0.1F), scored(1, 0.2F), scored(0, 0.3F), scored(0, 0.9F)}), 0.0);
  EXPECT_DOUBLE_EQ(value("auc", {scored(1, 0.4F), scored(0, 0.4F), scored(0, 0.4F), scored(1, 0.4F)}), 0.5);
}

TEST(Auc, CountsATieAsHalfAPair) {
  // Positives .75 and .5, negatives .5, .25 and .125: of 6 pairs 5 are right and one ties.
  const std::vector<Outcome> outcomes{scored(1, 0.75F), scored(0, 0.5F), scored(1, 0.5F), scored(0, 0.25F),
                                      scored(0, 0.125F)};
  EXPECT_DOUBLE_EQ(value("auc", outcomes), 5.5 / 6);
}

TEST(Auc, IsTheMeanOverTheClassesThatHaveBothOutcomes) {
  std::vector<Outcome> outcomes(3);
  for (std::size_t i = 0; i < 3; ++i) outcomes[i].truth = {static_cast<std::int32_t>(i % 2)};  // class 2 never occurs
  outcomes[0].scores = {0.6F, 0.3F, 0.1F};
  outcomes[1].scores = {0.5F, 0.2F, 0.3F};
  outcomes[2].scores = {0.1F, 0.4F, 0.5F};
  // Class 0: positives .6 and .1, negative .5: 1/2. Class 1: positive .2, negatives .3 and .4: 0.
  EXPECT_DOUBLE_EQ(value("auc", outcomes), 0.25);
}

TEST(ForecastErrors, AreCountedByHand) {
  const std::vector<Outcome> outcomes{forecast({1, 2}, {2, 2}), forecast({-4, 1}, {-1, 1})};  // errors 1, 0, 3, 0
  EXPECT_DOUBLE_EQ(value("mae", outcomes), 1.0);
  EXPECT_DOUBLE_EQ(value("rmse", outcomes), std::sqrt(10.0 / 4));
  EXPECT_DOUBLE_EQ(value("wape", outcomes), 4.0 / 8);
}

TEST(ForecastErrors, WapeOfAllZeroTargetsIsFinite) { EXPECT_EQ(value("wape", {forecast({0}, {1})}), 0.0); }

TEST(Metrics, AreTakenOverThePicksRepeatsIncluded) {
  const std::vector<Outcome> outcomes{labelled({0}, {0}), labelled({1}, {0})};
  const std::vector<std::uint32_t> picks{0, 0, 0, 1};
  EXPECT_DOUBLE_EQ(find_metric("accuracy").over(outcomes, picks), 0.75);
}

TEST(Metrics, BelongToOneTaskAndKnowTheirDirection) {
  EXPECT_EQ(primary_metric(Task::sequence_classification), "accuracy");
  EXPECT_EQ(primary_metric(Task::token_labelling), "token_accuracy");
  EXPECT_EQ(primary_metric(Task::forecasting), "mae");
  for (const Metric& metric : metrics()) {
    EXPECT_EQ(metric.better, metric.task == Task::forecasting ? Better::less : Better::more) << metric.name;
    EXPECT_LT(metric.low, metric.high);
  }
}

TEST(Metrics, AnUnknownOneNamesTheNearest) {
  EXPECT_THAT([] { find_metric("acuracy"); },
              ThrowsMessage<InputError>("unknown quality metric 'acuracy'; did you mean 'accuracy'?"));
}

}  // namespace
}  // namespace gatewise
