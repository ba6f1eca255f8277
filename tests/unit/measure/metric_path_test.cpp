#include "measure/metric_path.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "measure/scenarios/registry.hpp"

namespace gatewise::measure_metric_path_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

constexpr Task classification = Task::sequence_classification;

MetricPath parsed(const std::string& text) { return parse_metric_path(text, classification); }

std::vector<Task> all_tasks() {
  std::vector<Task> tasks;
  for (const std::string& name : task_names()) tasks.push_back(parse_task(name));
  return tasks;
}

TEST(MetricPath, EachThatATaskNamesIsParsedOnce) {
  for (const Task task : all_tasks()) {
    const std::vector<std::string> paths = metric_paths(task);
    EXPECT_EQ(std::set<std::string>(paths.begin(), paths.end()).size(), paths.size()) << task_name(task);
    for (const std::string& text : paths) {
      const MetricPath path = parse_metric_path(text, task);
      EXPECT_EQ(path.text, text);
      EXPECT_THAT(text, StartsWith(path.kind + "."));
      EXPECT_EQ(text.substr(text.rfind('.') + 1), path.detail);
      if (!path.scenario.empty()) {
        EXPECT_THAT(scenario_names(), Contains(path.scenario)) << text;
      }
    }
  }
}

TEST(MetricPath, EveryScenarioWithLatenciesHasAllPercentiles) {
  for (const std::string& scenario : latency_scenarios()) {
    for (const auto& [name, quantile] :
         {std::pair("p50", 0.5), std::pair("p90", 0.9), std::pair("p99", 0.99), std::pair("p999", 0.999),
          std::pair("max", 1.0), std::pair("mean", mean_quantile)}) {
      const MetricPath path = parsed("latency." + scenario + "." + name);
      EXPECT_EQ(path.kind, "latency");
      EXPECT_EQ(path.scenario, scenario);
      EXPECT_EQ(path.quantile, quantile);
      EXPECT_TRUE(path.is_latency());
      EXPECT_EQ(path.unit, Unit::nanoseconds);
      EXPECT_EQ(path.better, Better::less);
    }
  }
}

TEST(MetricPath, UnitsAreThoseOfTheirKind) {
  EXPECT_EQ(parsed("latency.realtime.jitter").unit, Unit::nanoseconds);
  EXPECT_EQ(parsed("latency.realtime.missed").unit, Unit::none);
  EXPECT_EQ(parsed("latency.cold.prepare").unit, Unit::nanoseconds);
  EXPECT_EQ(parsed("latency.cold.first").unit, Unit::nanoseconds);
  EXPECT_EQ(parsed("latency.endless.slow_down").unit, Unit::none);
  EXPECT_EQ(parsed("throughput.offline.steps_per_second").unit, Unit::per_second);
  EXPECT_EQ(parsed("throughput.server.streams").unit, Unit::none);
  EXPECT_EQ(parsed("memory.total").unit, Unit::bytes);
  EXPECT_EQ(parsed("memory.allocations_per_step").unit, Unit::none);
  EXPECT_EQ(parsed("compute.parameters").unit, Unit::none);
  for (const std::string& text : metric_paths(Task::cost_only))
    EXPECT_EQ(unit_of_path(text), parse_metric_path(text, Task::cost_only).unit);
  EXPECT_EQ(unit_of_path("memory.nothing"), Unit::none);
}

TEST(MetricPath, MoreIsBetterOfThroughputStreamsInMemoryAndCapacityAlone) {
  for (const std::string& text : metric_paths(Task::cost_only)) {
    const bool more =
        text.rfind("throughput.", 0) == 0 || text == "memory.streams_per_gib" || text == "compute.capacity";
    EXPECT_EQ(parse_metric_path(text, Task::cost_only).better, more ? Better::more : Better::less) << text;
  }
}

TEST(MetricPath, NamesTheScenarioThatItIsMeasuredIn) {
  EXPECT_EQ(parsed("latency.realtime.missed").scenario, "realtime");
  EXPECT_EQ(parsed("throughput.server.streams").scenario, "server");
  EXPECT_EQ(parsed("memory.growth").scenario, "endless") << "whatever its name";
  EXPECT_EQ(parsed("compute.instructions_per_step").scenario, "streaming");
  for (const char* text : {"memory.total", "memory.file", "compute.parameters", "quality.accuracy"})
    EXPECT_EQ(parsed(text).scenario, "") << text;
}

TEST(MetricPath, FiguresThatAreNoPercentilesAreNoLatencies) {
  for (const char* text : {"latency.realtime.jitter", "latency.cold.prepare", "latency.endless.missed", "memory.total"})
    EXPECT_FALSE(parsed(text).is_latency()) << text;
}

TEST(MetricPath, ACostOnlyTaskHasNoQuality) {
  EXPECT_THAT(metric_paths(Task::cost_only), Not(Contains(StartsWith("quality."))));
  for (const Task task : all_tasks()) {
    if (task == Task::cost_only) continue;
    EXPECT_THAT(metric_paths(task), Contains(StartsWith("quality."))) << task_name(task);
  }
}

TEST(MetricPath, ADelayIsOfTasksThatAnswerEveryStep) {
  for (const Task task : all_tasks()) {
    const std::vector<std::string> paths = metric_paths(task);
    EXPECT_EQ(std::count(paths.begin(), paths.end(), "latency.streaming.delay"), answers_every_step(task) ? 1 : 0);
  }
}

TEST(MetricPath, AnUnknownOneIsRefusedWithTheNearest) {
  EXPECT_THAT([] { parsed("latency.realtim.p99"); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("no metric 'latency.realtim.p99'"),
                                              HasSubstr("did you mean 'latency.realtime.p99'?"))));
  EXPECT_THAT([] { parse_metric_path("quality.accuracy", Task::cost_only); },
              ThrowsMessage<InputError>(HasSubstr("cost-only")));
}

}  // namespace
}  // namespace gatewise::measure_metric_path_test
