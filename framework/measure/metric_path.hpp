#ifndef GATEWISE_MEASURE_METRIC_PATH_HPP
#define GATEWISE_MEASURE_METRIC_PATH_HPP

#include <string>
#include <vector>

#include "base/units.hpp"
#include "data/task.hpp"
#include "measure/scenarios/scenario.hpp"
#include "quality/metrics.hpp"

namespace gatewise {

/// One name in suites, on the command line and in reports: "quality.accuracy", "latency.streaming.p99",
/// "throughput.offline.steps_per_second", "memory.total".
struct MetricPath {
  std::string text;
  std::string kind;      ///< "quality", "latency", "throughput", "memory" or "compute"
  std::string scenario;  ///< that it is measured in; empty where it needs none
  std::string detail;    ///< the last part
  double quantile = 0;   ///< of a latency: 0.5 for p50 ...; 1 for max; mean_quantile; 0: it is none of them
  Unit unit = Unit::none;
  Better better = Better::less;
  FigureKind figure = FigureKind::exact;

  /// Whether its value is a figure of the scenario's distribution of latencies.
  bool is_latency() const { return quantile != 0; }
  /// Whether a clock measured it, so that another run of the same machine measures something else.
  bool is_timed() const { return (kind == "latency" || kind == "throughput") && figure != FigureKind::exact; }
};

/// The quantile of a path that is a mean.
inline constexpr double mean_quantile = -1;

/// Throws InputError with the nearest path where the text names no metric of this task.
MetricPath parse_metric_path(const std::string& text, Task task);

/// Every path that a suite of this task may name.
std::vector<std::string> metric_paths(Task task);

/// The unit of a path's values, whatever the task; none for what is no path.
Unit unit_of_path(const std::string& text);

}  // namespace gatewise

#endif
