// Which facts make a number INDICATIVE or INVALID.
#include "select/verdict.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <tuple>

#include "measure/scenarios/endless/endless.hpp"
#include "measure/scenarios/realtime/realtime.hpp"
#include "measure/scenarios/registry.hpp"
#include "measure/scenarios/server/server.hpp"
#include "measure/scenarios/streaming/streaming.hpp"

namespace gatewise::select_verdict_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A quiet child, watched.
Disturbances quiet() {
  Disturbances seen;
  seen.elapsed_ns = 1'000'000'000;
  seen.involuntary_switches = 0;
  seen.steal_ns = 0;
  return seen;
}

Disturbances moved_about() {
  Disturbances seen = quiet();
  seen.migrations = 3;
  return seen;
}

LatencyFigure blocks_of(const std::vector<std::int64_t>& block_ns, std::int64_t samples = 7000) {
  LatencyFigure latency;
  for (const std::int64_t ns : block_ns) {
    Histogram& block = latency.step.emplace_back();
    for (std::int64_t i = 0; i < samples; ++i) block.add(ns);
    latency.samples += samples;
    latency.max_ns = std::max(latency.max_ns, static_cast<double>(ns));
  }
  return latency;
}

constexpr std::int64_t blocks = 6;

Evidence with_blocks() {
  Evidence evidence;
  evidence.suite.measurement.blocks = blocks;
  return evidence;
}

/// Measured in these scenarios, and nothing happened.
Candidate fine_in(const std::vector<std::string>& scenarios) {
  Candidate candidate;
  candidate.pinned = true;
  candidate.name.backend = {"x", "f32"};
  for (const std::string& scenario : scenarios) {
    candidate.latency[scenario] = blocks_of(std::vector<std::int64_t>(blocks, 100));
    candidate.seen[scenario] = quiet();
  }
  if (candidate.latency.count("endless") != 0) {
    candidate.finding_to_write<EndlessResult>().nmse = std::vector<double>(10, 1e-12);
  }
  return candidate;
}

/// What is said about the measurement; a debug build says more.
std::vector<std::string> reasons(const Verdict& verdict) {
  std::vector<std::string> all;
  for (const std::string& reason : verdict.reasons) {
    if (reason.find("release preset") == std::string::npos) all.push_back(reason);
  }
  return all;
}

std::vector<std::string> reasons_in(const Candidate& candidate, const std::string& scenario, const Evidence& evidence) {
  return reasons(latency_verdict(candidate, scenario, evidence));
}

TEST(LatencyVerdict, FindsNothingWhereNothingHappened) {
  Evidence evidence = with_blocks();
  evidence.scenarios.of<ServerTerms>().budget_ns = 200;
  const Candidate candidate = fine_in(latency_scenarios());
  for (const std::string& scenario : latency_scenarios())
    EXPECT_THAT(reasons_in(candidate, scenario, evidence), IsEmpty()) << scenario;
}

TEST(LatencyVerdict, OfWhatWasNotMeasuredIsInvalidAndSaysWhy) {
  Candidate candidate = fine_in({"streaming"});
  const Verdict cold = latency_verdict(candidate, "cold", with_blocks());
  EXPECT_EQ(cold.name, "INVALID");
  EXPECT_THAT(cold.reasons, Contains("not measured"));
  candidate.streaming_reason = "a bidirectional one";
  EXPECT_THAT(latency_verdict(candidate, "cold", with_blocks()).reasons, Contains("a bidirectional one"));
}

TEST(LatencyVerdict, DowngradesTheDisturbedScenarioAlone) {
  Evidence evidence = with_blocks();
  evidence.scenarios.of<ServerTerms>().budget_ns = 200;
  for (const std::string& disturbed : latency_scenarios()) {
    Candidate candidate = fine_in(latency_scenarios());
    candidate.seen[disturbed] = moved_about();
    for (const std::string& scenario : latency_scenarios()) {
      if (scenario == disturbed) {
        EXPECT_EQ(latency_verdict(candidate, scenario, evidence).name, "INDICATIVE");
        EXPECT_THAT(reasons_in(candidate, scenario, evidence), Contains(HasSubstr("moved between cores 3 times")));
      } else {
        EXPECT_THAT(reasons_in(candidate, scenario, evidence), IsEmpty()) << disturbed << " is not " << scenario;
      }
    }
  }
}

