// A cost-only suite in all scenarios, from its file to its reports.
#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "measure/metric_path.hpp"
#include "measure/scenarios/endless/endless.hpp"
#include "measure/scenarios/realtime/realtime.hpp"
#include "measure/scenarios/registry.hpp"
#include "measure/scenarios/server/server.hpp"
#include "support/report_schema.hpp"
#include "support/shared_run.hpp"

namespace gatewise::tests::scenarios_test {
namespace {

using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string six_scenarios = R"(task = "cost-only"

[backends]
use = ["reference.f32", "int8.int8"]

[[shapes]]
families = ["lstm"]
hidden = [8]
input = [3]

[workload]
lengths = { shape = "constant", steps = 20 }
count = 8
outputs = 3

[measurement]
blocks = 2
block_steps = 50

[scenarios]
use = ["streaming", "realtime", "server", "cold", "endless", "offline"]
realtime = { period = "50us" }
server = { period = "1ms", p99 = "20ms", memory = "64KiB" }
cold = { samples = 2 }
endless = { steps = 2000 }

[budget.streams]
throughput.server.streams = { min = 1 }
prefer = "latency.realtime.p50"
)";

const std::vector<std::string> candidates{"lstm-h8-l1-i3/reference.f32", "lstm-h8-l1-i3/int8.int8"};

/// One run for all tests of its reports.
class ScenarioRun : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    work_ = new Workplace(six_scenarios);
    printed_ = share_run_of_suite(*work_, "scenarios");
  }
  static void TearDownTestSuite() { delete work_; }

  static Json measurement(const std::string& candidate, const std::string& scenario) {
    const Json report = work_->report();
    for (const Json& entry : report.at("measurements")) {
      if (entry.at("candidate") == candidate && entry.at("scenario") == scenario) return entry;
    }
    return nullptr;
  }

  static std::multiset<std::string> kinds() {
    std::multiset<std::string> all;
    for (const Json& record : records_of(work_->journal())) all.insert(record.at("kind").get<std::string>());
    return all;
  }

  static Workplace* work_;
  static std::string printed_;
};
Workplace* ScenarioRun::work_ = nullptr;
std::string ScenarioRun::printed_;

TEST_F(ScenarioRun, MeasuresEveryCandidateInEveryScenario) {
  for (const std::string& candidate : candidates) {
    for (const std::string& scenario : scenario_names()) {
      const Json entry = measurement(candidate, scenario);
      ASSERT_TRUE(entry.is_object()) << candidate << " " << scenario;
      EXPECT_GT(entry.at("samples"), 0) << candidate << " " << scenario << entry.at("reasons");
      EXPECT_EQ(entry.at("p50_ns").is_object(), scenario != "offline") << candidate << " " << scenario;
    }
  }
}

TEST_F(ScenarioRun, HasAsManySamplesAsItsSuiteAsksFor) {
  for (const std::string& candidate : candidates) {
    EXPECT_EQ(measurement(candidate, "cold").at("samples"), 2 * 2);
    EXPECT_EQ(measurement(candidate, "endless").at("samples"), 2000);
    EXPECT_EQ(measurement(candidate, "realtime").at("samples"), 2 * 50);
    EXPECT_GE(measurement(candidate, "streaming").at("samples"), 2 * 50);
    EXPECT_EQ(measurement(candidate, "offline").at("samples"), 2) << "rates of blocks";
  }
}

