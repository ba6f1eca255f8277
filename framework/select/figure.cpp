#include "select/figure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "measure/scenarios/registry.hpp"

namespace gatewise {
namespace {

constexpr double tail_begins = 0.9;

/// Steps of an output delay are waited for in every scenario in which steps come by their period.
double waiting_of(const Candidate& candidate, const std::string& scenario) {
  return find_scenario(scenario).facts().waits_for_periods ? candidate.delay_ns : 0;
}

/// Whether the figure is of the middle of the distribution, which chains show better than single steps.
bool is_of_chains(const LatencyFigure& latency, double quantile) {
  return latency.has_chains() && (quantile == 0.5 || quantile == mean_quantile);
}

/// By how much a figure may be wrong because the clock advances in ticks: a chain of n calls has one for all of them.
double resolution_of(const Candidate& candidate, const MetricPath& path) {
  if (path.kind != "latency" || path.unit != Unit::nanoseconds) return 0;
  const LatencyFigure* latency = candidate.latency_in(path.scenario);
  if (latency == nullptr || !is_of_chains(*latency, path.quantile)) return candidate.tick_ns;
  return candidate.tick_ns / static_cast<double>(std::max<std::int64_t>(1, latency->step_chains.front().calls));
}

double block_mean(const LatencyFigure& latency, std::size_t block) {
  return latency.has_chains() ? latency.step_chains[block].mean_ns() : latency.step[block].mean_ns();
}

/// Each block's own value.
std::vector<double> block_values(const Candidate& candidate, const MetricPath& path) {
  const LatencyFigure& latency = *candidate.latency_in(path.scenario);
  std::vector<double> values;
  if (path.quantile == 0.5) values = latency.block_middles();
  for (std::size_t i = values.size(); i < latency.step.size(); ++i) {
    values.push_back(path.quantile == mean_quantile ? block_mean(latency, i) : latency.step[i].quantile(path.quantile));
  }
  for (double& value : values) value += waiting_of(candidate, path.scenario);
  return values;
}

/// The time of the step's own work.
Interval step_of(const LatencyFigure& latency, double quantile) {
  if (quantile == 1) return {latency.max_ns, latency.max_ns, latency.max_ns};
  if (quantile == 0.5) return latency.middle();
  if (quantile > 0) return quantile_over_rounds(latency.step, quantile);
  std::vector<double> means;
  for (std::size_t i = 0; i < latency.step.size(); ++i) means.push_back(block_mean(latency, i));
  return mean_interval(means);
}

/// From an input to its label: the step's own work, and the steps that a delayed answer waits for.
std::optional<Interval> latency_of(const Candidate& candidate, const MetricPath& path) {
  const LatencyFigure* latency = candidate.latency_in(path.scenario);
  if (latency == nullptr) return std::nullopt;
  const Interval step = widened_by_tick(step_of(*latency, path.quantile), resolution_of(candidate, path));
  const double waits = waiting_of(candidate, path.scenario);
  return Interval{step.value + waits, step.low + waits, step.high + waits, step.unknown};
}

/// Whether a path's values stand with each way of batching.
bool is_of_batches(const MetricPath& path) { return path.scenario == OfflineTerms::scenario; }

const std::vector<double>& rates_of(const OfflineFigure& offline, const std::string& what) {
  return what == "steps_per_second" ? offline.steps_per_second : offline.sequences_per_second;
}

Interval scaled(const Interval& figure, double by, double fixed = 0) {
  const auto scale = [&](double value) { return (value - fixed) * by + fixed; };
  return {scale(figure.value), scale(figure.low), scale(figure.high), figure.unknown};
}

/// The share of steps that take `deadline_ns` or longer; a bucket that holds it counts as a whole.
Interval missed_at(const LatencyFigure& latency, double deadline_ns) {
  std::vector<double> shares;
  for (const Histogram& block : latency.step) shares.push_back(1 - block.shares_at(deadline_ns).first);
  return mean_interval(shares);
}

}  // namespace

namespace {

/// A count stands as one value; what is sampled has one a block.
std::optional<Interval> series_figure(const Candidate& candidate, const MetricPath& path) {
  const auto found = candidate.series.find(path.text);
  if (found == candidate.series.end()) return std::nullopt;
  const double tick = resolution_of(candidate, path);
  if (found->second.size() > 1) return widened_by_tick(mean_interval(found->second), tick);
  const double value = found->second.front();
  return widened_by_tick({value, value, value}, tick);
}

}  // namespace

std::optional<Interval> figure_of(const Candidate& candidate, const MetricPath& path) {
  if (path.kind == "quality") {
    const auto found = candidate.quality.find(path.detail);
    return found == candidate.quality.end() ? std::nullopt
                                            : std::optional<Interval>(found->second.validation_score.artifact);
  }
  if (path.is_latency()) return latency_of(candidate, path);
  if (is_of_batches(path)) {
    if (candidate.offline.empty()) return std::nullopt;
    return mean_interval(rates_of(candidate.offline.front(), path.detail));
  }
  return series_figure(candidate, path);
}

std::optional<Interval> preference_of(const Candidate& candidate, const MetricPath& path) {
  if (path.kind != "quality") return figure_of(candidate, path);
  const auto found = candidate.quality.find(path.detail);
  return found == candidate.quality.end() ? std::nullopt
                                          : std::optional<Interval>(found->second.validation_score.recipe);
}

Interval slower_figure(const Interval& figure, const Candidate& candidate, const MetricPath& path, double times,
                       const Scenarios& scenarios) {
  if (path.kind == "throughput") return scaled(figure, 1 / times);
  if (path.detail != "missed")
    return scaled(figure, times, path.is_latency() ? waiting_of(candidate, path.scenario) : 0);
  const double deadline = find_scenario(path.scenario).deadline_ns(scenarios);
  if (deadline == 0) return figure;  // nothing can be missed
  return missed_at(*candidate.latency_in(path.scenario), deadline / times);
}

Comparable comparable_of(const Candidate& candidate, const MetricPath& path) {
  const std::optional<Interval> figure = preference_of(candidate, path);
  if (!figure) return {};
  Comparable one{true, path.kind, figure->value, candidate.name.architecture.id(), candidate.session, {}, {}, 0, 0,
                 0,    {}};
  one.resolution = resolution_of(candidate, path);
  if (one.resolution > 0) one.tick = candidate.tick_ns;
  if (path.kind == "quality") one.quality = comparable_of(candidate.quality.at(path.detail).validation);
  if (path.is_latency()) one.blocks = block_values(candidate, path);
  if (path.quantile >= tail_begins && path.quantile < 1) {
    for (const Histogram& block : candidate.latency_in(path.scenario)->step)
      one.tails.push_back(block.cumulative_shares());
    one.waits = waiting_of(candidate, path.scenario);
  }
  if (is_of_batches(path)) one.blocks = rates_of(candidate.offline.front(), path.detail);
  const auto found = candidate.series.find(path.text);
  if (found != candidate.series.end() && found->second.size() > 1) one.blocks = found->second;
  return one;
}

namespace {

double share_above(const std::vector<std::pair<double, double>>& cumulative, double value) {
  const auto above = std::upper_bound(cumulative.begin(), cumulative.end(), value,
                                      [](double v, const auto& entry) { return v < entry.first; });
  return above == cumulative.begin() ? 1 : 1 - std::prev(above)->second;
}

std::vector<double> shares_above(const Comparable& one, double value) {
  std::vector<double> shares;
  for (const auto& block : one.tails) shares.push_back(share_above(block, value - one.waits));
  return shares;
}

MeanDifference tail_difference(const Comparable& a, const Comparable& b) {
  const double between = std::sqrt(a.value * b.value);
  const std::vector<double> first = shares_above(a, between);
  const std::vector<double> second = shares_above(b, between);
  const MeanDifference shares =
      a.session == b.session ? paired_difference(first, second) : unpaired_difference(first, second);
  const double value = a.value - b.value;
  if (shares.unknown != nullptr) return {value, 0, 1, shares.unknown};
  if (shares.value == 0) return {value, 0, 1, "as many values are beyond one percentile as beyond the other"};
  const double scale = value / shares.value;
  return {value, shares.variance * scale * scale, shares.freedom};
}

}  // namespace

std::optional<MeanDifference> difference_of(const Comparable& a, const Comparable& b) {
  if (!a.known || !b.known) return std::nullopt;
  if (a.kind == "quality") return quality_difference(a.quality, b.quality, a.architecture == b.architecture);
  if (a.blocks.empty() || b.blocks.empty()) return MeanDifference{a.value - b.value, 0, 1};
  const double resolution = std::max(a.resolution, b.resolution);
  if (!a.tails.empty() && !b.tails.empty()) return tail_difference(a, b).with_tick(resolution);
  const MeanDifference difference =
      a.session == b.session ? paired_difference(a.blocks, b.blocks) : unpaired_difference(a.blocks, b.blocks);
  return difference.with_tick(resolution);
}

std::optional<MeanDifference> difference_of(const Candidate& a, const Candidate& b, const MetricPath& path) {
  return difference_of(comparable_of(a, path), comparable_of(b, path));
}

double total_bytes_of(const Candidate& candidate) {
  return candidate.value_of("memory.total").value_or(std::numeric_limits<double>::infinity());
}

}  // namespace gatewise
