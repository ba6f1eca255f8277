// What becomes of rules on evidence made by hand.
#include "select/gate.hpp"

#include <gmock/gmock.h>

#include "measure/scenarios/server/server.hpp"

namespace gatewise::select_gate_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Task task = Task::sequence_classification;
constexpr const char* base_id = "lstm-h8-l1/base.f32";
constexpr const char* head_id = "lstm-h8-l1/head.f32";
const std::string today_is = "2026-06-15";

const char* const jitter = "latency.realtime.jitter";
const char* const rate = "throughput.offline.steps_per_second";

/// What a debug build adds to every measurement.
bool is_of_the_build(const std::string& warning) { return warning.find("release preset") != std::string::npos; }

/// A base and a head that were measured in turn, quietly.
class Gated : public ::testing::Test {
 protected:
  Gated() {
    evidence_.suite.measurement.blocks = 4;
    for (const char* id : {base_id, head_id}) {
      Candidate& one = evidence_.candidates.emplace_back();
      one.id = id;
      one.session = "s";
      one.pinned = true;
      for (const char* scenario : {"realtime", "streaming"}) {
        LatencyFigure& latency = one.latency[scenario];
        for (int block = 0; block < 4; ++block) {
          Histogram& histogram = latency.step.emplace_back();
          for (int i = 0; i < 2000; ++i) histogram.add(100);
        }
        latency.samples = 8000;
      }
      series(one, jitter, {1000, 1010, 990, 1000});
      series(one, "memory.total", {1000});
      one.offline.push_back({"bucket", {500, 510, 490, 500}, {1, 1, 1, 1}, 0, 100});
    }
  }

  static void series(Candidate& one, const std::string& path, const std::vector<double>& values) {
    one.series[path] = values;
  }
  Candidate& base() { return evidence_.candidates[0]; }
  Candidate& head() { return evidence_.candidates[1]; }

  void rule(const std::string& path, double worse_by = 0, double and_by = 0) {
    rules_.rules.push_back({parse_metric_path(path, task), worse_by, and_by});
  }
  void waive(const std::string& path, const std::string& candidate, const std::string& until) {
    rules_.waivers.push_back({path, candidate, "a known thing", until});
  }

  GateOutcome judged() { return judge_gate(evidence_, {{base_id, head_id}}, rules_, today_is); }
  GateRow only_row() { return judged().rows.at(0); }
  GateFinding finding() { return only_row().finding; }
  std::vector<std::string> warnings() {
    std::vector<std::string> all = judged().warnings;
    std::erase_if(all, is_of_the_build);
    return all;
  }

  Evidence evidence_;
  GateRules rules_;
};

TEST_F(Gated, WithoutAChangeIsTheSame) {
  rule(jitter);
  rule("memory.total");
  const GateOutcome outcome = judged();
  EXPECT_EQ(outcome.count(GateFinding::same), 2U);
  EXPECT_EQ(outcome.count(GateFinding::regression), 0U);
  EXPECT_EQ(outcome.rows[0].reason, "");
  EXPECT_EQ(outcome.rows[0].base, base_id);
  EXPECT_EQ(outcome.rows[0].head, head_id);
}

TEST_F(Gated, AChangeThatMayBeChanceIsTheSame) {
  series(head(), jitter, {1000, 1200, 1000, 1010});
  rule(jitter);
  EXPECT_EQ(finding(), GateFinding::same);
  EXPECT_GT(only_row().corrected_p, 0.05);
  EXPECT_GT(only_row().change->ratio.value, 1.04) << "large, and yet";
}

TEST_F(Gated, LessOfATimeIsBetter) {
  series(head(), jitter, {900, 909, 891, 900.1});
  rule(jitter, 0.01);
  EXPECT_EQ(finding(), GateFinding::better);
}

TEST_F(Gated, MoreBeyondTheRuleIsARegression) {
  series(head(), jitter, {1100, 1111, 1089, 1100.1});
  rule(jitter, 0.05, 50);
  EXPECT_EQ(finding(), GateFinding::regression);
  EXPECT_LT(only_row().corrected_p, 0.05);
}

TEST_F(Gated, MoreThatTheShareAllowsIsWorseAndNoRegression) {
  series(head(), jitter, {1100, 1111, 1089, 1100.1});
  rule(jitter, 0.11, 50);
  EXPECT_EQ(finding(), GateFinding::worse);
}

TEST_F(Gated, MoreThatTheAmountAllowsIsWorseAndNoRegression) {
  series(head(), jitter, {1100, 1111, 1089, 1100.1});
  rule(jitter, 0.05, 110);
  EXPECT_EQ(finding(), GateFinding::worse);
}

