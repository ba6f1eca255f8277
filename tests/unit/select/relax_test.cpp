// What loosening one limit would bring.
#include <gmock/gmock.h>

#include "select/ranking.hpp"

namespace gatewise::select_relax_test {
namespace {

using ::testing::IsEmpty;

constexpr Task task = Task::sequence_classification;

class Relax : public ::testing::Test {
 protected:
  Relax() {
    evidence_.suite.metric = "accuracy";
    budget_ = {"b", {}, parse_metric_path("quality.accuracy", task)};
  }

  void add(const std::string& id, Interval accuracy, double bytes) {
    Candidate& one = evidence_.candidates.emplace_back();
    one.id = id;
    one.quality["accuracy"].validation = {{accuracy.value}, {{accuracy.value, accuracy.value}}};
    one.quality["accuracy"].validation_score = {accuracy, accuracy};
    one.series["memory.total"] = {static_cast<double>(bytes)};
  }

  void limit(const std::string& path, bool is_max, double value) {
    budget_.limits.push_back({parse_metric_path(path, task), is_max, value});
  }

  std::vector<Relaxation> relaxations() const { return rank(evidence_, budget_).relax; }

  Evidence evidence_;
  Budget budget_;
};

TEST_F(Relax, NamesTheBestCandidateThatOneLimitKeepsOutAndWhatItNeeds) {
  add("winner", {0.80, 0.79, 0.81}, 90);
  add("better", {0.90, 0.89, 0.91}, 150);
  add("best", {0.95, 0.94, 0.96}, 200);
  add("worse", {0.70, 0.69, 0.71}, 120);
  limit("memory.total", true, 100);
  const std::vector<Relaxation> relax = relaxations();
  ASSERT_EQ(relax.size(), 1U);
  EXPECT_EQ(relax[0].metric, "memory.total");
  EXPECT_EQ(relax[0].limit, 100);
  EXPECT_EQ(relax[0].needed, 200);
  EXPECT_EQ(relax[0].would_admit, "best");
}

TEST_F(Relax, AMinimumIsLoweredToTheEndOfTheIntervalThatWouldProveIt) {
  add("only", {0.80, 0.77, 0.83}, 90);
  limit("quality.accuracy", false, 0.8);
  const std::vector<Relaxation> relax = relaxations();
  ASSERT_EQ(relax.size(), 1U);
  EXPECT_EQ(relax[0].needed, 0.77);
  EXPECT_EQ(relax[0].would_admit, "only");
}

TEST_F(Relax, ACandidateThatBreaksTwoLimitsIsNotAdmittedByOne) {
  add("both", {0.95, 0.5, 0.96}, 200);
  limit("memory.total", true, 100);
  limit("quality.accuracy", false, 0.9);
  EXPECT_THAT(relaxations(), IsEmpty());
}

TEST_F(Relax, NothingThatWouldNotBePreferredToTheWinnerIsNamed) {
  add("winner", {0.90, 0.89, 0.91}, 90);
  add("worse", {0.85, 0.84, 0.86}, 200);
  limit("memory.total", true, 100);
  EXPECT_THAT(relaxations(), IsEmpty());
}

TEST_F(Relax, NoLimitIsLoosenedForWhatHasNoFigure) {
  add("offline", {0.90, 0.89, 0.91}, 90);
  limit("latency.streaming.p99", true, 100);
  EXPECT_THAT(relaxations(), IsEmpty());
}

TEST_F(Relax, ALimitThatIsKeptIsNotLoosened) {
  add("kept", {0.90, 0.89, 0.91}, 90);
  LatencyFigure& latency = evidence_.candidates[0].latency["streaming"];
  latency.step.resize(2);
  for (Histogram& block : latency.step) block.add(99);
  limit("latency.streaming.p99", true, 100);
  EXPECT_EQ(rank(evidence_, budget_).winner, "kept");
  EXPECT_THAT(relaxations(), IsEmpty());
}

TEST_F(Relax, TheFloorCannotBeLoosened) {
  evidence_.floors["accuracy"] = FloorFigure{"majority class", {{0.95}, {{0.95, 0.95}}}, 0.95};
  add("weak", {0.90, 0.89, 0.91}, 90);
  limit("memory.total", true, 100);
  EXPECT_THAT(relaxations(), IsEmpty());
}

TEST_F(Relax, OfTwoLimitsOnOneMetricOnlyTheBrokenOneIsLoosened) {
  add("large", {0.90, 0.89, 0.91}, 200);
  limit("memory.total", false, 50);
  limit("memory.total", true, 100);
  const std::vector<Relaxation> relax = relaxations();
  ASSERT_EQ(relax.size(), 1U);
  EXPECT_EQ(relax[0].limit, 100);
  EXPECT_EQ(relax[0].needed, 200);
}

}  // namespace
}  // namespace gatewise::select_relax_test
