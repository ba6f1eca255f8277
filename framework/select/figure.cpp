#include "select/figure.hpp"

#include <limits>

namespace gatewise {
namespace {

std::optional<Interval> exactly(std::optional<double> value) {
  if (!value) return std::nullopt;
  return Interval{*value, *value, *value};
}

std::optional<Interval> memory_of(const Candidate& candidate, const std::string& kind) {
  if (kind == "peak_rss") return exactly(candidate.peak_rss_bytes);
  if (kind == "file") return exactly(candidate.file_bytes);
  if (!candidate.memory.is_object()) return std::nullopt;
  return exactly(candidate.memory.at(kind + "_bytes").get<double>());
}

/// Each block's own value.
std::vector<double> block_values(const Candidate& candidate, double quantile) {
  std::vector<double> values;
  for (const Histogram& block : candidate.streaming->step) {
    const double own =
        quantile == mean_quantile ? block.mean_ns() : block.at_rank(quantile_ranks(block.count(), quantile).value);
    values.push_back(own + candidate.delay_ns);
  }
  return values;
}

/// Of the step's own work.
Interval step_of(const LatencyFigure& latency, double quantile) {
  if (quantile == 1) return {latency.max_ns, latency.max_ns, latency.max_ns};
  if (quantile > 0) return quantile_over_rounds(latency.step, quantile);
  std::vector<double> means;
  for (const Histogram& block : latency.step) means.push_back(block.mean_ns());
  return mean_interval(means);
}

/// From an input to its label: the step's own work, and the steps that a delayed answer waits for.
Interval latency_of(const Candidate& candidate, double quantile) {
  if (quantile == delay_quantile) return *exactly(static_cast<double>(candidate.name.architecture.output_delay));
  const Interval step = step_of(*candidate.streaming, quantile);
  return {step.value + candidate.delay_ns, step.low + candidate.delay_ns, step.high + candidate.delay_ns};
}

const std::vector<double>& rates_of(const OfflineFigure& offline, const std::string& what) {
  return what == "steps_per_second" ? offline.steps_per_second : offline.sequences_per_second;
}

}  // namespace

std::optional<Interval> figure_of(const Candidate& candidate, const MetricPath& path) {
  if (path.kind == "memory") return memory_of(candidate, path.detail);
  if (path.kind == "latency")
    return candidate.streaming ? std::optional<Interval>(latency_of(candidate, path.quantile)) : std::nullopt;
  if (path.kind == "throughput")
    return !candidate.offline.empty()
               ? std::optional<Interval>(mean_interval(rates_of(candidate.offline.front(), path.detail)))
               : std::nullopt;
  const auto found = candidate.quality.find(path.detail);
  return found == candidate.quality.end() ? std::nullopt : std::optional<Interval>(found->second.validation_interval);
}

Comparable comparable_of(const Candidate& candidate, const MetricPath& path) {
  const std::optional<Interval> figure = figure_of(candidate, path);
  if (!figure) return {};
  Comparable one{true, path.kind, figure->value, candidate.name.architecture.id(), candidate.session, {}, {}};
  if (path.kind == "quality") one.quality = comparable_of(candidate.quality.at(path.detail).validation);
  if (path.kind == "throughput") one.blocks = rates_of(candidate.offline.front(), path.detail);
  if (path.kind == "latency" && path.quantile != delay_quantile) one.blocks = block_values(candidate, path.quantile);
  return one;
}

std::optional<MeanDifference> difference_of(const Comparable& a, const Comparable& b) {
  if (!a.known || !b.known) return std::nullopt;
  if (a.kind == "quality") return quality_difference(a.quality, b.quality, a.architecture == b.architecture);
  if (a.blocks.empty()) return MeanDifference{a.value - b.value, 0, 1};
  return a.session == b.session ? paired_difference(a.blocks, b.blocks) : unpaired_difference(a.blocks, b.blocks);
}

std::optional<MeanDifference> difference_of(const Candidate& a, const Candidate& b, const MetricPath& path) {
  return difference_of(comparable_of(a, path), comparable_of(b, path));
}

double total_bytes_of(const Candidate& candidate) {
  return candidate.memory.is_object() ? candidate.memory.at("total_bytes").get<double>()
                                      : std::numeric_limits<double>::infinity();
}

}  // namespace gatewise
