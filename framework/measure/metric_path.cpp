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
constexpr const char* rates[] = {"steps_per_second", "sequences_per_second"};
constexpr const char* memories[] = {"weights", "state", "scratch", "total", "peak_rss", "file"};

std::vector<MetricPath> all_paths(Task task) {
  std::vector<MetricPath> paths;
  for (const Metric* metric : metrics_of(task)) {
    paths.push_back(
        {fmt::format("quality.{}", metric->name), "quality", std::string(metric->name), 0, Unit::none, metric->better});
  }
  for (const Percentile& p : percentiles) {
    paths.push_back({fmt::format("latency.streaming.{}", p.name), "latency", "streaming", p.quantile, Unit::nanoseconds,
                     Better::less});
  }
  if (answers_every_step(task))
    paths.push_back({"latency.streaming.delay", "latency", "streaming", delay_quantile, Unit::none, Better::less});
  for (const char* rate : rates) {
    paths.push_back(
        {fmt::format("throughput.offline.{}", rate), "throughput", rate, 0, Unit::per_second, Better::more});
  }
  for (const char* memory : memories)
    paths.push_back({fmt::format("memory.{}", memory), "memory", memory, 0, Unit::bytes, Better::less});
  return paths;
}

}  // namespace

std::vector<std::string> scenario_names() { return {"streaming", "offline"}; }

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

}  // namespace gatewise