TEST(LatencyVerdict, IsInvalidWhereTheClockStepped) {
  Candidate candidate = fine_in({"streaming", "cold"});
  candidate.seen["cold"].clock_step_ns = 50'000'000;
  EXPECT_EQ(latency_verdict(candidate, "cold", with_blocks()).name, "INVALID");
  EXPECT_THAT(reasons_in(candidate, "streaming", with_blocks()), IsEmpty());
}

TEST(LatencyVerdict, NamesADriftOfBlocks) {
  Candidate candidate = fine_in({"streaming", "realtime", "server", "endless"});
  for (auto& [scenario, latency] : candidate.latency) latency = blocks_of({100, 102, 104, 106, 108, 110});
  Evidence evidence = with_blocks();
  evidence.scenarios.of<ServerTerms>().budget_ns = 200;
  EXPECT_THAT(reasons_in(candidate, "streaming", evidence), Contains(HasSubstr("the median drifted by +9.5 %")));
  EXPECT_THAT(reasons_in(candidate, "realtime", evidence), Contains(HasSubstr("drifted")));
  EXPECT_THAT(reasons_in(candidate, "server", evidence), IsEmpty()) << "its blocks depend on what it kept";
  EXPECT_THAT(reasons_in(candidate, "endless", evidence), IsEmpty()) << "its parts are one stream's";
}

TEST(LatencyVerdict, ASteadyDriftBelowTwoPercentIsNone) {
  Candidate candidate = fine_in({"streaming"});
  candidate.latency["streaming"] = blocks_of({120, 120, 121, 121, 122, 122});
  EXPECT_THAT(reasons_in(candidate, "streaming", with_blocks()), IsEmpty());
}

TEST(LatencyVerdict, AsksForSamplesAsTheScenariosHighestPercentileNeedsThem) {
  for (const auto& [scenario, percentile, enough] :
       {std::tuple("streaming", "p99.9 needs 6636", 6636), std::tuple("realtime", "p99 needs 662", 662),
        std::tuple("cold", "p90 needs 64", 64)}) {
    Candidate candidate = fine_in({scenario});
    Evidence evidence = with_blocks();
    evidence.suite.measurement.blocks = 1;
    candidate.latency[scenario] = blocks_of({100}, enough);
    EXPECT_THAT(reasons_in(candidate, scenario, evidence), IsEmpty()) << scenario;
    candidate.latency[scenario] = blocks_of({100}, enough - 1);
    EXPECT_THAT(reasons_in(candidate, scenario, evidence), Contains(HasSubstr(percentile))) << scenario;
  }
}

TEST(LatencyVerdict, DoubtsAServerWhoseP99IsNotProvenWithinItsBudget) {
  const Candidate candidate = fine_in({"server"});
  Evidence evidence = with_blocks();
  evidence.scenarios.of<ServerTerms>().budget_ns = 99;
  EXPECT_EQ(latency_verdict(candidate, "server", evidence).name, "INDICATIVE");
  EXPECT_THAT(reasons_in(candidate, "server", evidence), Contains(HasSubstr("is not proven within 99 ns")));
  evidence.scenarios.of<ServerTerms>().budget_ns = 100;
  EXPECT_THAT(reasons_in(candidate, "server", evidence), IsEmpty());
}

