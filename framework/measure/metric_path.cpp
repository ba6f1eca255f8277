#include "measure/metric_path.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest_name.hpp"

namespace gatewise {
namespace {

struct Percentile {
  const char* name;
  double quantile;
};

constexpr Percentile percentiles[] = {{"p50", 0.5},    {"p90", 0.9}, {"p99", 0.99},
                                      {"p999", 0.999}, {"max", 1},   {"mean", mean_quantile}};

/// A figure that is no percentile.
struct Figure {
  const char* kind;
  const char* scenario;
  const char* detail;
  Unit unit;
  Better better;
};

constexpr Figure figures[] = {
    {"latency", "realtime", "jitter", Unit::nanoseconds, Better::less},
    {"latency", "realtime", "missed", Unit::none, Better::less},  // share of steps answered after their deadline
    {"latency", "cold", "prepare", Unit::nanoseconds, Better::less},
    {"latency", "cold", "first", Unit::nanoseconds, Better::less},  // the first step after it was prepared
    {"latency", "endless", "missed", Unit::none, Better::less},
    {"latency", "endless", "slow_down", Unit::none, Better::less},  // median of the last tenth by the first one's
    {"throughput", "offline", "steps_per_second", Unit::per_second, Better::more},
    {"throughput", "offline", "sequences_per_second", Unit::per_second, Better::more},
    {"throughput", "server", "streams", Unit::none, Better::more},
    {"throughput", "server", "steps_per_second", Unit::per_second, Better::more},
    {"memory", "", "weights", Unit::bytes, Better::less},
    {"memory", "", "state", Unit::bytes, Better::less},
    {"memory", "", "scratch", Unit::bytes, Better::less},
    {"memory", "", "total", Unit::bytes, Better::less},
    {"memory", "", "peak_rss", Unit::bytes, Better::less},
    {"memory", "", "file", Unit::bytes, Better::less},
    {"memory", "", "allocations_per_step", Unit::none, Better::less},
    {"memory", "", "streams_per_gib", Unit::none, Better::more},
    {"memory", "endless", "growth", Unit::bytes, Better::less},
    {"compute", "", "parameters", Unit::none, Better::less},
    {"compute", "", "capacity", Unit::none, Better::more},             // the parameters, where more of them are wanted
    {"compute", "", "operations_per_step", Unit::none, Better::less},  // two for each multiply-add
    {"compute", "streaming", "instructions_per_step", Unit::none, Better::less},
};

MetricPath path_of(const Figure& figure) {
  // Memory is grown by a stream without an end, but its name is short: memory.growth.
  const bool named =
      figure.scenario[0] != '\0' && std::string(figure.kind) != "memory" && std::string(figure.kind) != "compute";
  return {named ? fmt::format("{}.{}.{}", figure.kind, figure.scenario, figure.detail)
                : fmt::format("{}.{}", figure.kind, figure.detail),
          figure.kind,
          figure.scenario,
          figure.detail,
          0,
          figure.unit,
          figure.better};
}

std::vector<MetricPath> cost_paths() {
  std::vector<MetricPath> paths;
  for (const std::string& scenario : latency_scenarios()) {
    for (const Percentile& p : percentiles) {
      paths.push_back({fmt::format("latency.{}.{}", scenario, p.name), "latency", scenario, p.name, p.quantile,
                       Unit::nanoseconds, Better::less});
    }
  }
  for (const Figure& figure : figures) paths.push_back(path_of(figure));
  return paths;
}

std::vector<MetricPath> all_paths(Task task) {
  std::vector<MetricPath> paths;
  for (const Metric* metric : metrics_of(task)) {
    paths.push_back({fmt::format("quality.{}", metric->name), "quality", "", std::string(metric->name), 0, Unit::none,
                     metric->better});
  }
  if (answers_every_step(task))
    paths.push_back({"latency.streaming.delay", "latency", "streaming", "delay", 0, Unit::none, Better::less});
  const std::vector<MetricPath> costs = cost_paths();
  paths.insert(paths.end(), costs.begin(), costs.end());
  return paths;
}

}  // namespace

std::vector<std::string> latency_scenarios() { return {"streaming", "realtime", "server", "cold", "endless"}; }

std::vector<std::string> scenario_names() {
  std::vector<std::string> names = latency_scenarios();
  names.emplace_back("offline");
  return names;
}

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
  static const std::vector<MetricPath> paths = cost_paths();
  for (const MetricPath& path : paths) {
    if (path.text == text) return path.unit;
  }
  return Unit::none;
}

}  // namespace gatewise
