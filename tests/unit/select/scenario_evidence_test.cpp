// What a cost record's blocks make of a candidate, scenario by scenario.
#include <gmock/gmock.h>

#include "base/json.hpp"
#include "measure/scenarios/endless/endless.hpp"
#include "measure/scenarios/realtime/realtime.hpp"
#include "measure/scenarios/registry.hpp"
#include "measure/scenarios/server/server.hpp"
#include "run/plan/plan.hpp"
#include "select/evidence.hpp"
#include "select/figure.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::select_scenario_evidence_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

constexpr Task task = Task::cost_only;

/// As a histogram is written.
Json times(const std::vector<std::int64_t>& all_ns) {
  Histogram histogram;
  for (const std::int64_t ns : all_ns) histogram.add(ns);
  return histogram;
}

Json watched(const std::string& scenario, std::int64_t preemptions) {
  Json block;
  block["watch"][scenario] = {{"elapsed_ns", 1000}, {"involuntary_switches", preemptions}};
  return block;
}

Json realtime_block(const std::vector<std::int64_t>& all_ns, std::int64_t missed, double jitter_ns,
                    const std::string& refused = "") {
  return {{"realtime",
           {{"latency", times(all_ns)}, {"missed", missed}, {"jitter_ns", jitter_ns}, {"priority_refused", refused}}}};
}

Json server_block(std::int64_t streams, std::int64_t next, const std::vector<std::int64_t>& all_ns, std::int64_t ns) {
  return {{"server",
           {{"streams", streams},
            {"next_streams", next},
            {"latency", times(all_ns)},
            {"calls", 1},
            {"ns", ns},
            {"overloaded", false}}}};
}

class ScenarioEvidence : public ::testing::Test {
 protected:
  ScenarioEvidence() {
    suite_.task = task;
    suite_.is_seeded = true;
    suite_.seeds = {1};
    suite_.architectures = {{"lstm", 8, 1, false, 0}};
    suite_.backends = {{"reference", "f32"}};
    suite_.scenarios.use = scenario_names();
    suite_.scenarios.of<RealtimeTerms>().period_ns = suite_.scenarios.of<ServerTerms>().period_ns = 1000;
  }

  /// The candidate of a cost record with these blocks; `more` goes into its result.
  Candidate candidate(const Json& blocks, const Json& more = Json::object()) {
    write("cost", candidates_of(suite_)[0].id(), result_of(blocks, more));
    return gather(suite_, journal_, nullptr).front().candidates.at(0);
  }

  Json result_of(const Json& blocks, const Json& more = Json::object()) const {
    Json result{{"ready", ready_}, {"blocks", blocks}};
    result.update(more);
    return result;
  }

  void write(const std::string& kind, const std::string& subject, const Json& result) {
    Record record;
    record.key = kind + subject;
    record.kind = kind;
    record.subject = subject;
    record.status = "ok";
    record.result = result;
    record.determinants = {{"weights", "w"}, {"blocks", kind == "confirm" ? 4 * 12 : 12}};
    journal_.append(record);
  }

  static double value(const Candidate& candidate, const std::string& path) {
    const std::optional<Interval> figure = figure_of(candidate, parse_metric_path(path, task));
    return figure ? figure->value : -1;
  }

  Json ready_{{"cell", {{"isa", "avx2"}}},
              {"memory", {{"weights_bytes", 100}, {"state_bytes", 64}, {"scratch_bytes", 10}, {"total_bytes", 174}}},
              {"pinned", true},
              {"clock_ns", 20},
              {"first_step_ns", 777},
              {"prepare_ns", 5000},
              {"parameters", 154},
              {"multiply_adds_per_step", 120},
              {"step_bytes", 616.0}};
  const tests::TemporaryFolder folder_;
  Journal journal_{folder_.path()};
  Suite suite_;
};

TEST_F(ScenarioEvidence, WithoutBlocksHasNoLatencyAtAll) {
  const Candidate one = candidate(Json::array());
  EXPECT_EQ(one.status, "passed");
  EXPECT_THAT(one.latency, IsEmpty());
  EXPECT_THAT(one.offline, IsEmpty());
  EXPECT_THAT(one.found, IsEmpty());
  EXPECT_FALSE(one.pass_ns.has_value());
}

