#include <gmock/gmock.h>

#include "base/error.hpp"
#include "quality/floors.hpp"
#include "quality/metrics.hpp"

namespace gatewise {
namespace {

using ::testing::ElementsAre;

Sequence dense(std::vector<float> features, std::vector<std::int32_t> labels, std::int64_t width) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(features.size()) / width;
  sequence.features = std::move(features);
  sequence.labels = std::move(labels);
  return sequence;
}

Sequence tokens(std::vector<std::int32_t> words, std::vector<std::int32_t> labels) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(words.size());
  sequence.tokens = std::move(words);
  sequence.labels = std::move(labels);
  return sequence;
}

std::vector<std::string> names_of(const std::vector<Floor>& floors) {
  std::vector<std::string> names;
  for (const Floor& floor : floors) names.push_back(floor.name);
  return names;
}

TEST(Floors, OfAClassificationAreTheMajorityAndTheMeanFrame) {
  Dataset dataset;
  dataset.outputs = 2;
  dataset.feature_count = 1;
  for (int i = 0; i < 3; ++i) dataset.train.push_back(dense({1, 1}, {1}, 1));
  for (int i = 0; i < 2; ++i) dataset.train.push_back(dense({-1, -1, -1}, {0}, 1));
  dataset.validation = {dense({-1}, {0}, 1)};
  dataset.test = {dense({1}, {1}, 1), dense({-1}, {0}, 1), dense({-2, 0}, {0}, 1)};
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors), ElementsAre("majority class", "softmax on the mean frame"));
  EXPECT_THAT(floors[0].validation[0].predicted, ElementsAre(1));
  EXPECT_DOUBLE_EQ(find_metric("accuracy").value(floors[0].test), 1.0 / 3);
  EXPECT_DOUBLE_EQ(find_metric("accuracy").value(floors[1].test), 1.0) << "the classes part at zero";
  EXPECT_DOUBLE_EQ(find_metric("accuracy").value(floors[1].validation), 1.0);
}

TEST(Floors, OfTokenLabellingRememberEachTokensMostFrequentLabel) {
  Dataset dataset;
  dataset.task = Task::token_labelling;
  dataset.vocabulary = 10;
  dataset.outputs = 3;
  dataset.train = {tokens({4, 4, 4, 5}, {1, 1, 0, 2}), tokens({6, 6}, {0, 0})};  // label 0 is the most frequent: 3 of 6
  dataset.validation = {tokens({5}, {2})};
  dataset.test = {tokens({4, 5, 6, 9}, {1, 2, 0, 0})};  // 9 is unknown
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors), ElementsAre("most frequent label", "most frequent label per token"));
  EXPECT_THAT(floors[0].test[0].predicted, ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(floors[1].test[0].predicted, ElementsAre(1, 2, 0, 0));
}

TEST(Floors, OfDenseLabellingJudgeEachFrameAlone) {
  Dataset dataset;
  dataset.task = Task::token_labelling;
  dataset.outputs = 2;
  dataset.feature_count = 2;
  dataset.train = {dense({1, 0, -1, 0, 1, 0}, {1, 0, 1}, 2)};
  dataset.validation = dataset.train;
  dataset.test = {dense({-1, 0, 1, 0}, {0, 1}, 2)};
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors), ElementsAre("most frequent label", "softmax on the frame"));
  EXPECT_THAT(floors[0].test[0].predicted, ElementsAre(1, 1));
  EXPECT_THAT(floors[1].test[0].predicted, ElementsAre(0, 1));
}

TEST(Floors, OfAForecastAreTheLastValueAndTheLastWindowsMean) {
  Dataset dataset;
  dataset.task = Task::forecasting;
  dataset.outputs = 2;
  dataset.target_window = 2;
  dataset.target_scale = 5;
  Sequence sequence;
  sequence.length = 3;
  sequence.recent = {10, 20, 40};
  sequence.targets = {50, 60};
  sequence.offsets = {30, 30};
  dataset.validation = {sequence};
  dataset.test = {sequence};
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors), ElementsAre("last value", "mean of the last window"));
  EXPECT_THAT(floors[0].test[0].forecast, ElementsAre(40, 40));
  EXPECT_THAT(floors[1].test[0].forecast, ElementsAre(30, 30));
  dataset.target_window = 1;
  EXPECT_EQ(floors_of(dataset).size(), 1U) << "the mean of one value is the last value";
}

TEST(Tasks, AnUnknownNameNamesTheNearest) {
  for (const std::string& name : task_names()) EXPECT_EQ(task_name(parse_task(name)), name);
  EXPECT_THAT([] { parse_task("token-labeling"); },
              ::testing::ThrowsMessage<InputError>("unknown task 'token-labeling'; did you mean 'token-labelling'?"));
}

}  // namespace
}  // namespace gatewise
