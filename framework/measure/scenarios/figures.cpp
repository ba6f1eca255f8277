#include "measure/scenarios/figures.hpp"

#include <algorithm>

namespace gatewise {
namespace {

Interval median_of_chains(const std::vector<Chains>& blocks) {
  std::vector<std::vector<double>> values;
  for (const Chains& block : blocks) values.push_back(block.ns);
  return quantile_over_rounds(values, 0.5);
}

}  // namespace

void LatencyFigure::add(const Histogram& block) {
  step.push_back(block);
  samples += block.count();
  max_ns = std::max(max_ns, static_cast<double>(block.max_ns()));
}

Interval LatencyFigure::middle() const {
  return has_chains() ? median_of_chains(step_chains) : quantile_over_rounds(step, 0.5);
}

std::optional<Interval> LatencyFigure::cell_middle() const {
  if (!cell_chains.empty()) return median_of_chains(cell_chains);
  if (cell.empty() || cell.front().count() == 0) return std::nullopt;
  return quantile_over_rounds(cell, 0.5);
}

std::vector<double> LatencyFigure::block_middles() const {
  std::vector<double> middles;
  for (std::size_t i = 0; i < step.size(); ++i)
    middles.push_back(has_chains() ? step_chains[i].median_ns() : step[i].quantile(0.5));
  return middles;
}

const LatencyFigure* ScenarioFigures::latency_in(const std::string& scenario) const {
  const auto entry = latency.find(scenario);
  return entry == latency.end() ? nullptr : &entry->second;
}

std::optional<double> ScenarioFigures::value_of(const std::string& path) const {
  const auto entry = series.find(path);
  return entry == series.end() || entry->second.empty() ? std::nullopt : std::optional<double>(entry->second.front());
}

}  // namespace gatewise