TEST_F(ScenarioEvidence, CountsWhatIsExact) {
  const Candidate one = candidate(Json::array());
  EXPECT_EQ(value(one, "memory.total"), 174);
  EXPECT_EQ(value(one, "compute.operations_per_step"), 240) << "two for each multiply-add";
  EXPECT_EQ(value(one, "compute.parameters"), 154);
  EXPECT_EQ(one.parameters, 154);
  EXPECT_EQ(one.step_bytes, 616);
  EXPECT_DOUBLE_EQ(value(one, "memory.streams_per_gib"), (1073741824.0 - 100) / 64);
}

TEST_F(ScenarioEvidence, OfRealtimeHasSharesMissedAndJitterByBlock) {
  const Candidate one =
      candidate({realtime_block({10, 20, 30, 40}, 1, 10), realtime_block({50, 60}, 2, 20, "refused")});
  EXPECT_THAT(one.latency, UnorderedElementsAre(Key("realtime")));
  EXPECT_EQ(one.latency.at("realtime").samples, 6);
  EXPECT_EQ(one.latency.at("realtime").max_ns, 60);
  EXPECT_THAT(one.series.at("latency.realtime.missed"), ElementsAre(0.25, 1));
  EXPECT_THAT(one.series.at("latency.realtime.jitter"), ElementsAre(10, 20));
  EXPECT_DOUBLE_EQ(value(one, "latency.realtime.missed"), 0.625);
  EXPECT_DOUBLE_EQ(value(one, "latency.realtime.max"), 60);
  EXPECT_EQ(one.finding<RealtimeFinding>()->priority_refused, "refused");
}

TEST_F(ScenarioEvidence, OfColdHasTheFirstStepAndEveryPreparation) {
  const Candidate one =
      candidate({{{"cold", times({70, 80})}, {"prepare_ns", 6000}}, {{"cold", times({90})}, {"prepare_ns", 7000}}});
  EXPECT_THAT(one.latency, UnorderedElementsAre(Key("cold")));
  EXPECT_EQ(one.latency.at("cold").samples, 3);
  EXPECT_EQ(value(one, "latency.cold.first"), 777);
  EXPECT_THAT(one.series.at("latency.cold.prepare"), ElementsAre(5000, 6000, 7000));
  EXPECT_EQ(value(one, "latency.cold.prepare"), 6000);
}

TEST_F(ScenarioEvidence, OfAServerCountsTheBlocksOfTheStreamsThatStoodInTheEnd) {
  const Candidate one = candidate({server_block(100, 100, {500, 500}, 1000), server_block(100, 90, {600}, 1000),
                                   server_block(90, 90, {50, 60}, 1000), server_block(90, 90, {70, 80, 90}, 2000)});
  EXPECT_EQ(value(one, "throughput.server.streams"), 90);
  EXPECT_EQ(one.latency.at("server").samples, 5);
  EXPECT_EQ(one.latency.at("server").max_ns, 90);
  EXPECT_THAT(one.series.at("throughput.server.steps_per_second"), ElementsAre(2e6, 1.5e6));
}

TEST_F(ScenarioEvidence, OfAServerThatHoldsNotEvenOneStreamIsANumberAndNoLatency) {
  const Candidate one = candidate(Json::array({{{"server", {{"streams", 0}, {"next_streams", 0}}}}}));
  EXPECT_EQ(value(one, "throughput.server.streams"), 0);
  EXPECT_EQ(one.latency_in("server"), nullptr);
  EXPECT_EQ(value(one, "throughput.server.steps_per_second"), -1);
}

TEST_F(ScenarioEvidence, OfAStreamWithoutAnEndHasItsPartsAndWhatTheySay) {
  EndlessResult played;
  for (const std::int64_t ns : {100, 100, 120}) played.parts.push_back(times({ns, ns}).get<Histogram>());
  played.nmse = {1e-12, 1e-12, 1e-12};
  played.missed = 3;
  played.resident_growth_bytes = 4096;
  Json endless = played;
  endless["watch"] = {{"elapsed_ns", 9}, {"involuntary_switches", 4}};
  const Candidate one = candidate(Json::array(), {{"endless", endless}});
  EXPECT_THAT(one.latency, UnorderedElementsAre(Key("endless")));
  EXPECT_EQ(one.latency.at("endless").samples, 6);
  EXPECT_DOUBLE_EQ(value(one, "latency.endless.missed"), 0.5);
  EXPECT_DOUBLE_EQ(value(one, "latency.endless.slow_down"), 1.2);
  EXPECT_EQ(value(one, "memory.growth"), 4096);
  EXPECT_EQ(one.finding<EndlessResult>()->nmse, played.nmse);
  EXPECT_EQ(one.seen.at("endless").involuntary_switches, 4);
}

