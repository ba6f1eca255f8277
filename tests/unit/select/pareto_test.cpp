#include "select/pareto.hpp"

#include <gmock/gmock.h>

namespace gatewise::select_pareto_test {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class Pareto : public ::testing::Test {
 protected:
  Pareto() { evidence_.suite.metric = "accuracy"; }

  Candidate& add(const std::string& id, double accuracy, std::int64_t step_ns, double bytes) {
    Candidate& one = evidence_.candidates.emplace_back();
    one.id = id;
    one.quality["accuracy"].validation_score = {{accuracy, accuracy, accuracy}, {accuracy, accuracy, accuracy}};
    one.series["memory.total"] = {static_cast<double>(bytes)};
    one.latency["streaming"];
    one.latency["streaming"].step.resize(1);
    one.latency["streaming"].step[0].add(step_ns);
    return one;
  }

  Evidence evidence_;
};

TEST_F(Pareto, HoldsWhatNoOtherBeatsInEverything) {
  add("accurate", 0.9, 100, 100);
  add("fast", 0.7, 10, 100);
  add("small", 0.7, 100, 10);
  add("balanced", 0.8, 50, 50);
  add("beaten", 0.75, 60, 60);
  EXPECT_THAT(pareto_front(evidence_), UnorderedElementsAre("accurate", "fast", "small", "balanced"));
}

TEST_F(Pareto, WhatIsEqualInAllAndWorseInOneIsBeaten) {
  add("better", 0.9, 100, 100);
  add("same but larger", 0.9, 100, 101);
  EXPECT_THAT(pareto_front(evidence_), ElementsAre("better"));
}

TEST_F(Pareto, TwinsStandSideBySide) {
  add("one", 0.9, 100, 100);
  add("two", 0.9, 100, 100);
  EXPECT_THAT(pareto_front(evidence_), ElementsAre("one", "two"));
}

TEST_F(Pareto, WhatDidNotPassNeitherStandsNorBeats) {
  add("failed", 0.99, 1, 1).status = "failed";
  add("passed", 0.5, 100, 100);
  EXPECT_THAT(pareto_front(evidence_), ElementsAre("passed"));
}

TEST_F(Pareto, WithoutALatencyItCompetesInTheOtherTwo) {
  add("offline, better", 0.95, 1, 50).latency.clear();
  add("offline, worse", 0.90, 1, 60).latency.clear();
  add("streaming", 0.80, 100, 100);
  EXPECT_THAT(pareto_front(evidence_), UnorderedElementsAre("offline, better", "streaming"));
}

TEST_F(Pareto, AnErrorIsBetterWhereItIsSmaller) {
  evidence_.suite.task = Task::forecasting;
  evidence_.suite.metric = "mae";
  for (const double error : {3.0, 2.0}) {
    Candidate& one = add(error == 2.0 ? "small error" : "large error", 0, 100, 100);
    one.quality["mae"].validation_score = {{error, error, error}, {error, error, error}};
  }
  EXPECT_THAT(pareto_front(evidence_), ElementsAre("small error"));
}

TEST_F(Pareto, OfNothingIsEmpty) { EXPECT_TRUE(pareto_front(evidence_).empty()); }

}  // namespace
}  // namespace gatewise::select_pareto_test
