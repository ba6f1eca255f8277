#include "measure/metric_path.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "measure/scenarios/registry.hpp"

namespace gatewise {
namespace {

struct Percentile {
  const char* name;
  double quantile;
};

constexpr Percentile percentiles[] = {{"p50", 0.5},    {"p90", 0.9}, {"p99", 0.99},
                                      {"p999", 0.999}, {"max", 1},   {"mean", mean_quantile}};

/// A figure that needs no scenario.
struct Figure {
  const char* kind;
  const char* detail;
  Unit unit;
  Better better;
};

constexpr Figure figures[] = {
    {"memory", "weights", Unit::bytes, Better::less},
    {"memory", "state", Unit::bytes, Better::less},
    {"memory", "scratch", Unit::bytes, Better::less},
    {"memory", "total", Unit::bytes, Better::less},
    {"memory", "peak_rss", Unit::bytes, Better::less},
    {"memory", "file", Unit::bytes, Better::less},
    {"memory", "allocations_per_step", Unit::none, Better::less},
    {"memory", "streams_per_gib", Unit::none, Better::more},
    {"compute", "parameters", Unit::none, Better::less},
    {"compute", "capacity", Unit::none, Better::more},             // the parameters, where more of them are wanted
    {"compute", "operations_per_step", Unit::none, Better::less},  // two for each multiply-add
};

void add_latencies(const Scenario& scenario, std::vector<MetricPath>& paths) {
  if (!scenario.facts().has_latency) return;
  for (const Percentile& p : percentiles) {
    const bool middle = p.quantile == 0.5 || p.quantile == mean_quantile;
    paths.push_back({fmt::format("latency.{}.{}", scenario.name(), p.name), "latency", scenario.name(), p.name,
                     p.quantile, Unit::nanoseconds, Better::less, middle ? FigureKind::middle : FigureKind::tail});
  }
}

/// Whether a path of a scenario is one of this task's; without a task, of any.
bool has_path(const ScenarioPath& path, std::optional<Task> task) {
  return !path.of_every_step || !task || answers_every_step(*task);
}

std::vector<MetricPath> cost_paths(std::optional<Task> task) {
  std::vector<MetricPath> paths;
  for (const Scenario* scenario : scenarios()) add_latencies(*scenario, paths);
  for (const Scenario* scenario : scenarios()) {
    for (const ScenarioPath& path : scenario->paths()) {
      if (!has_path(path, task)) continue;
      paths.push_back({path_text(*scenario, path), path.kind, scenario->name(), path.detail, 0, path.unit, path.better,
                       path.figure});
    }
  }
  for (const Figure& figure : figures) {
    paths.push_back({fmt::format("{}.{}", figure.kind, figure.detail), figure.kind, "", figure.detail, 0, figure.unit,
                     figure.better, FigureKind::exact});
  }
  return paths;
}

std::vector<MetricPath> all_paths(Task task) {
  std::vector<MetricPath> paths;
  for (const Metric* metric : metrics_of(task)) {
    paths.push_back({fmt::format("quality.{}", metric->name), "quality", "", std::string(metric->name), 0, Unit::none,
                     metric->better, FigureKind::exact});
  }
  const std::vector<MetricPath> costs = cost_paths(task);
  paths.insert(paths.end(), costs.begin(), costs.end());
  return paths;
}

}  // namespace

std::vector<std::string> metric_paths(Task task) {
  std::vector<std::string> names;
  for (const MetricPath& path : all_paths(task)) names.push_back(path.text);
  return names;
}

MetricPath parse_metric_path(const std::string& text, Task task) {
  for (const MetricPath& path : all_paths(task)) {
    if (path.text == text) return path;
  }
  throw InputError(
      fmt::format("task '{}' has no metric '{}'{}", task_name(task), text, suggestion(text, metric_paths(task))));
}

Unit unit_of_path(const std::string& text) {
  static const std::vector<MetricPath> paths = cost_paths(std::nullopt);
  for (const MetricPath& path : paths) {
    if (path.text == text) return path.unit;
  }
  return Unit::none;
}

}  // namespace gatewise