TEST_F(ScenarioEvidence, JoinsWhatWasSeenOverTheBlocksOfEachScenario) {
  Json first = watched("streaming", 2);
  first["watch"]["cold"]["elapsed_ns"] = 50;
  const Candidate one = candidate({first, watched("streaming", 3), watched("offline", 7)});
  EXPECT_THAT(one.seen, UnorderedElementsAre(Key("streaming"), Key("cold"), Key("offline")));
  EXPECT_EQ(one.seen.at("streaming").involuntary_switches, 5);
  EXPECT_EQ(one.seen.at("streaming").elapsed_ns, 2000);
  EXPECT_EQ(one.seen.at("cold").involuntary_switches, std::nullopt);
  EXPECT_EQ(one.seen.at("offline").involuntary_switches, 7);
}

TEST_F(ScenarioEvidence, TakesTheQuickestPassAndEveryCountOfInstructions) {
  const Candidate one = candidate({{{"pass_ns", 90.0}, {"instructions", 1000.0}},
                                   {{"pass_ns", 80.0}, {"instructions", 1002.0}},
                                   {{"pass_ns", 85.0}}});
  EXPECT_EQ(one.pass_ns, 80);
  EXPECT_THAT(one.series.at("compute.instructions_per_step"), ElementsAre(1000, 1002));
}

TEST_F(ScenarioEvidence, TakesTheMedianOfTheRoundsPassesAndPairsThemWhereNoneIsMissing) {
  const Candidate whole = candidate({{{"bound_pass_ns", 90.0}}, {{"bound_pass_ns", 80.0}}, {{"bound_pass_ns", 85.0}}});
  EXPECT_EQ(whole.pass_ns, 85);
  EXPECT_THAT(whole.passes, ElementsAre(90, 80, 85));
  const Candidate torn = candidate({{{"bound_pass_ns", 90.0}}, {{"prepare_ns", 1.0}}, {{"bound_pass_ns", 84.0}}});
  EXPECT_EQ(torn.pass_ns, 87);
  EXPECT_THAT(torn.passes, IsEmpty());
}

TEST_F(ScenarioEvidence, SaysWhyInstructionsWereNotCounted) {
  ready_["no_instructions"] = "no counter";
  const Candidate one = candidate(Json::array({{{"pass_ns", 90.0}}}));
  EXPECT_EQ(one.no_instructions, "no counter");
  EXPECT_EQ(value(one, "compute.instructions_per_step"), -1);
}

TEST_F(ScenarioEvidence, OfAFinalistMeasuredAfreshStandsBesideItsOwn) {
  const std::string id = candidates_of(suite_)[0].id();
  write("confirm", id, result_of(Json::array({realtime_block({90}, 0, 1)})));
  const Candidate one = candidate(Json::array({realtime_block({10}, 0, 1)}));
  ASSERT_NE(one.confirmed, nullptr);
  EXPECT_EQ(value(one, "latency.realtime.max"), 10);
  EXPECT_EQ(value(*one.confirmed, "latency.realtime.max"), 90);
}

TEST_F(ScenarioEvidence, KnowsTheTermsAndTheMachinesLimits) {
  write("limits", "", MachineLimits{{{"L1d", 16384, 1e11}}, {{"f32", "avx2", 5e10}}});
  candidate(Json::array());
  const Evidence evidence = gather(suite_, journal_, nullptr).front();
  EXPECT_EQ(evidence.scenarios.of<RealtimeTerms>().deadline_ns, 1000) << "of one period";
  EXPECT_EQ(evidence.scenarios.of<ServerTerms>().budget_ns, 1000);
  ASSERT_TRUE(evidence.limits.has_value());
  EXPECT_EQ(evidence.limits->peak_of(Arithmetic::f32), 5e10);
}

}  // namespace
}  // namespace gatewise::select_scenario_evidence_test
