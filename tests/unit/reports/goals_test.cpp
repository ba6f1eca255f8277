// What runs say of the quality that their budgets ask for.
#include <gmock/gmock.h>

#include "base/json.hpp"
#include "reports/text/goals_table.hpp"

namespace gatewise::reports_goals_test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

OrderedJson candidate(const char* id, const char* metric, double value, double low, double high) {
  return {{"id", id},
          {"status", "passed"},
          {"quality", {{metric, {{"value", value}, {"low", low}, {"high", high}, {"by_seed", {low, high}}}}}}};
}

OrderedJson report(const OrderedJson& candidates, const OrderedJson& limits) {
  return {{"suite", {{"name", "s"}}},
          {"candidates", candidates},
          {"rankings", {{{"host", "h1"}, {"limits", limits}}, {{"host", "h2"}, {"limits", limits}}}}};
}

std::vector<std::string> verdicts(const OrderedJson& candidates, const OrderedJson& limits) {
  std::vector<std::string> last;
  for (const std::vector<std::string>& row : goals_table({report(candidates, limits)}).rows) last.push_back(row.back());
  return last;
}

TEST(GoalsTable, MeanReachesAndWholeIntervalProves) {
  const OrderedJson candidates{candidate("a", "accuracy", 0.9, 0.86, 0.94), candidate("b", "accuracy", 0.9, 0.8, 1),
                               candidate("c", "accuracy", 0.84, 0.8, 0.88)};
  EXPECT_THAT(verdicts(candidates, {{{"metric", "quality.accuracy"}, {"min", 0.85}}}),
              ElementsAre("goal is", "proven", "reached", "**missed**"));
}

TEST(GoalsTable, ALimitFromAboveIsProvenByTheUpperEnd) {
  const OrderedJson candidates{candidate("a", "mse", 0.002, 0, 0.004), candidate("b", "mse", 0.002, 0, 0.02),
                               candidate("c", "mse", 0.1, 0, 0.2)};
  EXPECT_THAT(verdicts(candidates, {{{"metric", "quality.mse"}, {"max", 0.01}}}),
              ElementsAre("goal is", "proven", "reached", "**missed**"));
}

TEST(GoalsTable, KnowsNothingOfOtherLimitsNorOfWhatDidNotPass) {
  OrderedJson failed = candidate("a", "accuracy", 1, 1, 1);
  failed["status"] = "failed";
  const OrderedJson limits{{{"metric", "quality.accuracy"}, {"min", 0.85}},
                           {{"metric", "latency.streaming.p99"}, {"max", 1000}}};
  EXPECT_THAT(verdicts(OrderedJson::array({failed}), limits), SizeIs(1));
  EXPECT_THAT(
      goals_table({report(OrderedJson::array({candidate("b", "accuracy", 0.875, 0.75, 1)}), limits)}).rows.back(),
      ElementsAre("s", "accuracy >= 0.85", "`b`", "0.875", "0.75 to 1", "0.75, 1", "reached"));
}

}  // namespace
}  // namespace gatewise::reports_goals_test
