#include "select/pareto.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "select/figure.hpp"

namespace gatewise {
namespace {

/// Less is better in all three; infinite where there is no value.
using Costs = std::array<double, 3>;

Costs costs_of(const Candidate& candidate, const Evidence& evidence) {
  const auto cost = [&](const std::string& text) {
    const MetricPath path = parse_metric_path(text, evidence.suite.task);
    const std::optional<Interval> figure = preference_of(candidate, path);
    if (!figure) return std::numeric_limits<double>::infinity();
    return path.better == Better::less ? figure->value : -figure->value;
  };
  const std::string& metric = evidence.suite.metric;
  return {metric.empty() ? 0.0 : cost("quality." + metric), cost("latency.streaming.p50"), cost("memory.total")};
}

bool dominates(const Costs& a, const Costs& b) {
  bool better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    better = better || a[i] < b[i];
  }
  return better;
}

}  // namespace

std::vector<std::string> pareto_front(const Evidence& evidence) {
  std::vector<std::pair<const Candidate*, Costs>> passed;
  for (const Candidate& candidate : evidence.candidates) {
    if (candidate.status == "passed") passed.emplace_back(&candidate, costs_of(candidate, evidence));
  }
  std::vector<std::string> front;
  for (const auto& [candidate, costs] : passed) {
    const bool dominated = std::any_of(passed.begin(), passed.end(),
                                       [&, mine = costs](const auto& other) { return dominates(other.second, mine); });
    if (!dominated) front.push_back(candidate->id);
  }
  return front;
}

}  // namespace gatewise
