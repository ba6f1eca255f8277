#ifndef GATEWISE_MEASURE_METRIC_PATH_HPP
#define GATEWISE_MEASURE_METRIC_PATH_HPP

#include <string>
#include <vector>

#include "base/units.hpp"
#include "data/task.hpp"
#include "quality/metrics.hpp"

namespace gatewise {

/// One name in suites, on the command line and in reports: "quality.accuracy", "latency.streaming.p99",
/// "throughput.offline.steps_per_second", "memory.total".
struct MetricPath {
  std::string text;
  std::string kind;     ///< "quality", "latency", "throughput" or "memory"
  std::string detail;   ///< the metric, the latency's scenario, what is counted, or the kind of memory
  double quantile = 0;  ///< latency: 0.5 for p50 ...; 1 for max; mean_quantile; delay_quantile
  Unit unit = Unit::none;
  Better better = Better::less;
};

/// The quantiles of latency paths that are none.
inline constexpr double mean_quantile = -1;
inline constexpr double delay_quantile = -2;  ///< latency.streaming.delay: steps between an input and its label

/// Throws InputError with the nearest path where the text names no metric of this task.
MetricPath parse_metric_path(const std::string& text, Task task);

/// Every path that a suite of this task may name.
std::vector<std::string> metric_paths(Task task);

/// The scenarios that can be measured.
std::vector<std::string> scenario_names();

}  // namespace gatewise

#endif