TEST(LatencyVerdict, DoubtsAStreamWhoseAnswersDriftFromTheOracle) {
  Candidate candidate = fine_in({"endless"});
  candidate.finding_to_write<EndlessResult>().nmse.back() = 4e-12;
  EXPECT_THAT(reasons_in(candidate, "endless", with_blocks()), IsEmpty());
  candidate.finding_to_write<EndlessResult>().nmse.back() = 5e-12;
  EXPECT_THAT(reasons_in(candidate, "endless", with_blocks()), Contains(HasSubstr("drift from the oracle's")));
  candidate.finding_to_write<EndlessResult>().nmse.front() = 0;
  candidate.finding_to_write<EndlessResult>().nmse.back() = 1e-13;
  EXPECT_THAT(reasons_in(candidate, "endless", with_blocks()), IsEmpty()) << "rounding is no drift";
}

TEST(LatencyVerdict, IsInvalidWhereAnswersAreNoNumbers) {
  Candidate candidate = fine_in({"endless"});
  candidate.finding_to_write<EndlessResult>().not_finite = 12;
  const Verdict verdict = latency_verdict(candidate, "endless", with_blocks());
  EXPECT_EQ(verdict.name, "INVALID");
  EXPECT_THAT(verdict.reasons.front(), HasSubstr("12 sampled answers"));
}

TEST(LatencyVerdict, DoubtsAStepBelowItsBound) {
  Candidate candidate = fine_in({"streaming", "cold"});
  candidate.pass_ns = 101;
  EXPECT_THAT(reasons_in(candidate, "streaming", with_blocks()),
              Contains(HasSubstr("a step takes 100 ns and its bound is 101 ns")));
  EXPECT_THAT(reasons_in(candidate, "cold", with_blocks()), IsEmpty()) << "only warm steps are near their bound";
  candidate.pass_ns = 100;
  EXPECT_THAT(reasons_in(candidate, "streaming", with_blocks()), IsEmpty());
  candidate.pass_ns = 101;
  Evidence chunks = with_blocks();
  chunks.suite.scenarios.of<StreamingTerms>().chunk = 4;
  EXPECT_THAT(reasons_in(candidate, "streaming", chunks), IsEmpty()) << "a call's steps share the weights";
}

TEST(LatencyVerdict, SaysWhyRealtimePriorityWasRefused) {
  Candidate candidate = fine_in({"streaming", "realtime"});
  candidate.finding_to_write<RealtimeFinding>().priority_refused = "refused";
  EXPECT_THAT(reasons_in(candidate, "realtime", with_blocks()), Contains("refused"));
  EXPECT_THAT(reasons_in(candidate, "streaming", with_blocks()), IsEmpty());
}

TEST(LatencyVerdict, NamesWhatHoldsForTheWholeSession) {
  Candidate candidate = fine_in({"streaming"});
  candidate.latency["streaming"] = blocks_of({100, 100, 100, 100, 100});
  candidate.pinned = false;
  candidate.sessions = 2;
  candidate.sittings = 3;
  const std::vector<std::string> all = reasons_in(candidate, "streaming", with_blocks());
  EXPECT_THAT(all, Contains(HasSubstr("after 5 of 6 blocks")));
  EXPECT_THAT(all, Contains(HasSubstr("could not be pinned")));
  EXPECT_THAT(all, Contains(HasSubstr("one of 2 sessions")));
  EXPECT_THAT(all, Contains(HasSubstr("in 3 sittings")));
}

TEST(LatencyVerdict, DoubtsWhatSharesTheOnlyCoreWithItsParent) {
  const Candidate candidate = fine_in({"streaming"});
  Evidence evidence = with_blocks();
  evidence.environment = {{"cores", 1}};
  EXPECT_EQ(latency_verdict(candidate, "streaming", evidence).name, "INDICATIVE");
  EXPECT_THAT(reasons_in(candidate, "streaming", evidence), Contains(HasSubstr("only one core is allowed")));
  evidence.environment = {{"cores", 2}};
  EXPECT_THAT(reasons_in(candidate, "streaming", evidence), IsEmpty());
}

OfflineFigure offline(std::vector<double> rates) {
  OfflineFigure figure;
  figure.steps_per_second = std::move(rates);
  figure.steps = 10'000;
  return figure;
}

