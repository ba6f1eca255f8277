// What a run predicts of its rest, and what it learns from what it has seen.
#include "run/plan/progress.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/json.hpp"
#include "journal/resume_notes.hpp"

namespace gatewise::run_progress_test {
namespace {

using ::testing::ElementsAre;

struct Silent : RunObserver {
  void progress(double seconds, const std::string&) override { shown = seconds; }
  void note(const std::string&) override {}
  void say(const std::string&) override {}
  double shown = -1;
};

std::vector<Trial> trainings(int count, double seconds) {
  std::vector<Trial> trials;
  for (int i = 0; i < count; ++i) trials.push_back({"train", "a seed " + std::to_string(i), seconds, "lstm"});
  return trials;
}

TEST(RunForecast, IsThePlanUntilSomethingWasSeen) { EXPECT_DOUBLE_EQ(Forecast().expected("train", "lstm", 10), 10); }

TEST(RunForecast, ComesToWhatWasSeenAndGivesOthersAPartOfIt) {
  Forecast forecast;
  for (int i = 0; i < 50; ++i) forecast.learn("train", "lstm", 10, 30);
  EXPECT_NEAR(forecast.expected("train", "lstm", 20), 60, 3);
  EXPECT_NEAR(forecast.expected("train", "gru", 20), 60, 4) << "another family, the same kind";
  EXPECT_NEAR(forecast.expected("quality", "int8.int8", 20), 20 * std::sqrt(3), 2) << "the same machine, in part";
}

TEST(RunForecast, TellsGroupsApart) {
  Forecast forecast;
  for (int i = 0; i < 20; ++i) {
    forecast.learn("train", "lstm", 10, 40);
    forecast.learn("train", "rnn_tanh", 10, 10);
  }
  EXPECT_NEAR(forecast.expected("train", "lstm", 10), 40, 4);
  EXPECT_NEAR(forecast.expected("train", "rnn_tanh", 10), 10, 2);
}

TEST(Progress, CountsTrialsOfOneKindSideBySideAndCostAlone) {
  Silent observer;
  std::vector<Trial> plan = trainings(4, 10);
  plan.push_back({"cost", "x", 7, "b"});
  EXPECT_DOUBLE_EQ(Progress(observer, plan, 2).remaining_seconds(), 4 * 10 / 2.0 + 7);
  EXPECT_DOUBLE_EQ(Progress(observer, plan, 8).remaining_seconds(), 10 + 7) << "no sooner than its longest";
}

TEST(Progress, LearnsFromTrialsUnderWay) {
  Silent observer;
  Progress progress(observer, trainings(4, 10), 2);
  progress.under_way("train", "a seed 0", 0.5, 20);
  progress.under_way("train", "a seed 1", 0.5, 20);
  EXPECT_GT(progress.remaining_seconds(), 35) << "each takes 40 s instead of 10: 60 s are left, of 15 planned";
}

TEST(Progress, IsThroughWhenAllAreOver) {
  Silent observer;
  Progress progress(observer, trainings(2, 10), 2);
  progress.finished("train", "a seed 0", 3);
  progress.dropped("train", "a seed 1");
  progress.show("");
  EXPECT_DOUBLE_EQ(observer.shown, 0);
}

TEST(ResumeNotes, SayWhatChangedAndForWhom) {
  const Json before{{"recipe", {{"epochs", 24}, {"loss", "squared"}}}, {"plugin", std::string(64, 'a')}};
  Json now = before;
  EXPECT_EQ(describe_change(before, now), "");
  now["recipe"]["epochs"] = 30;
  now["plugin"] = std::string(64, 'b');
  EXPECT_EQ(describe_change(before, now), "plugin changed, recipe.epochs 24 -> 30");
  EXPECT_EQ(describe_change(nullptr, {{"seed", 1}}), "seed none -> 1");
  ResumeNotes notes;
  notes.known();
  for (const char* subject : {"a", "b", "c", "d"}) notes.again(subject, "recipe.epochs 24 -> 30");
  EXPECT_THAT(notes.lines("train"),
              ElementsAre("train: 1 known from before", "train: 4 again: recipe.epochs 24 -> 30 (a, b, c, ...)"));
}

}  // namespace
}  // namespace gatewise::run_progress_test