TEST_F(ScenarioRun, SaysTheTermsAndWhatEachScenarioAdds) {
  for (const std::string& candidate : candidates) {
    const Json realtime = measurement(candidate, "realtime");
    EXPECT_EQ(realtime.at("period_ns"), 50'000);
    EXPECT_EQ(realtime.at("deadline_ns"), 50'000) << "of one period";
    EXPECT_TRUE(realtime.at("missed").is_object() && realtime.at("jitter_ns").is_object());
    const Json server = measurement(candidate, "server");
    EXPECT_EQ(server.at("period_ns"), 1e6);
    EXPECT_EQ(server.at("budget_ns"), 2e7);
    EXPECT_GE(server.at("streams").at("value"), 1);
    EXPECT_TRUE(server.at("steps_per_second").is_object());
    const Json cold = measurement(candidate, "cold");
    EXPECT_TRUE(cold.at("prepare_ns").is_object() && cold.at("first_step_ns").is_object());
    const Json endless = measurement(candidate, "endless");
    EXPECT_EQ(endless.at("nmse").size(), 10U);
    EXPECT_TRUE(endless.at("slow_down").is_object() && endless.at("missed").is_object());
    EXPECT_EQ(measurement(candidate, "streaming").at("chunk"), 1);
    EXPECT_TRUE(measurement(candidate, "streaming").at("bound").is_object());
  }
}

TEST_F(ScenarioRun, TheReferenceAnswersAsTheOracleToTheEnd) {
  const Json reference = measurement(candidates[0], "endless").at("nmse");
  for (const Json& part : reference) EXPECT_LT(part, 1e-9);
  const Json int8 = measurement(candidates[1], "endless").at("nmse");
  for (const Json& part : int8) EXPECT_LT(part, 0.1);
}

TEST_F(ScenarioRun, TrainsAndScoresNothing) {
  EXPECT_THAT(kinds(), Not(Contains("train")));
  EXPECT_THAT(kinds(), Not(Contains("quality")));
  EXPECT_THAT(kinds(), Not(Contains("dataset")));
  for (const std::string& candidate : candidates) {
    const Json entry = candidate_of(work_->report(), candidate);
    EXPECT_EQ(entry.at("status"), "passed") << entry.at("reason");
    EXPECT_TRUE(entry.at("quality").empty());
    EXPECT_EQ(entry.at("quality_verdict").at("verdict"), "INVALID");
  }
}

TEST_F(ScenarioRun, ItsReportKeepsToTheSchema) { EXPECT_EQ(complaints(work_->report()), ""); }

TEST_F(ScenarioRun, TheSchemaDescribesEveryKeyOfAMeasurement) {
  const Json schema =
      Json::parse(bytes_of(std::filesystem::path(GATEWISE_SOURCE_DIR) / "reports/json/report.schema.json"));
  const Json& known = schema.at("definitions").at("Measurement").at("properties");
  const Json report = work_->report();
  EXPECT_EQ(report.at("measurements").size(), candidates.size() * scenario_names().size());
  for (const Json& entry : report.at("measurements")) {
    for (const auto& [key, value] : entry.items())
      EXPECT_TRUE(known.contains(key)) << key << " of " << entry.at("scenario");
  }
}

TEST_F(ScenarioRun, TerminalAndMarkdownShowEveryScenario) {
  const std::string markdown = bytes_of(work_->path() / "out/report.md");
  for (const char* title : {"streaming", "realtime, a step every 50.0 us, to be answered within 50.0 us",
                            "server, a stream steps every 1.00 ms, p99 within 20.0 ms",
                            "cold, the first step after the caches were flushed", "endless, one stream without a reset",
                            "offline, batching"}) {
    EXPECT_THAT(markdown, HasSubstr(title));
    // The ranked table stands for streaming and offline there.
    const std::string scenario = title;
    if (scenario == "streaming" || scenario == "offline, batching") continue;
    EXPECT_THAT(printed_, HasSubstr(scenario));
  }
  EXPECT_THAT(printed_, ContainsRegex("candidate +p50 +p99 +memory +steps"));
}

TEST_F(ScenarioRun, RanksByTheBudgetThatItsSuiteHas) {
  const Json report = work_->report();
  ASSERT_EQ(report.at("rankings").size(), 1U);
  EXPECT_EQ(report.at("rankings")[0].at("prefer"), "latency.realtime.p50");
  EXPECT_EQ(report.at("rankings")[0].at("order").size(), 2U);
}

TEST_F(ScenarioRun, ASecondRunMeasuresNothingAgain) {
  const auto before = kinds();
  const Json figures = work_->report().at("measurements");
  ASSERT_EQ(work_->run_suite().exit_code, 0);
  EXPECT_EQ(kinds().count("cost"), before.count("cost"));
  EXPECT_EQ(work_->report().at("measurements"), figures);
}

TEST_F(ScenarioRun, ItsReproduceCommandMeasuresThisCandidateAlone) {
  const std::string command = measurement(candidates[1], "streaming").at("reproduce");
  ASSERT_EQ(command.rfind("gatewise run ", 0), 0U) << command;
  const Outcome again =
      tests::run({{"sh", "-c", GATEWISE_PROGRAM + command.substr(std::string("gatewise").size()) + " --out again"},
                  work_->path()});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  const Json report = Json::parse(bytes_of(work_->path() / "again/report.json"));
  ASSERT_EQ(report.at("candidates").size(), 1U);
  EXPECT_EQ(report.at("candidates")[0].at("id"), candidates[1]);
}

TEST(ScenarioRuns, AWiderHeadIsComparedWithAnOracleOfItsOwn) {
  const Workplace work(six_scenarios);
  const std::vector<std::string> endless_alone{"--set", R"(scenarios.use=["endless"])", "--set", "budget={}"};
  const auto run_with_outputs = [&](const std::string& outputs) {
    std::vector<std::string> arguments = endless_alone;
    arguments.insert(arguments.end(), {"--set", "workload.outputs=" + outputs});
    EXPECT_EQ(work.run_suite(arguments).exit_code, 0);
    const Json report = work.report();
    EXPECT_EQ(report.at("measurements").size(), 2U);
    for (const Json& entry : report.at("measurements")) {
      if (entry.at("candidate") != candidates[0]) continue;
      for (const Json& part : entry.at("nmse")) EXPECT_LT(part, 1e-9) << outputs << " outputs";
    }
  };
  run_with_outputs("3");
  run_with_outputs("5");
}

/// What the program says of a suite with this replaced.
Outcome with(const std::string& from, const std::string& to) {
  std::string suite = six_scenarios;
  suite.replace(suite.find(from), from.size(), to);
  return Workplace(suite).run_suite();
}

TEST(ScenarioRuns, OfASuiteThatCantBeMeasuredEndWithItsKeyAndARemedy) {
  expect_input_error(with(R"(realtime = { period = "50us" })", ""), {"scenarios.realtime.period is missing", "10ms"});
  expect_input_error(with(R"(period = "50us")", R"(period = "10s")"),
                     {"scenarios.realtime.period is 10.0 s", "write a shorter one"});
  expect_input_error(with(R"(period = "1ms", )", ""), {"scenarios.server.period is missing", "write one"});
  expect_input_error(with("lengths = { shape = \"constant\", steps = 20 }", ""),
                     {"small.toml", "'workload' must say how long the sequences are", "steps = 64"});
  expect_input_error(with("[measurement]", "[training]\nepochs = 1\n[measurement]"),
                     {"small.toml:", "'training' has no place in a cost-only suite"});
  expect_input_error(with("prefer = \"latency.realtime.p50\"", "prefer = \"quality\""),
                     {"small.toml:", "'budget.streams.prefer'", "use latency, throughput or memory"});
  expect_input_error(with(R"("realtime", )", ""),
                     {"latency.realtime.p50", "scenarios.use has no 'realtime'", "add it"});
  expect_input_error(with("endless = { steps = 2000 }", "endless = { steps = 20 }"),
                     {"small.toml:", "'scenarios.endless.steps' is 20"});
}

}  // namespace
}  // namespace gatewise::tests::scenarios_test
