#include "quality/floors.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "base/error.hpp"
#include "data/preparation/forecast_windows.hpp"
#include "data/preparation/standardise.hpp"
#include "quality/floor_rules.hpp"
#include "quality/metrics.hpp"

namespace gatewise::quality_floors_test {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;

Sequence dense(std::vector<float> features, std::vector<std::int32_t> labels, std::int64_t width) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(features.size()) / width;
  sequence.features = std::move(features);
  sequence.labels = std::move(labels);
  return sequence;
}

/// As files have them: yet to be standardised.
Sequence raw_frames(std::vector<double> values) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(values.size());
  sequence.values = std::move(values);
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

const Floor& named(const std::vector<Floor>& floors, const std::string& name) {
  for (const Floor& floor : floors) {
    if (floor.name == name) return floor;
  }
  throw std::runtime_error("no floor '" + name + "'");
}

double value(const char* metric, const std::vector<Outcome>& outcomes) { return find_metric(metric).value(outcomes); }

TEST(Floors, OfADenseClassificationAreTheMajorityAndTheMeansOfSegments) {
  Dataset dataset;
  dataset.outputs = 2;
  dataset.feature_count = 1;
  for (int i = 0; i < 3; ++i) dataset.train.push_back(dense({1, 1}, {1}, 1));
  for (int i = 0; i < 2; ++i) dataset.train.push_back(dense({-1, -1, -1}, {0}, 1));
  dataset.validation = {dense({-1}, {0}, 1)};
  dataset.test = {dense({1}, {1}, 1), dense({-1}, {0}, 1), dense({-2, 0}, {0}, 1)};
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors),
              ElementsAre("majority class", "softmax on the mean frame", "softmax on 8 segment means"));
  EXPECT_THAT(floors[0].validation[0].predicted, ElementsAre(1));
  EXPECT_DOUBLE_EQ(find_metric("accuracy").value(floors[0].test), 1.0 / 3);
  EXPECT_DOUBLE_EQ(find_metric("accuracy").value(floors[1].test), 1.0) << "the classes part at zero";
  EXPECT_DOUBLE_EQ(find_metric("accuracy").value(floors[1].validation), 1.0);
}

TEST(SegmentMeans, AreOfPartsInOrderThatAShorterSequenceShares) {
  const Sequence sequence = dense({1, 10, 2, 20, 3, 30, 4, 40, 5, 50}, {}, 2);
  EXPECT_THAT(segment_means(sequence, 2, 1), ElementsAre(FloatEq(3), FloatEq(30)));
  EXPECT_THAT(segment_means(sequence, 2, 2), ElementsAre(FloatEq(1.5F), FloatEq(15), FloatEq(4), FloatEq(40)));
  EXPECT_THAT(segment_means(dense({1, 3}, {}, 1), 1, 4), ElementsAre(1, 1, 3, 3));
  EXPECT_THAT(segment_means(dense({7}, {}, 1), 1, 3), ElementsAre(7, 7, 7));
}

TEST(Floors, SegmentMeansSeeTheOrderThatTheMeanFrameDoesNot) {
  Dataset dataset;
  dataset.outputs = 2;
  dataset.feature_count = 1;
  for (int i = 0; i < 5; ++i) {
    dataset.train.push_back(dense({1, 1, 1, 1, -1, -1, -1, -1}, {0}, 1));
    dataset.train.push_back(dense({-1, -1, -1, -1, 1, 1, 1, 1}, {1}, 1));
  }
  dataset.validation = dataset.test = {dataset.train[0], dataset.train[1]};
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_DOUBLE_EQ(value("accuracy", named(floors, "softmax on the mean frame").test), 0.5);
  EXPECT_DOUBLE_EQ(value("accuracy", named(floors, "softmax on 8 segment means").test), 1.0);
}

