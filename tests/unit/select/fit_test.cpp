#include "select/fit.hpp"

#include <gmock/gmock.h>

#include "measure/scenarios/realtime/realtime.hpp"
#include "select/reserve.hpp"

namespace gatewise::select_fit_test {
namespace {

Limit limit(const std::string& path, bool is_max, double value) {
  return {parse_metric_path(path, Task::sequence_classification), is_max, value};
}

/// Two draws of one seed, half a spread below and above the value.
QualitySample sample(double value, double spread) { return {{value}, {{value - spread / 2, value + spread / 2}}}; }

Candidate candidate(const Interval& accuracy, double bytes) {
  Candidate one;
  one.quality["accuracy"].validation = sample(accuracy.value, 0);
  one.quality["accuracy"].validation_score = {accuracy, accuracy};
  one.series["memory.total"] = {static_cast<double>(bytes)};
  return one;
}

/// Took `step_ns` at every step of three blocks.
Candidate steady(std::int64_t step_ns, const std::string& scenario = "streaming") {
  Candidate one;
  LatencyFigure& latency = one.latency[scenario];
  latency.step.resize(3);
  for (Histogram& block : latency.step) block.add(step_ns);
  latency.max_ns = static_cast<double>(step_ns);
  return one;
}

LimitFit only_limit(const BudgetFit& fit) {
  EXPECT_EQ(fit.kept.size() + fit.violations.size(), 1U);
  return fit.kept.empty() ? fit.violations.at(0) : fit.kept.at(0);
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

TEST(Fit, AnUnknownIntervalProvesNothingInEitherDirection) {
  EXPECT_EQ(fit_of(unknown_interval(5, "one sequence"), true, 7), Fit::unproven);
  EXPECT_EQ(fit_of(unknown_interval(5, "one sequence"), true, 3), Fit::unproven);
  EXPECT_EQ(fit_of(unknown_interval(5, "one sequence"), false, 3), Fit::unproven);
  Candidate one = candidate(unknown_interval(0.9, "one sequence"), 1);
  const BudgetFit fit = fit_budget(one, {"b", {limit("quality.accuracy", false, 0.5)}, {}}, {});
  EXPECT_EQ(fit.fit, Fit::unproven);
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

TEST(Reserve, IsAskedForByProvenAlone) {
  const Budget budget{"b", {limit("latency.streaming.p99", true, 115)}, {}};
  const auto fit = [&](std::int64_t step_ns) { return fit_budget(steady(step_ns), budget, Evidence()); };
  EXPECT_EQ(fit(99).fit, Fit::proven);
  EXPECT_EQ(fit(101).fit, Fit::kept);
  EXPECT_EQ(fit(115).fit, Fit::kept);
  EXPECT_EQ(fit(116).fit, Fit::violated);
  EXPECT_TRUE(fit(101).violations.empty()) << "a limit that is kept is no violation";
  EXPECT_TRUE(fit(99).kept.empty());
}

TEST(Reserve, OfAStraddledLimitChangesNothing) {
  Candidate one = steady(100);
  one.latency["streaming"].step[0] = Histogram();
  one.latency["streaming"].step[0].add(120);
  for (const double reserve : {0.0, 0.5}) {
    const Budget budget{"b", {limit("latency.streaming.mean", true, 110)}, {}, reserve};
    EXPECT_EQ(fit_budget(one, budget, Evidence()).fit, Fit::unproven);
  }
}

TEST(Reserve, SaysHowMuchLongerTimeMightBe) {
  const Budget budget{"b", {limit("latency.streaming.p99", true, 104)}, {}};
  const LimitFit kept = only_limit(fit_budget(steady(100), budget, Evidence()));
  EXPECT_EQ(kept.metric, "latency.streaming.p99");
  EXPECT_EQ(kept.reserve, 0.15);
  EXPECT_NEAR(kept.spare, 0.04, 1e-5);
  EXPECT_LE(kept.spare, 0.04) << "never more than there is";
}

TEST(Reserve, OfTheBudgetReplacesThoseOfItsMetrics) {
  const auto fit = [](double reserve, std::int64_t step_ns) {
    const Budget budget{"b", {limit("latency.streaming.p99", true, 110)}, {}, reserve};
    return fit_budget(steady(step_ns), budget, Evidence()).fit;
  };
  EXPECT_EQ(fit(0, 110), Fit::proven);
  EXPECT_EQ(fit(0.10, 99), Fit::proven);
  EXPECT_EQ(fit(0.10, 101), Fit::kept);
  EXPECT_EQ(fit(2, 99), Fit::kept);
  EXPECT_EQ(fit(2, 36), Fit::proven);
}

TEST(Reserve, IsSmallOfWhatIsOfTheMiddleLargeInTheTailAndNoneWhereNoClockMeasures) {
  const auto reserve = [](const std::string& path) {
    return reserve_of(parse_metric_path(path, Task::token_labelling), Budget());
  };
  for (const char* path : {"latency.streaming.p50", "latency.cold.mean", "latency.realtime.p50",
                           "latency.endless.slow_down", "throughput.offline.steps_per_second",
                           "throughput.offline.sequences_per_second", "throughput.server.steps_per_second"})
    EXPECT_EQ(reserve(path), 0.03) << path;
  for (const char* path : {"latency.streaming.p90", "latency.server.p99", "latency.realtime.p999", "latency.cold.max",
                           "latency.realtime.jitter", "latency.realtime.missed", "latency.endless.missed",
                           "latency.cold.prepare", "latency.cold.first", "throughput.server.streams"})
    EXPECT_EQ(reserve(path), 0.15) << path;
  for (const std::string& path : metric_paths(Task::token_labelling)) {
    const bool timed = path.rfind("latency.", 0) == 0 || path.rfind("throughput.", 0) == 0;
    if (timed && path != "latency.streaming.delay") continue;
    EXPECT_EQ(reserve(path), 0) << path;
  }
}

TEST(Reserve, OfARateIsAskedForFromAbove) {
  Candidate one;
  one.series["throughput.server.steps_per_second"] = {1000};
  const auto fit = [&](double least) {
    const Budget budget{"b", {limit("throughput.server.steps_per_second", false, least)}, {}, 0.25};
    return fit_budget(one, budget, Evidence());
  };
  EXPECT_EQ(fit(800).fit, Fit::proven) << "steps that take 5/4 of their time still are 800 a second";
  EXPECT_EQ(fit(801).fit, Fit::kept);
  EXPECT_NEAR(only_limit(fit(900)).spare, 1.0 / 9, 1e-4);
  EXPECT_EQ(fit(1001).fit, Fit::violated);
}

TEST(Reserve, IsOfTheWorkAndNotOfThePeriodsThatADelayedAnswerWaits) {
  Candidate one = steady(100);
  one.delay_ns = 1e6;
  const auto fit = [&](double most) {
    return fit_budget(one, {"b", {limit("latency.streaming.p99", true, most)}, {}}, Evidence()).fit;
  };
  EXPECT_EQ(fit(1e6 + 116), Fit::proven);
  EXPECT_EQ(fit(1e6 + 114), Fit::kept);
}

TEST(Reserve, OfMissedDeadlinesIsThatOfTheStepsThatNearlyMissedOne) {
  Evidence evidence;
  evidence.scenarios.of<RealtimeTerms>().deadline_ns = 1000;
  const Budget budget{"b", {limit("latency.realtime.missed", true, 0.01)}, {}};
  const auto fit = [&](std::int64_t step_ns) {
    Candidate one = steady(step_ns, "realtime");
    one.series["latency.realtime.missed"] = {0, 0, 0};
    return fit_budget(one, budget, evidence);
  };
  EXPECT_EQ(fit(850).fit, Fit::proven);
  EXPECT_EQ(fit(900).fit, Fit::kept) << "all would miss it were they 15 % slower";
  EXPECT_NEAR(only_limit(fit(900)).spare, 1.0 / 9, 0.01) << "to within a histogram's bucket";
}

TEST(Reserve, WithoutADeadlineNothingIsMissed) {
  Candidate one = steady(1000, "endless");
  one.series["latency.endless.missed"] = {0};
  EXPECT_EQ(fit_budget(one, {"b", {limit("latency.endless.missed", true, 0)}, {}}, Evidence()).fit, Fit::proven);
}

TEST(Reserve, IsThatOfTheFreshMeasurementOfAFinalist) {
  const Budget budget{"b", {limit("latency.streaming.p99", true, 115)}, {}};
  const auto fit = [&](std::int64_t first, std::int64_t fresh) {
    Candidate one = steady(first);
    one.confirmed = std::make_shared<Candidate>(steady(fresh));
    return fit_budget(one, budget, Evidence()).fit;
  };
  EXPECT_EQ(fit(90, 110), Fit::kept);
  EXPECT_EQ(fit(110, 90), Fit::proven);
}

TEST(BudgetFit, IsKeptWhereOneLimitIsAndNoneIsWorse) {
  Candidate one = steady(100);
  one.series["memory.total"] = {50};
  Budget budget{"b", {limit("latency.streaming.p99", true, 110), limit("memory.total", true, 100)}, {}};
  EXPECT_EQ(fit_budget(one, budget, Evidence()).fit, Fit::kept);
  budget.limits.push_back(limit("memory.total", true, 10));
  const BudgetFit fit = fit_budget(one, budget, Evidence());
  EXPECT_EQ(fit.fit, Fit::violated);
  EXPECT_EQ(fit.violations.size(), 1U);
  EXPECT_EQ(fit.kept.size(), 1U);
}

TEST(FitName, SpellsEach) {
  EXPECT_EQ(fit_name(Fit::proven), "proven");
  EXPECT_EQ(fit_name(Fit::kept), "kept");
  EXPECT_EQ(fit_name(Fit::unproven), "unproven");
  EXPECT_EQ(fit_name(Fit::violated), "violated");
}

}  // namespace
}  // namespace gatewise::select_fit_test