TEST_F(Gated, ARateIsWorseWhereItFalls) {
  head().offline[0].steps_per_second = {400, 408, 392, 400.1};
  rule(rate, 0.1, 50);
  EXPECT_EQ(finding(), GateFinding::regression);
  head().offline[0].steps_per_second = {600, 612, 588, 600.1};
  EXPECT_EQ(finding(), GateFinding::better);
}

TEST_F(Gated, OneByteMoreIsNoChance) {
  series(head(), "memory.total", {1001});
  rule("memory.total");
  EXPECT_EQ(finding(), GateFinding::regression);
  rules_.rules[0].worse_by = 0.001;
  EXPECT_EQ(finding(), GateFinding::worse) << "as much as is allowed is not beyond it";
  series(head(), "memory.total", {999});
  EXPECT_EQ(finding(), GateFinding::better);
}

TEST_F(Gated, FromNothingIsBeyondEveryShare) {
  series(base(), "memory.allocations_per_step", {0});
  series(head(), "memory.allocations_per_step", {1});
  rule("memory.allocations_per_step", 0.5);
  EXPECT_EQ(finding(), GateFinding::regression);
}

TEST_F(Gated, FromNoMissedDeadlineToSomeIsBeyondEveryShare) {
  series(base(), "latency.realtime.missed", {0, 0, 0, 0});
  series(head(), "latency.realtime.missed", {0.1, 0.11, 0.09, 0.1});
  rule("latency.realtime.missed", 0.5);
  EXPECT_EQ(finding(), GateFinding::regression);
}

TEST_F(Gated, ManyRulesAreCorrectedTogetherAndExactOnesAreNotAmongThem) {
  // Logarithms of 0.01, 0.02, 0.03 and 0.02 alone have p = 0.016.
  const auto slower = [](std::vector<double> values) {
    const std::vector<double> logs{0.01, 0.02, 0.03, 0.02};
    for (std::size_t i = 0; i < values.size(); ++i) values[i] *= std::exp(logs[i]);
    return values;
  };
  series(head(), jitter, slower(base().series[jitter]));
  rule(jitter);
  rule("memory.total");
  EXPECT_EQ(judged().rows[0].finding, GateFinding::regression);
  EXPECT_NEAR(judged().rows[0].corrected_p, 0.016276, 1e-5);
  for (const char* path : {"latency.cold.prepare", "compute.instructions_per_step", "latency.endless.slow_down"}) {
    series(base(), path, {10, 11, 12, 10});
    series(head(), path, {10, 11.1, 12, 10});
    rule(path);
  }
  EXPECT_NEAR(judged().rows[0].corrected_p, 4 * 0.016276, 1e-4);
  EXPECT_EQ(judged().rows[0].finding, GateFinding::same);
}

TEST_F(Gated, WhatWasNotMeasuredIsNotCompared) {
  rule("memory.weights");
  EXPECT_EQ(finding(), GateFinding::not_compared);
  EXPECT_EQ(only_row().reason, "memory.weights was not measured on both sides");
  EXPECT_FALSE(only_row().change.has_value());
}

TEST_F(Gated, ACandidateThatIsNoneIsNotCompared) {
  evidence_.candidates.pop_back();
  rule(jitter);
  EXPECT_EQ(finding(), GateFinding::not_compared);
  EXPECT_THAT(only_row().reason, HasSubstr("lstm-h8-l1/head.f32 is no candidate"));
}

TEST_F(Gated, ABaseThatFailsIsNotCompared) {
  base().status = "failed";
  base().stage = "load";
  base().reason = "no such file";
  head().status = "failed";
  rule(jitter);
  EXPECT_EQ(finding(), GateFinding::not_compared);
  EXPECT_EQ(only_row().reason, "lstm-h8-l1/base.f32 failed at load: no such file");
}

TEST_F(Gated, AHeadThatFailsWhereItsBasePassesIsARegressionThatNoWaiverAccepts) {
  head().status = "mistrusted";
  head().stage = "parity";
  head().reason = "differs from the oracle";
  rule(jitter, 0.5);
  waive(jitter, "*", "2099-12-31");
  EXPECT_EQ(finding(), GateFinding::regression);
  EXPECT_EQ(only_row().reason, "lstm-h8-l1/head.f32 mistrusted at parity: differs from the oracle");
}

TEST_F(Gated, NumbersThatAreInvalidAreNotComparedHoweverTheyDiffer) {
  series(head(), jitter, {9000, 9001, 9002, 9003});
  rule(jitter);
  ASSERT_EQ(finding(), GateFinding::regression);
  base().seen["realtime"].clock_step_ns = 50'000'000;
  EXPECT_EQ(finding(), GateFinding::not_compared);
  EXPECT_THAT(only_row().reason, HasSubstr("lstm-h8-l1/base.f32: "));
  EXPECT_THAT(only_row().reason, HasSubstr("clock"));
}