TEST(Floors, BagOfWordsTellsClassesApartByWhichWordsThereAre) {
  Dataset dataset;
  dataset.outputs = 2;
  dataset.vocabulary = 10;
  dataset.train = {tokens({4, 5, 4}, {0}), tokens({5, 6}, {1}), tokens({4}, {0}), tokens({6, 6, 6}, {1}),
                   tokens({7}, {0})};
  dataset.validation = {tokens({6}, {1})};
  dataset.test = {tokens({5, 5, 5, 4}, {0}), tokens({6, 5}, {1}), tokens({9, 6}, {1})};  // train does not have 9
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors), ElementsAre("majority class", "bag of words"));
  EXPECT_DOUBLE_EQ(value("accuracy", floors[0].test), 1.0 / 3);
  EXPECT_DOUBLE_EQ(value("accuracy", floors[1].test), 1.0);
}

TEST(Floors, TheMostFrequentClassCostsTheEntropyOfItsShares) {
  Dataset dataset;
  dataset.outputs = 2;
  dataset.feature_count = 1;
  for (int i = 0; i < 7; ++i) dataset.train.push_back(dense({0}, {i < 5 ? 1 : 0}, 1));
  dataset.validation = dataset.test = {dense({0}, {1}, 1), dense({0}, {0}, 1)};
  // One more count, dealt out evenly: 5.5 and 2.5 of 8.
  EXPECT_NEAR(value("cross_entropy", floors_of(dataset)[0].test), -(std::log(5.5 / 8) + std::log(2.5 / 8)) / 2, 1e-6);
}

TEST(Floors, ATieOfATokensLabelsFallsToTheMoreFrequentOne) {
  Dataset dataset;
  dataset.task = Task::token_labelling;
  dataset.vocabulary = 10;
  dataset.outputs = 3;
  dataset.train = {tokens({4, 4, 5, 5, 5}, {0, 2, 2, 2, 1})};
  dataset.validation = dataset.test = {tokens({4}, {2})};
  EXPECT_THAT(named(floors_of(dataset), "most frequent label per token").test[0].predicted, ElementsAre(2));
}

TEST(Floors, AStepThatAsksNothingIsNotLearntFrom) {
  Dataset dataset;
  dataset.task = Task::token_labelling;
  dataset.vocabulary = 10;
  dataset.outputs = 2;
  dataset.train = {tokens({4, 4, 4, 5}, {-1, -1, 1, 1})};
  dataset.validation = dataset.test = {tokens({4, 5}, {1, -1})};
  for (const Floor& floor : floors_of(dataset)) {
    EXPECT_THAT(floor.test[0].predicted, ElementsAre(1, 1)) << floor.name;
    EXPECT_DOUBLE_EQ(value("token_accuracy", floor.test), 1.0) << floor.name;
  }
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

/// Windows of one series of 200 rows by time, as loading makes them.
Dataset forecast_of(const std::function<double(double)>& series, const std::function<void(ForecastWindows&)>& rule) {
  DatasetDescription description;
  description.task = Task::forecasting;
  description.split.by = "time";
  description.forecast.context = description.forecast.least_context = 12;
  rule(description.forecast);
  RawDataset raw;
  raw.dataset.task = Task::forecasting;
  raw.dataset.feature_count = 1;
  Sequence& sequence = raw.unsplit.emplace_back();
  sequence.length = 200;
  for (int t = 0; t < 200; ++t) sequence.targets.push_back(series(t));
  sequence.values = sequence.targets;
  cut_windows(description, raw);
  standardise(raw.dataset);
  return raw.dataset;
}

TEST(Floors, OfAForecastAreTheLastValueTheLastWindowTheLastSeasonAndALine) {
  const Dataset dataset = forecast_of([](double t) { return t; },
                                      [](ForecastWindows& rule) {
                                        rule.ahead = 3;
                                        rule.outputs = 2;
                                        rule.window = 4;
                                        rule.season = 7;
                                      });
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors),
              ElementsAre("last value", "mean of the last window", "last season", "linear autoregression"));
  const double now = dataset.test[0].history.back() + 1;
  const auto near = [](double x) { return ::testing::DoubleNear(x, 1e-6); };
  EXPECT_THAT(dataset.test[0].targets, ElementsAre(now + 3.5, now + 7.5));
  EXPECT_THAT(floors[0].test[0].forecast, ElementsAre(near(now - 1), near(now - 1)));
  EXPECT_THAT(floors[1].test[0].forecast, ElementsAre(near(now - 2.5), near(now - 2.5)));
  // Rows now+2 .. now+5 a season back: now-5 .. now-2. Rows now+6 .. now+9: now-1, and now-7 .. now-5 two seasons back.
  EXPECT_THAT(floors[2].test[0].forecast, ElementsAre(near(now - 3.5), near(now - 4.75)));
  EXPECT_THAT(floors[3].test[0].forecast, ElementsAre(near(now + 3.5), near(now + 7.5))) << "a constant difference";
}

