#include <gmock/gmock.h>

#include "select/fit.hpp"

namespace gatewise {
namespace {

Limit limit(const std::string& path, bool is_max, double value) {
  return {parse_metric_path(path, Task::sequence_classification), is_max, value};
}

/// Two draws of one seed, half a spread below and above the value.
QualitySample sample(double value, double spread) { return {{value}, {{value - spread / 2, value + spread / 2}}}; }

Candidate candidate(Interval accuracy, double bytes) {
  Candidate one;
  one.quality["accuracy"].validation = sample(accuracy.value, 0);
  one.quality["accuracy"].validation_interval = accuracy;
  one.series["memory.total"] = {static_cast<double>(bytes)};
  return one;
}

Evidence with_floor(const std::string& metric, const QualitySample& floor) {
  Evidence all;
  all.suite.metric = metric;
  all.floors[metric] = FloorFigure{"floor", floor, floor.by_seed[0]};
  return all;
}

TEST(Fit, AMaximumIsProvenUnprovenOrViolatedByTheWholeInterval) {
  EXPECT_EQ(fit_of({5, 4, 6}, true, 7), Fit::proven);
  EXPECT_EQ(fit_of({5, 4, 6}, true, 5), Fit::unproven);
  EXPECT_EQ(fit_of({5, 4, 6}, true, 3), Fit::violated);
}

TEST(Fit, AMinimumIsProvenUnprovenOrViolatedByTheWholeInterval) {
  EXPECT_EQ(fit_of({5, 4, 6}, false, 3), Fit::proven);
  EXPECT_EQ(fit_of({5, 4, 6}, false, 5), Fit::unproven);
  EXPECT_EQ(fit_of({5, 4, 6}, false, 7), Fit::violated);
}

TEST(Fit, ALimitItselfIsStillInside) {
  EXPECT_EQ(fit_of({5, 4, 6}, true, 6), Fit::proven);
  EXPECT_EQ(fit_of({5, 4, 6}, true, 4), Fit::unproven);
  EXPECT_EQ(fit_of({5, 4, 6}, false, 4), Fit::proven);
  EXPECT_EQ(fit_of({5, 4, 6}, false, 6), Fit::unproven);
  EXPECT_EQ(fit_of({5, 5, 5}, true, 5), Fit::proven);
}

TEST(Fit, ZeroAndNegativeLimitsAreNoSpecialCase) {
  EXPECT_EQ(fit_of({0, 0, 0}, true, 0), Fit::proven);
  EXPECT_EQ(fit_of({-2, -3, -1}, false, -2), Fit::unproven);
  EXPECT_EQ(fit_of({-2, -3, -1}, true, -4), Fit::violated);
}

TEST(BudgetFit, IsTheWorstOfItsLimitsAndListsWhatIsNotProven) {
  const Budget budget{
      "b",
      {limit("memory.total", true, 100), limit("quality.accuracy", false, 0.8), limit("quality.accuracy", false, 0.6)},
      {}};
  const BudgetFit fit = fit_budget(candidate({0.8, 0.7, 0.9}, 200), budget, with_floor("accuracy", sample(0.5, 0.001)));
  EXPECT_EQ(fit.fit, Fit::violated);
  ASSERT_EQ(fit.violations.size(), 2U);
  EXPECT_EQ(fit.violations[0].metric, "memory.total");
  EXPECT_EQ(fit.violations[0].fit, Fit::violated);
  EXPECT_EQ(fit.violations[0].value->value, 200);
  EXPECT_EQ(fit.violations[1].metric, "quality.accuracy");
  EXPECT_EQ(fit.violations[1].fit, Fit::unproven);
}

TEST(BudgetFit, WithoutALimitOnlyTheFloorMustBeBeaten) {
  const Budget none{"none", {}, {}};
  const Candidate one = candidate({0.8, 0.8, 0.8}, 1);
  EXPECT_EQ(fit_budget(one, none, with_floor("accuracy", sample(0.75, 0.001))).fit, Fit::proven);
  EXPECT_EQ(fit_budget(one, none, with_floor("accuracy", sample(0.75, 0.1))).fit, Fit::unproven);
  EXPECT_EQ(fit_budget(one, none, with_floor("accuracy", sample(0.95, 0.001))).fit, Fit::violated);
  EXPECT_EQ(fit_budget(one, none, Evidence()).fit, Fit::proven) << "a dataset without a floor has none to beat";
}

TEST(BudgetFit, TheFloorIsComparedOnTheSameSequences) {
  const Budget none{"none", {}, {}};
  Candidate one = candidate({0.8, 0.6, 1.0}, 1);
  one.quality["accuracy"].validation = sample(0.8, 0.4);
  EXPECT_EQ(fit_budget(one, none, with_floor("accuracy", sample(0.75, 0.4))).fit, Fit::proven)
      << "better in every draw";
  EXPECT_EQ(fit_budget(one, none, with_floor("accuracy", sample(0.75, -0.4))).fit, Fit::unproven);
}

TEST(BudgetFit, AModelThatOnlyEqualsItsFloorDoesNotBeatIt) {
  const Evidence all = with_floor("accuracy", sample(0.5, 0.1));
  Candidate parrot = candidate({0.5, 0.45, 0.55}, 1);
  parrot.quality["accuracy"].validation = sample(0.5, 0.1);
  EXPECT_NE(fit_budget(parrot, {"none", {}, {}}, all).fit, Fit::proven);
}

TEST(BudgetFit, AFloorOfAnErrorIsBeatenFromBelow) {
  Evidence all = with_floor("mae", sample(10, 0.01));
  all.suite.task = Task::forecasting;
  Candidate one;
  one.quality["mae"].better = Better::less;
  one.quality["mae"].validation = sample(8, 0);
  EXPECT_EQ(fit_budget(one, {"none", {}, {}}, all).fit, Fit::proven);
  one.quality["mae"].validation = sample(12, 0);
  EXPECT_EQ(fit_budget(one, {"none", {}, {}}, all).fit, Fit::violated);
}

TEST(BudgetFit, ACandidateWithoutALatencyViolatesALimitOnIt) {
  const Budget budget{"b", {limit("latency.streaming.p50", true, 1e12)}, {}};
  const BudgetFit fit = fit_budget(candidate({0.8, 0.7, 0.9}, 1), budget, with_floor("accuracy", sample(0.1, 0.001)));
  EXPECT_EQ(fit.fit, Fit::violated);
  EXPECT_FALSE(fit.violations.at(0).value.has_value());
}

/// Takes so many bytes, and so many when it was measured afresh.
Candidate confirmed(double bytes, double again) {
  Candidate one = candidate({0.8, 0.7, 0.9}, bytes);
  one.confirmed = std::make_shared<Candidate>(candidate({0, 0, 0}, again));
  return one;
}

TEST(BudgetFit, OfAConfirmedFinalistIsTheWorseOfBothMeasurements) {
  const Budget budget{"b", {limit("memory.total", true, 100)}, {}};
  const auto fit = [&](double bytes, double again) { return fit_budget(confirmed(bytes, again), budget, Evidence()); };
  EXPECT_EQ(fit(90, 90).fit, Fit::proven);
  EXPECT_EQ(fit(90, 110).fit, Fit::violated);
  EXPECT_EQ(fit(90, 110).violations.at(0).value->value, 110) << "the one that decides is shown";
  EXPECT_EQ(fit(110, 90).fit, Fit::violated);
  EXPECT_EQ(fit(110, 90).violations.at(0).value->value, 110);
  EXPECT_EQ(fit(120, 110).violations.at(0).value->value, 120) << "of two alike the first";
}

TEST(BudgetFit, AFinalistsQualityIsNotMeasuredAfresh) {
  const Budget budget{"b", {limit("quality.accuracy", false, 0.6)}, {}};
  EXPECT_EQ(fit_budget(confirmed(1, 1), budget, Evidence()).fit, Fit::proven);
}

TEST(BudgetFit, AFinalistThatLacksAFigureAfreshDoesNotKeepItsLimit) {
  const Budget budget{"b", {limit("memory.total", true, 100)}, {}};
  Candidate one = candidate({0.8, 0.7, 0.9}, 90);
  one.confirmed = std::make_shared<Candidate>();
  EXPECT_EQ(fit_budget(one, budget, Evidence()).fit, Fit::violated);
}

TEST(FitName, SpellsEach) {
  EXPECT_EQ(fit_name(Fit::proven), "proven");
  EXPECT_EQ(fit_name(Fit::unproven), "unproven");
  EXPECT_EQ(fit_name(Fit::violated), "violated");
}

}  // namespace
}  // namespace gatewise