TEST_F(Gated, AServersRatesAreAsTrueAsItsLatencies) {
  const char* const streams = "throughput.server.steps_per_second";
  for (Candidate* one : {&base(), &head()}) {
    series(*one, streams, {10, 11, 12, 10});
    one->latency["server"] = one->latency["realtime"];
  }
  evidence_.scenarios.of<ServerTerms>().budget_ns = 1000;
  rule(streams);
  EXPECT_EQ(finding(), GateFinding::same);
  head().seen["server"].clock_step_ns = 50'000'000;
  EXPECT_EQ(finding(), GateFinding::not_compared);
}

TEST_F(Gated, OfIndicativeNumbersSaysSoOnceWithItsReason) {
  rule(jitter);
  rule("memory.total");
  EXPECT_THAT(warnings(), IsEmpty());
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
  EXPECT_FALSE(judged().is_indicative);
#endif
  base().pinned = head().pinned = false;
  EXPECT_TRUE(judged().is_indicative);
  EXPECT_THAT(warnings(),
              ElementsAre("latency.realtime.jitter INDICATIVE: the measuring process could not be pinned to "
                          "a core"));
  EXPECT_EQ(judged().rows[0].finding, GateFinding::same) << "they are compared all the same";
}

TEST_F(Gated, OfExactNumbersIsNeverIndicative) {
  base().pinned = head().pinned = false;
  rule("memory.total");
  EXPECT_FALSE(judged().is_indicative);
  EXPECT_THAT(warnings(), IsEmpty());
}

class Waived : public Gated {
 protected:
  Waived() {
    series(head(), jitter, {1100, 1111, 1089, 1100.1});
    rule(jitter, 0.05);
  }
};

TEST_F(Waived, ARegressionIsAcceptedUntilItsLastDay) {
  waive(jitter, "lstm-*", today_is);
  EXPECT_EQ(finding(), GateFinding::waived);
  EXPECT_EQ(only_row().reason, "waived until 2026-06-15: a known thing");
  EXPECT_THAT(warnings(), IsEmpty());
}

TEST_F(Waived, NoLongerOnTheDayAfterAndAWarningSaysSo) {
  waive(jitter, "lstm-*", "2026-06-14");
  EXPECT_EQ(finding(), GateFinding::regression);
  EXPECT_THAT(warnings(), ElementsAre("the waiver of latency.realtime.jitter for lstm-* ended on 2026-06-14: fix the "
                                      "regression or renew it"));
}

TEST_F(Waived, IsTheHeadAndTheMetricThatTheWaiverNames) {
  waive(jitter, "gru-*", today_is);
  waive(jitter, base_id, today_is);
  waive("latency.realtime.p50", "*", today_is);
  EXPECT_EQ(finding(), GateFinding::regression);
  waive(jitter, head_id, today_is);
  EXPECT_EQ(finding(), GateFinding::waived);
}

TEST_F(Waived, NothingButARegression) {
  rules_.rules[0].worse_by = 0.5;
  waive(jitter, "*", today_is);
  EXPECT_EQ(finding(), GateFinding::worse);
  EXPECT_EQ(only_row().reason, "");
}

TEST_F(Gated, EveryPairMeetsEveryRule) {
  evidence_.candidates.push_back(head());
  evidence_.candidates.back().id = "third";
  rule(jitter);
  rule("memory.total");
  const GateOutcome outcome = judge_gate(evidence_, {{base_id, head_id}, {base_id, "third"}}, rules_, today_is);
  std::vector<std::string> rows;
  for (const GateRow& row : outcome.rows) rows.push_back(row.head + " " + row.rule.metric.text);
  EXPECT_THAT(rows, ElementsAre("lstm-h8-l1/head.f32 latency.realtime.jitter", "lstm-h8-l1/head.f32 memory.total",
                                "third latency.realtime.jitter", "third memory.total"));
}

TEST(FindingName, SpellsEach) {
  EXPECT_EQ(finding_name(GateFinding::same), "same");
  EXPECT_EQ(finding_name(GateFinding::better), "better");
  EXPECT_EQ(finding_name(GateFinding::worse), "worse, allowed");
  EXPECT_EQ(finding_name(GateFinding::regression), "REGRESSION");
  EXPECT_EQ(finding_name(GateFinding::waived), "waived");
  EXPECT_EQ(finding_name(GateFinding::not_compared), "not compared");
}

}  // namespace
}  // namespace gatewise::select_gate_test
