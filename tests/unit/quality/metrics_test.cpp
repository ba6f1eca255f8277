// Every metric against a closed form or a count by hand.
#include "quality/metrics.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/random.hpp"
#include "data/dataset.hpp"

namespace gatewise::quality_metrics_test {
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

Outcome forecast(std::vector<double> target, std::vector<double> answer) {
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

TEST(Auc, EqualsCountingPairsWhateverTies) {
  Random random(4, "auc");
  for (int draw = 0; draw < 20; ++draw) {
    std::vector<Outcome> outcomes;
    for (int i = 0; i < 30; ++i)
      outcomes.push_back(scored(static_cast<std::int32_t>(random.below(2)), static_cast<float>(random.below(6)) / 8));
    double wins = 0;
    double pairs = 0;
    for (const Outcome& positive : outcomes) {
      for (const Outcome& negative : outcomes) {
        if (positive.truth[0] != 1 || negative.truth[0] != 0) continue;
        pairs += 1;
        wins += positive.scores[1] > negative.scores[1] ? 1 : positive.scores[1] == negative.scores[1] ? 0.5 : 0;
      }
    }
    EXPECT_NEAR(value("auc", outcomes), wins / pairs, 1e-12) << "draw " << draw;
  }
}

TEST(Auc, OfOneClassAloneTellsNothingApart) { EXPECT_EQ(value("auc", {scored(1, 0.2F), scored(1, 0.8F)}), 0.5); }

std::vector<Outcome> confusion(const std::vector<std::vector<int>>& counts) {
  std::vector<Outcome> outcomes;
  for (std::size_t truth = 0; truth < counts.size(); ++truth) {
    for (std::size_t answer = 0; answer < counts.size(); ++answer) {
      for (int i = 0; i < counts[truth][answer]; ++i)
        outcomes.push_back(labelled({static_cast<std::int32_t>(truth)}, {static_cast<std::int32_t>(answer)}));
    }
  }
  return outcomes;
}

TEST(Mcc, OfTwoClassesIsMatthewss) {
  // TP 40, TN 30, FP 20, FN 10.
  const double expected = (40.0 * 30 - 20.0 * 10) / std::sqrt(60.0 * 50 * 50 * 40);
  EXPECT_NEAR(value("mcc", confusion({{30, 20}, {10, 40}})), expected, 1e-12);
  EXPECT_NEAR(value("mcc", confusion({{5, 0}, {0, 3}})), 1, 1e-12);
  EXPECT_NEAR(value("mcc", confusion({{0, 5}, {3, 0}})), -1, 1e-12);
}

TEST(Mcc, OfManyClassesIsTheCorrelationOfOneHotVectors) {
  const std::vector<std::vector<int>> counts{{4, 1, 0}, {2, 3, 1}, {0, 2, 7}};
  // Covariances summed over classes, each by the plain formula.
  const double n = 20;
  double both = 0;
  double truths = 0;
  double answers = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const double t = counts[k][0] + counts[k][1] + counts[k][2];
    const double p = counts[0][k] + counts[1][k] + counts[2][k];
    both += counts[k][k] / n - t / n * p / n;
    truths += t / n - t / n * t / n;
    answers += p / n - p / n * p / n;
  }
  EXPECT_NEAR(value("mcc", confusion(counts)), both / std::sqrt(truths * answers), 1e-12);
}

TEST(Mcc, IsZeroWhereTruthOrAnswerIsConstant) {
  EXPECT_EQ(value("mcc", confusion({{3, 2}, {0, 0}})), 0.0);
  EXPECT_EQ(value("mcc", confusion({{3, 0}, {2, 0}})), 0.0);
  EXPECT_EQ(value("mcc", confusion({{3, 0}, {0, 0}})), 0.0);
}

std::vector<Outcome> with_negative(std::vector<Outcome> outcomes, std::int32_t negative) {
  for (Outcome& outcome : outcomes) outcome.negative_class = negative;
  return outcomes;
}

TEST(MicroF1, OfTwoClassesIsTheF1OfTheOtherOne) {
  const std::vector<Outcome> outcomes = confusion({{30, 20}, {10, 40}});
  EXPECT_DOUBLE_EQ(value("micro_f1", with_negative(outcomes, 0)), 2 * 40.0 / (2 * 40 + 20 + 10));
  EXPECT_DOUBLE_EQ(value("micro_f1", with_negative(outcomes, 1)), 2 * 30.0 / (2 * 30 + 20 + 10));
}

TEST(MicroF1, WithoutANegativeClassIsTheAccuracy) {
  const std::vector<Outcome> outcomes = confusion({{4, 1, 0}, {2, 3, 1}, {0, 2, 7}});
  EXPECT_DOUBLE_EQ(value("micro_f1", outcomes), value("accuracy", outcomes));
}

TEST(MicroF1, CountsAllClassesButTheNegativeOne) {
  // Classes 1 and 2: hits 3 + 7; false alarms 1 + 2 and 0 + 1; missed 2 + 1 and 0 + 2.
  EXPECT_DOUBLE_EQ(value("micro_f1", with_negative(confusion({{4, 1, 0}, {2, 3, 1}, {0, 2, 7}}), 0)),
                   20.0 / (20 + 4 + 5));
  EXPECT_EQ(value("micro_f1", with_negative(confusion({{4, 0}, {0, 0}}), 0)), 0.0) << "nothing that counts";
}

TEST(CrossEntropy, IsTheMeanOverWhatIsAsked) {
  std::vector<Outcome> outcomes{labelled({0, -1, 1}, {0, 0, 0}), labelled({2}, {2})};
  outcomes[0].nats = {1, 100, 2};
  outcomes[1].nats = {6};
  EXPECT_DOUBLE_EQ(value("cross_entropy", outcomes), 3.0) << "over steps, not sequences";
  EXPECT_EQ(value("cross_entropy", {labelled({-1}, {0})}), 0.0);
}

TEST(Smape, IsTheMeanOverSequencesAndNothingForNothing) {
  // 200 · 1/3 and 0: 100/3. 200 · 2/2: 200.
  EXPECT_NEAR(value("smape", {forecast({1, 5}, {2, 5}), forecast({-1}, {1})}), (100.0 / 3 + 200) / 2, 1e-9);
  EXPECT_EQ(value("smape", {forecast({0}, {0})}), 0.0);
  EXPECT_EQ(value("smape", {forecast({0}, {3})}), 200.0);
}

TEST(Mase, IsTheMeanOfEachSequencesErrorByItsNaiveOneAndLeavesOutThoseWithout) {
  std::vector<Outcome> outcomes{forecast({1, 2}, {3, 6}), forecast({1}, {2}), forecast({1}, {1e6F})};
  outcomes[0].naive_error = 2;
  outcomes[1].naive_error = 4;
  EXPECT_DOUBLE_EQ(value("mase", outcomes), (3.0 / 2 + 1.0 / 4) / 2);
}

TEST(NumberErrors, ATargetOfNaNAsksNothing) {
  const double missing = std::nan("");
  const std::vector<Outcome> outcomes{forecast({1, missing, 4}, {2, 9, 4}), forecast({missing, missing}, {1e9F, 1e9F}),
                                      forecast({missing, 3}, {0, 0})};  // errors 1, 0, 3
  EXPECT_DOUBLE_EQ(value("mae", outcomes), 4.0 / 3);
  EXPECT_DOUBLE_EQ(value("mse", outcomes), 10.0 / 3);
  EXPECT_DOUBLE_EQ(value("rmse", outcomes), std::sqrt(10.0 / 3));
  EXPECT_DOUBLE_EQ(value("wape", outcomes), 4.0 / 8);
}

TEST(ForecastErrors, AreCountedByHand) {
  const std::vector<Outcome> outcomes{forecast({1, 2}, {2, 2}), forecast({-4, 1}, {-1, 1})};  // errors 1, 0, 3, 0
  EXPECT_DOUBLE_EQ(value("mae", outcomes), 1.0);
  EXPECT_DOUBLE_EQ(value("mse", outcomes), 10.0 / 4);
  EXPECT_DOUBLE_EQ(value("rmse", outcomes), std::sqrt(10.0 / 4));
  EXPECT_DOUBLE_EQ(value("wape", outcomes), 4.0 / 8);
}

TEST(ForecastErrors, WapeOfAllZeroTargetsIsFinite) { EXPECT_EQ(value("wape", {forecast({0}, {1})}), 0.0); }

TEST(Metrics, AreTakenOverThePicksRepeatsIncluded) {
  const std::vector<Outcome> outcomes{labelled({0}, {0}), labelled({1}, {0})};
  const std::vector<std::uint32_t> picks{0, 0, 0, 1};
  EXPECT_DOUBLE_EQ(find_metric("accuracy").over(outcomes, picks), 0.75);
}

TEST(Metrics, BelongToTheirTasksAndKnowTheirDirection) {
  EXPECT_EQ(primary_metric(Task::sequence_classification), "accuracy");
  EXPECT_EQ(primary_metric(Task::token_labelling), "token_accuracy");
  for (const Task task : {Task::forecasting, Task::sequence_regression, Task::step_regression})
    EXPECT_EQ(primary_metric(task), "mae");
  for (const Metric& metric : metrics()) {
    const bool error = answers_numbers(metric.tasks.front()) || metric.name == "cross_entropy";
    EXPECT_EQ(metric.better, error ? Better::less : Better::more) << metric.name;
    EXPECT_LT(metric.low, metric.high);
    for (const Task task : metric.tasks) EXPECT_EQ(answers_numbers(task), answers_numbers(metric.tasks.front()));
  }
}

bool is_defined(const Dataset& dataset, std::string_view name) {
  const std::vector<const Metric*> all = metrics_of(dataset);
  return std::any_of(all.begin(), all.end(), [&](const Metric* metric) { return metric->name == name; });
}

/// One sentence of one word in each split, which is an entity.
Dataset dataset_of_entities() {
  Dataset dataset;
  dataset.task = Task::token_labelling;
  dataset.classes = {"O", "B-place"};
  dataset.outputs = 2;
  dataset.entity_tags = true;
  Sequence sentence;
  sentence.length = 1;
  sentence.labels = {1};
  dataset.validation = dataset.test = {sentence};
  return dataset;
}

TEST(Metrics, OfEntitiesAreForDatasetsWithEntityTags) {
  Dataset dataset = dataset_of_entities();
  EXPECT_TRUE(is_defined(dataset, "entity_f1"));
  dataset.entity_tags = false;
  EXPECT_FALSE(is_defined(dataset, "entity_f1"));
}

TEST(Metrics, AreNotShownWhereASplitDoesNotDefineThem) {
  Dataset dataset = dataset_of_entities();
  dataset.test[0].labels = {0};
  EXPECT_FALSE(is_defined(dataset, "entity_f1"));
  EXPECT_TRUE(is_defined(dataset, "token_accuracy"));
  dataset.task = Task::sequence_classification;
  EXPECT_FALSE(is_defined(dataset, "auc")) << "one class";
  EXPECT_FALSE(is_defined(dataset, "mcc"));
  EXPECT_TRUE(is_defined(dataset, "accuracy"));
}

TEST(Metrics, AnUnknownOneNamesTheNearest) {
  EXPECT_THAT([] { find_metric("acuracy"); },
              ThrowsMessage<InputError>("unknown quality metric 'acuracy'; did you mean 'accuracy'?"));
}

}  // namespace
}  // namespace gatewise::quality_metrics_test
