#include "select/figure.hpp"

#include <limits>

#include "select/quality_interval.hpp"

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

double block_value(const Histogram& block, double quantile) {
  if (quantile < 0) return block.mean_ns();
  return block.at_rank(quantile_ranks(block.count(), quantile).value);
}

Interval latency_of(const LatencyFigure& latency, double quantile) {
  if (quantile == 1) return {latency.max_ns, latency.max_ns, latency.max_ns};
  if (quantile > 0) return quantile_over_rounds(latency.step, quantile);
  std::vector<double> means;
  for (const Histogram& block : latency.step) means.push_back(block.mean_ns());
  return mean_interval(means);
}

}  // namespace

std::optional<Interval> figure_of(const Candidate& candidate, const MetricPath& path) {
  if (path.kind == "memory") return memory_of(candidate, path.detail);
  if (path.kind == "latency")
    return candidate.streaming ? std::optional<Interval>(latency_of(*candidate.streaming, path.quantile))
                               : std::nullopt;
  const auto found = candidate.quality.find(path.detail);
  return found == candidate.quality.end() ? std::nullopt : std::optional<Interval>(found->second.validation_interval);
}

std::optional<Interval> difference_of(const Candidate& a, const Candidate& b, const MetricPath& path) {
  const std::optional<Interval> x = figure_of(a, path);
  const std::optional<Interval> y = figure_of(b, path);
  if (!x || !y) return std::nullopt;
  if (path.kind == "memory") return exactly(x->value - y->value);
  if (path.kind == "quality") {
    const bool same_trainings = a.name.architecture.id() == b.name.architecture.id();
    return quality_difference(a.quality.at(path.detail).validation, b.quality.at(path.detail).validation,
                              same_trainings);
  }
  std::vector<double> differences;
  const std::size_t blocks = std::min(a.streaming->step.size(), b.streaming->step.size());
  for (std::size_t i = 0; i < blocks; ++i) {
    differences.push_back(block_value(a.streaming->step[i], path.quantile) -
                          block_value(b.streaming->step[i], path.quantile));
  }
  return mean_interval(differences);
}

double total_bytes_of(const Candidate& candidate) {
  return candidate.memory.is_object() ? candidate.memory.at("total_bytes").get<double>()
                                      : std::numeric_limits<double>::infinity();
}

bool holds_zero(const Interval& difference) { return difference.low <= 0 && difference.high >= 0; }

}  // namespace gatewise