TEST(ThroughputVerdict, SeesItsOwnDisturbancesAndDrift) {
  Candidate candidate = fine_in({"streaming"});
  candidate.seen["offline"] = quiet();
  const OfflineFigure steady = offline({100, 101, 100, 101, 100, 101});
  EXPECT_THAT(reasons(throughput_verdict(candidate, &steady, with_blocks())), IsEmpty());
  const OfflineFigure rising = offline({100, 103, 106, 109, 112, 115});
  EXPECT_THAT(reasons(throughput_verdict(candidate, &rising, with_blocks())), Contains(HasSubstr("the rate drifted")));
  candidate.seen["streaming"] = moved_about();
  EXPECT_THAT(reasons(throughput_verdict(candidate, &steady, with_blocks())), IsEmpty());
  candidate.seen["offline"] = moved_about();
  EXPECT_THAT(reasons(throughput_verdict(candidate, &steady, with_blocks())),
              Contains(HasSubstr("moved between cores")));
  EXPECT_EQ(throughput_verdict(candidate, nullptr, with_blocks()).name, "INVALID");
}

TEST(QualityVerdict, OfSeededWeightsIsInvalid) {
  Evidence evidence = with_blocks();
  evidence.suite.is_seeded = true;
  EXPECT_EQ(quality_verdict(Candidate(), evidence).name, "INVALID");
  EXPECT_THAT(quality_verdict(Candidate(), evidence).reasons, Contains(HasSubstr("seeded")));
}

Candidate of_memory(double declared, double observed) {
  Candidate candidate;
  candidate.series["memory.total"] = {declared};
  candidate.series["memory.observed"] = {observed};
  return candidate;
}

TEST(MemoryComplaint, BeginsATenthAnd16KiBAway) {
  EXPECT_EQ(memory_complaint(of_memory(1e6, 1e6)), "");
  EXPECT_EQ(memory_complaint(of_memory(1e6, 1.1e6 + 16384)), "");
  EXPECT_EQ(memory_complaint(of_memory(1e6, 0.9e6 - 16384)), "");
  EXPECT_THAT(memory_complaint(of_memory(1e6, 1.1e6 + 16385)), HasSubstr("declares"));
  EXPECT_THAT(memory_complaint(of_memory(1e6, 0.9e6 - 16385)), HasSubstr("was seen to take"));
  EXPECT_EQ(memory_complaint(of_memory(100, 16484)), "") << "a small model may not be told from the allocator's own";
}

TEST(MemoryComplaint, NeedsBoth) {
  Candidate candidate = of_memory(1e6, 9e6);
  EXPECT_NE(memory_complaint(candidate), "");
  candidate.series.erase("memory.observed");
  EXPECT_EQ(memory_complaint(candidate), "");
}

TEST(CandidatesBound, NeedsAPassAndTakesThePeakOfItsArithmetic) {
  Candidate candidate = fine_in({"streaming"});
  Evidence evidence = with_blocks();
  EXPECT_FALSE(bound_of(candidate, evidence).has_value());
  candidate.pass_ns = 10;
  candidate.series["compute.operations_per_step"] = {1000};
  EXPECT_EQ(bound_of(candidate, evidence)->by, "bytes") << "without the machine's limits";
  evidence.limits = MachineLimits{{}, {{"f32", "avx2", 1e10}, {"int8", "avx2", 1e12}}};
  EXPECT_EQ(bound_of(candidate, evidence)->by, "operations");
  EXPECT_DOUBLE_EQ(bound_of(candidate, evidence)->ns, 100);
  candidate.name.backend.precision = "int8";
  EXPECT_DOUBLE_EQ(bound_of(candidate, evidence)->ns, 10);
  EXPECT_DOUBLE_EQ(bound_of(candidate, evidence, 5)->ns, 2);
}

}  // namespace
}  // namespace gatewise::select_verdict_test
