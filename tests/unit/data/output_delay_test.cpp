#include "data/preparation/output_delay.hpp"

#include <gmock/gmock.h>

#include "data/preparation/vocabulary.hpp"
#include "quality/metrics.hpp"

namespace gatewise::data_output_delay_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Dataset labelling() {
  Dataset dataset;
  dataset.task = Task::token_labelling;
  return dataset;
}

TEST(OutputDelay, AsksForEachLabelLaterAndTellsTokensTheEnd) {
  Dataset dataset = labelling();
  dataset.train = {{.length = 3, .tokens = {5, 6, 7}, .labels = {0, 1, 2}}};
  delay_labels(dataset, 2);
  const Sequence& sequence = dataset.train.front();
  EXPECT_EQ(sequence.length, 5);
  EXPECT_THAT(sequence.tokens, ElementsAre(5, 6, 7, end_token, end_token));
  EXPECT_THAT(sequence.labels, ElementsAre(-1, -1, 0, 1, 2));
  EXPECT_THAT(sequence.features, IsEmpty());
}

TEST(OutputDelay, FillsDenseFeaturesWithTheirMeanInEverySplit) {
  Dataset dataset = labelling();
  dataset.feature_count = 2;
  dataset.train = dataset.validation = dataset.test = {{.length = 1, .features = {3, 4}, .labels = {1}}};
  delay_labels(dataset, 1);
  for (const Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    EXPECT_THAT(split->front().features, ElementsAre(3, 4, 0, 0));
    EXPECT_THAT(split->front().labels, ElementsAre(-1, 1));
  }
}

TEST(OutputDelay, AsksForEachStepsNumbersLater) {
  Dataset dataset;
  dataset.task = Task::step_regression;
  dataset.feature_count = 1;
  dataset.outputs = 2;
  dataset.validation = {{.length = 2, .features = {3, 4}, .targets = {1, 10, 2, 20}}};
  delay_labels(dataset, 1);
  const Sequence& sequence = dataset.validation.front();
  EXPECT_EQ(sequence.length, 3);
  EXPECT_THAT(sequence.features, ElementsAre(3, 4, 0));
  EXPECT_THAT(sequence.targets, ElementsAre(::testing::IsNan(), ::testing::IsNan(), 1, 10, 2, 20));
  EXPECT_THAT(sequence.labels, IsEmpty());
}

TEST(OutputDelay, OfZeroChangesNothing) {
  Dataset dataset = labelling();
  dataset.train = {{.length = 2, .tokens = {5, 6}, .labels = {0, 1}}};
  delay_labels(dataset, 0);
  EXPECT_EQ(dataset.train.front().length, 2);
  EXPECT_THAT(dataset.train.front().labels, ElementsAre(0, 1));
}

TEST(OutputDelay, LeavesTheScoreOfTheSameAnswersAsItWas) {
  Dataset dataset = labelling();
  dataset.classes = {"O", "B-x", "I-x"};
  dataset.entity_tags = true;
  dataset.outputs = 3;
  dataset.test = {{.length = 3, .tokens = {5, 6, 7}, .labels = {0, 1, 2}}};
  const auto one_hot = [](std::vector<std::size_t> labels) {
    std::vector<float> answers(labels.size() * 3, 0.0F);
    for (std::size_t t = 0; t < labels.size(); ++t) answers[t * 3 + labels[t]] = 1;
    return answers;
  };
  const std::vector<Outcome> plain{outcome_of(dataset, dataset.test[0], one_hot({0, 1, 2}))};
  delay_labels(dataset, 2);
  const std::vector<Outcome> delayed{outcome_of(dataset, dataset.test[0], one_hot({1, 1, 0, 1, 2}))};
  for (const char* metric : {"token_accuracy", "token_f1", "entity_f1"}) {
    EXPECT_DOUBLE_EQ(find_metric(metric).value(plain), 1.0) << metric;
    EXPECT_DOUBLE_EQ(find_metric(metric).value(delayed), 1.0) << metric << ": what is not asked does not count";
  }
}

}  // namespace
}  // namespace gatewise::data_output_delay_test
