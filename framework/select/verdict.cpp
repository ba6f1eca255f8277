#include "select/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.hpp"
#include "measure/machine/build_type.hpp"
#include "measure/scenarios/registry.hpp"

namespace gatewise {
namespace {

constexpr double notable_drift = 0.02;  // of the median, from the first block to the last

/// Worst first.
Verdict verdict_of(Reasons reasons) {
  Verdict verdict;
  if (!reasons.indicative.empty()) verdict.name = "INDICATIVE";
  if (!reasons.invalid.empty()) verdict.name = "INVALID";
  verdict.reasons = std::move(reasons.invalid);
  verdict.reasons.insert(verdict.reasons.end(), reasons.indicative.begin(), reasons.indicative.end());
  return verdict;
}

/// What holds for all numbers of the cost session.
void add_session(Reasons& reasons, const Candidate& candidate, std::size_t blocks, const Evidence& evidence) {
  const Suite& suite = evidence.suite;
  std::vector<std::string>& list = reasons.indicative;
  list.insert(list.end(), suite.measurement_cuts.begin(), suite.measurement_cuts.end());
  if (static_cast<std::int64_t>(blocks) < suite.measurement.blocks) {
    list.push_back(
        fmt::format("--max-time ended the measuring after {} of {} blocks", blocks, suite.measurement.blocks));
  }
  if (candidate.sessions > 1) {
    list.push_back(
        fmt::format("measured in one of {} sessions: what drifted between them is not seen; `gatewise runs prune RUN "
                    "--kind cost` and a new run measure all in one",
                    candidate.sessions));
  }
  if (candidate.sittings > 1)
    list.push_back(fmt::format("measured in {} sittings: the run was interrupted", candidate.sittings));
  if (!candidate.pinned) list.emplace_back("the measuring process could not be pinned to a core");
  if (evidence.environment.is_object() && evidence.environment.value("cores", 0) == 1) {
    list.emplace_back(
        "only one core is allowed: the run's parent shares it with the measured child; allow two (taskset, docker "
        "--cpuset-cpus)");
  }
  if (is_debug_build) list.emplace_back("this program is a debug build; measure with the release preset");
  if (is_sanitized_build) list.emplace_back("this program is built with a sanitizer; measure with the release preset");
}

void add_disturbances(Reasons& reasons, const Candidate& candidate, const std::string& scenario, std::int64_t samples) {
  const auto seen = candidate.seen.find(scenario);
  if (seen == candidate.seen.end()) return;  // records up to version 0.5 were not watched
  const Judgement judgement = judge(seen->second, samples);
  reasons.indicative.insert(reasons.indicative.end(), judgement.indicative.begin(), judgement.indicative.end());
  reasons.invalid.insert(reasons.invalid.end(), judgement.invalid.begin(), judgement.invalid.end());
}

void add_drift(Reasons& reasons, const std::vector<double>& blocks, const char* of_what) {
  const Drift drift = drift_of(blocks);
  if (!drift.significant || std::abs(drift.change) < notable_drift) return;
  reasons.indicative.push_back(
      fmt::format("{} drifted by {:+.1f} % from the first block to the last; let the machine settle, and measure again",
                  of_what, 100 * drift.change));
}

/// A time below what the machine needs means that the bound is wrong, or that the candidate does less than it says.
void add_bound(Reasons& reasons, const std::optional<Bound>& bound, double step_ns) {
  if (!bound || bound->ns <= step_ns) return;
  reasons.indicative.push_back(fmt::format(
      "a step takes {} and its bound is {}: the bound's probe was disturbed, or the candidate does not read "
      "all of its weights; measure again",
      format_quantity(step_ns, Unit::nanoseconds), format_quantity(bound->ns, Unit::nanoseconds)));
}

void add_samples(Reasons& reasons, const LatencyFigure& latency, double q) {
  const long needed = samples_needed(q);
  if (latency.samples >= needed) return;
  reasons.indicative.push_back(
      fmt::format("p{} needs {} samples, there are {}; raise measurement.blocks or use --effort publish",
                  format_quantity(100 * q, Unit::none), needed, latency.samples));
}

}  // namespace

std::optional<Bound> bound_of(const Candidate& candidate, const Evidence& evidence, double lanes) {
  if (!candidate.pass_ns) return std::nullopt;
  const Arithmetic arithmetic = arithmetic_of(candidate.name.backend.precision);
  const double operations = candidate.value_of("compute.operations_per_step").value_or(0);
  const double peak = evidence.limits ? evidence.limits->peak_of(arithmetic) : 0;
  return step_bound({candidate.step_bytes, operations, arithmetic}, *candidate.pass_ns, peak, lanes);
}

Verdict latency_verdict(const Candidate& candidate, const std::string& scenario, const Evidence& evidence) {
  const LatencyFigure* latency = candidate.latency_in(scenario);
  if (latency == nullptr)
    return {"INVALID", {candidate.streaming_reason.empty() ? "not measured" : candidate.streaming_reason}};
  Reasons reasons;
  const Scenario& kind = find_scenario(scenario);
  const ScenarioFacts& facts = kind.facts();
  add_session(reasons, candidate,
              facts.blocks_compare ? latency->step.size() : static_cast<std::size_t>(evidence.suite.measurement.blocks),
              evidence);
  add_samples(reasons, *latency, facts.highest_quantile);
  add_disturbances(reasons, candidate, scenario, latency->samples);
  if (facts.blocks_compare) add_drift(reasons, latency->block_middles(), "the median");
  if (facts.has_bound && kind.steps_a_call(evidence.suite.scenarios) == 1)
    add_bound(reasons, bound_of(candidate, evidence), latency->middle().value);
  kind.add_reasons(candidate, evidence.scenarios, reasons);
  return verdict_of(std::move(reasons));
}

Verdict throughput_verdict(const Candidate& candidate, const OfflineFigure* offline, const Evidence& evidence) {
  if (offline == nullptr) return {"INVALID", {"not measured"}};
  Reasons reasons;
  add_session(reasons, candidate, offline->steps_per_second.size(), evidence);
  add_disturbances(reasons, candidate, OfflineTerms::scenario, offline->steps);
  add_drift(reasons, offline->steps_per_second, "the rate");
  return verdict_of(std::move(reasons));
}

Verdict quality_verdict(const Candidate& candidate, const Evidence& evidence) {
  if (evidence.suite.is_seeded) return {"INVALID", {"not measured: the weights are seeded"}};
  Reasons reasons;
  reasons.indicative = evidence.suite.cuts;
  reasons.indicative.insert(reasons.indicative.end(), candidate.cuts.begin(), candidate.cuts.end());
  if (evidence.suite.seeds.size() < 2)
    reasons.indicative.emplace_back("one seed: how much trainings differ is not known");
  return verdict_of(std::move(reasons));
}

std::string memory_complaint(const Candidate& candidate) {
  constexpr double overhead = 16 * 1024;  // the allocator's own and a plugin's handles
  const std::optional<double> declared = candidate.value_of("memory.total");
  const std::optional<double> observed = candidate.value_of("memory.observed");
  if (!declared || !observed) return "";
  if (std::abs(*observed - *declared) <= 0.1 * *declared + overhead) return "";
  return fmt::format("declares {} and was seen to take {}", format_quantity(*declared, Unit::bytes),
                     format_quantity(*observed, Unit::bytes));
}

}  // namespace gatewise