TEST(Floors, OfAForecastAreNoMoreThanThereAreRules) {
  const Dataset dataset = forecast_of([](double t) { return t; }, [](ForecastWindows&) {});
  EXPECT_THAT(names_of(floors_of(dataset)), ElementsAre("last value", "linear autoregression"))
      << "the mean of one value is the last value, and there is no season";
}

TEST(Floors, TheLastSeasonOfAPeriodicSeriesIsExact) {
  for (const char* residual : {"last", "season", "none"}) {
    const Dataset dataset = forecast_of([](double t) { return std::fmod(t * t, 9) + 5; },
                                        [&](ForecastWindows& rule) {
                                          rule.season = 9;
                                          rule.ahead = 2;
                                          rule.outputs = 12;
                                          rule.residual = residual;
                                        });
    EXPECT_LT(value("mae", named(floors_of(dataset), "last season").test), 1e-5) << residual;
    EXPECT_GT(value("mae", named(floors_of(dataset), "last value").test), 1) << residual;
  }
}

TEST(Floors, TheLastSeasonIsTheLastValueWhereTheSeriesIsYoungerThanASeason) {
  const Dataset dataset = forecast_of([](double t) { return t; }, [](ForecastWindows& rule) { rule.season = 170; });
  EXPECT_EQ(dataset.validation[0].history.size(), 120U);
  EXPECT_DOUBLE_EQ(named(floors_of(dataset), "last season").validation[0].forecast[0], 119);
}

/// y[t] = 2 cos(w) y[t-1] - y[t-2] is a sinusoid; any forecast of it is linear in what was seen.
TEST(Floors, LinearAutoregressionOfASecondOrderSeriesIsExactInAnyUnit) {
  for (const char* residual : {"last", "none"}) {
    for (const bool series_scale : {false, true}) {
      const Dataset dataset = forecast_of([](double t) { return 1000 * std::sin(0.4 * t); },
                                          [&](ForecastWindows& rule) {
                                            rule.outputs = 3;
                                            rule.residual = residual;
                                            rule.series_scale = series_scale;
                                          });
      const std::vector<Floor> floors = floors_of(dataset);
      EXPECT_LT(value("mae", named(floors, "linear autoregression").test), 1) << residual;
      EXPECT_LT(value("mae", named(floors, "linear autoregression").validation), 1) << residual;
      EXPECT_GT(value("mae", named(floors, "last value").test), 300) << residual;
    }
  }
}

TEST(Floors, OfASequenceRegressionAreTheMeanAndALineOnMeans) {
  Dataset dataset;
  dataset.task = Task::sequence_regression;
  dataset.feature_count = 1;
  dataset.outputs = 2;
  for (int i = 0; i < 40; ++i) {
    const double x = i % 8;
    Sequence& sequence = dataset.train.emplace_back(raw_frames({x, x + 2}));
    sequence.targets = {10 * x, 100};
  }
  dataset.validation = dataset.test = {dataset.train[1], dataset.train[7]};
  standardise(dataset);
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors), ElementsAre("mean", "linear on the mean frame", "linear on 8 segment means"));
  for (const Outcome& outcome : floors[0].test) EXPECT_THAT(outcome.forecast, ElementsAre(35, 100));
  EXPECT_LT(value("mae", floors[1].test), 0.05);
  EXPECT_LT(value("mae", floors[2].test), 0.05);
}

