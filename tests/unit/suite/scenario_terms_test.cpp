#include "suite/scenario_terms.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "measure/scenarios/realtime/realtime.hpp"
#include "measure/scenarios/registry.hpp"
#include "measure/scenarios/server/server.hpp"

namespace gatewise::run_scenario_terms_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

Suite suite_of(const std::vector<std::string>& use) {
  Suite suite;
  suite.file = "mine.toml";
  suite.scenarios.use = use;
  return suite;
}

auto refuses(const std::string& key, const std::string& remedy) {
  return ThrowsMessage<InputError>(AllOf(StartsWith("mine.toml: " + key), HasSubstr(remedy)));
}

TEST(ScenarioTerms, TakeTheDatasetsPeriodWhereTheyNameNone) {
  const Scenarios terms = concrete_scenarios(suite_of({"realtime", "server"}), 0.01);
  EXPECT_DOUBLE_EQ(terms.of<RealtimeTerms>().period_ns, 1e7);
  EXPECT_DOUBLE_EQ(terms.of<ServerTerms>().period_ns, 1e7);
}

TEST(ScenarioTerms, KeepTheirOwnPeriod) {
  Suite suite = suite_of({"realtime", "server"});
  suite.scenarios.of<RealtimeTerms>().period_ns = 5e5;
  suite.scenarios.of<ServerTerms>().period_ns = 6e5;
  for (const double step_seconds : {0.0, 0.01}) {
    const Scenarios terms = concrete_scenarios(suite, step_seconds);
    EXPECT_EQ(terms.of<RealtimeTerms>().period_ns, 5e5);
    EXPECT_EQ(terms.of<ServerTerms>().period_ns, 6e5);
  }
}

TEST(ScenarioTerms, HaveAPeriodForADeadlineOrABudgetUnlessTheyNameOne) {
  Suite suite = suite_of({"realtime", "server"});
  Scenarios terms = concrete_scenarios(suite, 0.01);
  EXPECT_DOUBLE_EQ(terms.of<RealtimeTerms>().deadline_ns, 1e7);
  EXPECT_DOUBLE_EQ(terms.of<ServerTerms>().budget_ns, 1e7);
  suite.scenarios.of<RealtimeTerms>().deadline_ns = 7e3;
  suite.scenarios.of<ServerTerms>().budget_ns = 8e3;
  terms = concrete_scenarios(suite, 0.01);
  EXPECT_EQ(terms.of<RealtimeTerms>().deadline_ns, 7e3);
  EXPECT_EQ(terms.of<ServerTerms>().budget_ns, 8e3);
}

TEST(ScenarioTerms, WithoutAnyPeriodAreRefusedWithTheKey) {
  EXPECT_THAT([] { concrete_scenarios(suite_of({"realtime"}), 0); },
              refuses("scenarios.realtime.period is missing", "write one, such as \"10ms\""));
  EXPECT_THAT([] { concrete_scenarios(suite_of({"server"}), 0); },
              refuses("scenarios.server.period is missing", "write one"));
}

TEST(ScenarioTerms, OfAPeriodThatNoRunCanWaitForAreRefused) {
  EXPECT_THAT(
      [] { concrete_scenarios(suite_of({"realtime"}), 60); },
      refuses("scenarios.realtime.period is 60.0 s, longer than a run can wait for (250 ms)", "write a shorter one"));
  EXPECT_NO_THROW(concrete_scenarios(suite_of({"realtime"}), 0.25));
  EXPECT_NO_THROW(concrete_scenarios(suite_of({"server"}), 3600)) << "many streams together have short gaps";
}

TEST(ScenarioTerms, OfScenariosThatAreNotUsedAreNobodysMatter) {
  const Scenarios terms = concrete_scenarios(suite_of({"streaming", "cold", "endless", "offline"}), 0);
  EXPECT_EQ(terms.of<RealtimeTerms>().period_ns, 0);
  EXPECT_EQ(terms.of<ServerTerms>().budget_ns, 0);
}

TEST(ScenarioRequest, HoldsTheTermsOfTheScenariosInUseAlone) {
  const Json streaming = scenario_request(suite_of({"streaming"}).scenarios);
  for (const char* key : {"realtime", "server", "cold_samples", "endless"})
    EXPECT_FALSE(streaming.contains(key)) << key;
  EXPECT_EQ(streaming.at("chunk"), 1);
  const Json all = scenario_request(concrete_scenarios(suite_of(scenario_names()), 0.01));
  EXPECT_EQ(all.at("scenarios").size(), scenario_names().size());
  EXPECT_EQ(all.at("realtime").at("period_ns"), 1e7);
  EXPECT_EQ(all.at("server").at("budget_ns"), 1e7);
  EXPECT_EQ(all.at("cold_samples"), 8);
  EXPECT_EQ(all.at("endless").at("steps"), 1'000'000);
}

}  // namespace
}  // namespace gatewise::run_scenario_terms_test
