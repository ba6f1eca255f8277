#ifndef GATEWISE_MEASURE_METRIC_PATH_HPP
#define GATEWISE_MEASURE_METRIC_PATH_HPP

#include <string>
#include <vector>

#include "base/units.hpp"
#include "data/task.hpp"
#include "quality/metrics.hpp"

namespace gatewise {

/// One name in suites, on the command line and in reports: "quality.accuracy", "latency.streaming.p99", "memory.total".
struct MetricPath {
  std::string text;
  std::string kind;     ///< "quality", "latency" or "memory"
  std::string detail;   ///< the metric, the scenario or the kind of memory
  double quantile = 0;  ///< latency: 0.5 for p50 ...; 1 for max; -1 for mean
  Unit unit = Unit::none;
  Better better = Better::less;
};

/// Throws InputError with the nearest path where the text names no metric of this task.
MetricPath parse_metric_path(const std::string& text, Task task);

/// Every path that a suite of this task may name.
std::vector<std::string> metric_paths(Task task);

/// The scenarios that can be measured.
std::vector<std::string> scenario_names();

}  // namespace gatewise

#endif