TEST(Floors, OfAStepRegressionAreTheMeanAndALineOnFrames) {
  Dataset dataset;
  dataset.task = Task::step_regression;
  dataset.feature_count = 1;
  dataset.outputs = 1;
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (int i = 0; i < 6; ++i) {
      std::vector<double> x;
      for (int t = 0; t < 30; ++t) x.push_back((t * t * 7 + i * 11) % 13 - 6);
      Sequence& sequence = split->emplace_back(raw_frames(x));
      // What was seen three steps ago; nothing is asked before.
      for (std::size_t t = 0; t < 30; ++t) sequence.targets.push_back(t < 3 ? std::nan("") : 5 + 2 * x[t - 3]);
    }
  }
  standardise(dataset);
  const std::vector<Floor> floors = floors_of(dataset);
  EXPECT_THAT(names_of(floors), ElementsAre("mean", "linear on the frame", "linear on the last 8 frames"));
  EXPECT_EQ(floors[0].test[0].forecast.size(), 30U);
  EXPECT_GT(value("mae", floors[1].test), 2);
  EXPECT_LT(value("mae", floors[2].test), 0.05) << "three steps ago is among the last eight";
}

/// Step t has feature x and asks for 5 + 2 x and 100 - x; the second is there at every `every`-th step alone.
Dataset two_targets(std::size_t every) {
  Dataset dataset;
  dataset.task = Task::step_regression;
  dataset.feature_count = 1;
  dataset.outputs = 2;
  dataset.target_names = {"a", "b"};
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    std::vector<double> x;
    for (int t = 0; t < 60; ++t) x.push_back(t * t * 7 % 13 - 6);
    Sequence& sequence = split->emplace_back(raw_frames(x));
    for (std::size_t t = 0; t < 60; ++t) {
      sequence.targets.push_back(t == 7 ? std::nan("") : 5 + 2 * x[t]);
      sequence.targets.push_back(t % every == 0 && t != 7 ? 100 - x[t] : std::nan(""));
    }
  }
  standardise(dataset);
  return dataset;
}

TEST(Floors, AMissingTargetTakesNothingFromTheOtherOutputs) {
  for (const std::size_t every : {1U, 2U, 20U}) {
    const Dataset dataset = two_targets(every);
    const Floor line = named(floors_of(dataset), "linear on the frame");
    EXPECT_EQ(line.fit.rows, 60U);
    EXPECT_THAT(line.fit.used, ElementsAre(59, every == 1 ? 59 : 60 / every));
    EXPECT_LT(value("mae", line.test), 0.05) << every;
    for (std::size_t t = 0; t < 60; ++t)
      EXPECT_NEAR(line.test[0].forecast[2 * t] - 5, 2 * (100 - line.test[0].forecast[2 * t + 1]), 0.2);
  }
}

TEST(Floors, ThatAreTaughtNothingOfAnOutputAnswerItsMean) {
  Dataset dataset = two_targets(1);
  for (std::size_t t = 0; t < 60; ++t) dataset.train[0].targets[2 * t + 1] = std::nan("");
  const Floor line = named(floors_of(dataset), "linear on the frame");
  EXPECT_THAT(line.fit.used, ElementsAre(59, 0));
  EXPECT_DOUBLE_EQ(line.test[0].forecast[1], dataset.target_mean[1]);
  EXPECT_NEAR(line.test[0].forecast[0], 5 + 2 * -6, 0.05);
}

TEST(Floors, TellWhichRowsTheyCouldNotUse) {
  const auto told = [](const Dataset& dataset) {
    std::vector<std::string> lines;
    for (const Repair& unused : rows_without_use(dataset, named(floors_of(dataset), "linear on the frame")))
      lines.push_back(std::to_string(unused.count) + " " + unused.what);
    return lines;
  };
  Dataset dataset = two_targets(20);
  EXPECT_THAT(told(dataset),
              ElementsAre("1 rows of train without target 'a': floor 'linear on the frame' does without",
                          "57 rows of train without target 'b': floor 'linear on the frame' does without"));
  dataset.target_names.clear();
  EXPECT_THAT(told(dataset),
              ElementsAre("57 rows of train without an output's target: floor 'linear on the frame' does without"));
  EXPECT_TRUE(rows_without_use(dataset, named(floors_of(dataset), "mean")).empty());
}

TEST(Tasks, AnUnknownNameNamesTheNearest) {
  for (const std::string& name : task_names()) EXPECT_EQ(task_name(parse_task(name)), name);
  EXPECT_THAT([] { parse_task("token-labeling"); },
              ::testing::ThrowsMessage<InputError>("unknown task 'token-labeling'; did you mean 'token-labelling'?"));
}

}  // namespace
}  // namespace gatewise::quality_floors_test
