#include "select/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "measure/scenarios/registry.hpp"
#include "select/verdict.hpp"

namespace gatewise {
namespace {

constexpr double significance = 0.05;

const Candidate* find_candidate(const Evidence& evidence, const std::string& id) {
  const auto found = std::find_if(evidence.candidates.begin(), evidence.candidates.end(),
                                  [&](const Candidate& candidate) { return candidate.id == id; });
  return found == evidence.candidates.end() ? nullptr : &*found;
}

/// The verdict on the numbers behind a metric: exact ones have none.
Verdict verdict_behind(const Candidate& candidate, const MetricPath& path, const Evidence& evidence) {
  if (path.kind != "latency" && path.kind != "throughput") return {};
  const bool has_latency = find_scenario(path.scenario).facts().has_latency;
  if (path.is_latency() || (has_latency && candidate.latency_in(path.scenario) != nullptr))
    return latency_verdict(candidate, path.scenario, evidence);
  if (!has_latency)
    return throughput_verdict(candidate, candidate.offline.empty() ? nullptr : &candidate.offline.front(), evidence);
  return {};
}

std::string why_unusable(const Candidate* candidate, const std::string& id) {
  if (candidate == nullptr) return id + " is no candidate of the suite";
  if (candidate->status != "passed")
    return fmt::format("{} {} at {}: {}", id, candidate->status, candidate->stage, candidate->reason);
  return "";
}

class Gate {
 public:
  Gate(const Evidence& evidence, const GateRules& rules, const std::string& today)
      : evidence_(evidence), rules_(rules), today_(today) {}

  GateOutcome judge(const std::vector<std::pair<std::string, std::string>>& pairs) {
    for (const auto& [base, head] : pairs) {
      for (const GateRule& rule : rules_.rules) outcome_.rows.push_back(measure(base, head, rule));
      hear_witness(base, head);
    }
    correct();
    for (GateRow& row : outcome_.rows) decide(row);
    for (const Waiver& waiver : rules_.waivers) {
      if (waiver.has_expired(today_))
        warn(fmt::format("the waiver of {} for {} ended on {}: fix the regression or renew it", waiver.metric,
                         waiver.candidate, waiver.until));
    }
    return std::move(outcome_);
  }

 private:
  GateRow measure(const std::string& base_id, const std::string& head_id, const GateRule& rule) {
    GateRow row{base_id, head_id, rule, std::nullopt, 1, GateFinding::not_compared, ""};
    const Candidate* base = find_candidate(evidence_, base_id);
    const Candidate* head = find_candidate(evidence_, head_id);
    row.reason = why_unusable(base, base_id);
    if (!row.reason.empty()) return row;
    row.reason = why_unusable(head, head_id);
    if (!row.reason.empty()) {
      if (head != nullptr) row.finding = GateFinding::regression;  // it worked in the base
      return row;
    }
    for (const Candidate* one : {base, head}) {
      const Verdict verdict = verdict_behind(*one, rule.metric, evidence_);
      if (verdict.name == "INVALID") row.reason = fmt::format("{}: {}", one->id, verdict.reasons.front());
      if (verdict.name != "INDICATIVE") continue;
      outcome_.is_indicative = true;
      for (const std::string& reason : verdict.reasons)
        warn(fmt::format("{} INDICATIVE: {}", rule.metric.text, reason));
    }
    if (!row.reason.empty()) return row;
    row.change = change_of(*base, *head, rule.metric);
    if (!row.change) row.reason = fmt::format("{} was not measured on both sides", rule.metric.text);
    return row;
  }

  void hear_witness(const std::string& base_id, const std::string& head_id) {
    const Candidate* base = find_candidate(evidence_, base_id);
    const Candidate* head = find_candidate(evidence_, head_id);
    if (base == nullptr || head == nullptr) return;
    const MetricPath path = parse_metric_path("compute.instructions_per_step", evidence_.suite.task);
    if (const std::optional<Change> change = change_of(*base, *head, path)) {
      outcome_.witnesses.push_back({base_id, head_id, *change});
    } else if (outcome_.no_witness.empty()) {
      outcome_.no_witness = base->no_instructions;
    }
  }

  /// Exact changes are no tests; all others are corrected together.
  void correct() {
    std::vector<double> p;
    for (const GateRow& row : outcome_.rows) {
      if (row.change && !row.change->is_exact) p.push_back(row.change->p);
    }
    const std::vector<double> all = corrected(p);
    std::size_t next = 0;
    for (GateRow& row : outcome_.rows) {
      if (row.change) row.corrected_p = row.change->is_exact ? row.change->p : all[next++];
    }
  }

  void decide(GateRow& row) const {
    if (!row.change) return;
    const Change& change = *row.change;
    row.finding = GateFinding::same;
    if (row.corrected_p >= significance) return;
    if (!change.is_worse(row.rule.metric.better)) {
      row.finding = GateFinding::better;
      return;
    }
    const double by = std::abs(change.difference());
    const bool beyond = by > row.rule.worse_by * std::abs(change.base) && by > row.rule.and_by;
    row.finding = beyond ? GateFinding::regression : GateFinding::worse;
    if (!beyond) return;
    for (const Waiver& waiver : rules_.waivers) {
      if (!waiver.covers(row.head, row.rule.metric.text, today_)) continue;
      row.finding = GateFinding::waived;
      row.reason = fmt::format("waived until {}: {}", waiver.until, waiver.reason);
    }
  }

  void warn(const std::string& text) {
    std::vector<std::string>& all = outcome_.warnings;
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
  }

  const Evidence& evidence_;
  const GateRules& rules_;
  const std::string& today_;
  GateOutcome outcome_;
};

}  // namespace

std::string finding_name(GateFinding finding) {
  switch (finding) {
    case GateFinding::same:
      return "same";
    case GateFinding::better:
      return "better";
    case GateFinding::worse:
      return "worse, allowed";
    case GateFinding::regression:
      return "REGRESSION";
    case GateFinding::waived:
      return "waived";
    default:
      return "not compared";
  }
}

std::size_t GateOutcome::count(GateFinding finding) const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const GateRow& row) { return row.finding == finding; }));
}

GateOutcome judge_gate(const Evidence& evidence, const std::vector<std::pair<std::string, std::string>>& pairs,
                       const GateRules& rules, const std::string& today) {
  return Gate(evidence, rules, today).judge(pairs);
}

}  // namespace gatewise
