// A finished trial is never repeated, and kill -9 at any moment loses at most the trials in flight.
#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::resume_test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

TEST(Resume, RepeatsNoFinishedTrial) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const std::string journal = bytes_of(work.journal());
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_TRUE(bytes_of(work.journal()) == journal) << "the journal has changed";
}

TEST(Resume, RepeatsNoTrialThatWasUnsupported) {
  const Workplace work;
  const std::vector<std::string> arguments{"--plugin", test_plugin("refuses_size").string()};
  ASSERT_EQ(work.run_suite(arguments).exit_code, 0);
  const std::string journal = bytes_of(work.journal());
  EXPECT_EQ(work.run_suite(arguments).exit_code, 0);
  EXPECT_TRUE(bytes_of(work.journal()) == journal) << "the journal has changed";
}

TEST(Resume, RepeatsWhatDependsOnAChangedKeyOnly) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const std::string journal = bytes_of(work.journal());
  EXPECT_EQ(work.run_suite({"--set", "measurement.blocks=3"}).exit_code, 0);
  const std::string longer = bytes_of(work.journal());
  ASSERT_GT(longer.size(), journal.size());
  EXPECT_TRUE(longer.substr(0, journal.size()) == journal) << "what was finished has changed";
  for (const std::string& line : lines_of(longer.substr(journal.size())))
    EXPECT_THAT(Json::parse(line).at("kind"), AnyOf("host", "cost"));
}

TEST(Resume, TrainsAgainWhereTheWeightsAreGone) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const std::filesystem::path weights = work.weights("rnn_tanh-h4-l1-seed-1");
  const std::string bytes = bytes_of(weights);
  write(weights, "something else");
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_TRUE(bytes_of(weights) == bytes) << "the weights differ";
}

TEST(Resume, ReportsTheBuildThatIsNamedNowNotTheOneMeasuredLast) {
  const Workplace work;
  const auto implementation_of = [&](const std::string& plugin) {
    EXPECT_EQ(work.run_suite({"--plugin", "mine=" + test_plugin(plugin).string()}).exit_code, 0);
    return candidate_of(work.report(), "rnn_tanh-h4-l1/mine.f32").at("implementation").get<std::string>();
  };
  EXPECT_EQ(implementation_of("stripped"), "test");
  EXPECT_EQ(implementation_of("pure_c"), "c11");
  EXPECT_EQ(implementation_of("stripped"), "test");
}

TEST(Rerank, FollowsChangedBudgetsWithoutTouchingTheJournal) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const std::string journal = bytes_of(work.journal());
  EXPECT_EQ(work.report().at("rankings").at(0).at("budget"), "none");
  write(work / "out/suite.toml",
        small_suite(
            "[budget.tight]\nmemory.total = { max = \"1B\" }\n[budget.loose]\nmemory.total = { max = \"1GiB\" }\n"));
  const Outcome outcome = work.run({"report", "out"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Budget tight: "));
  const Json rankings = work.report().at("rankings");
  ASSERT_EQ(rankings.size(), 2U);
  const auto violates_memory = [](const Json& ranking) {
    return entry_of(ranking.at("order").at(0).at("violations"), "metric", "memory.total").is_object();
  };
  EXPECT_TRUE(violates_memory(entry_of(rankings, "budget", "tight")));
  EXPECT_FALSE(violates_memory(entry_of(rankings, "budget", "loose")));
  EXPECT_TRUE(bytes_of(work.journal()) == journal) << "the journal has changed";
}

TEST(Rerank, WithAnUnusableBudgetLeavesTheOldReport) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  write(work / "out/suite.toml", small_suite("[budget.edge]\nquality.entity_f1 = { min = 0.5 }\n"));
  const auto before = snapshot(work.path());
  expect_input_error(work.run({"report", "out"}), {"suite.toml:17:", "entity_f1"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(Report, OfASuiteThatLeavesNameAndDatasetToItsFileKeepsThem) {
  const Workplace work;
  std::string text = small_suite();
  for (const char* line : {"name = \"small\"\n", "dataset = \"telemetry-workload\"\n"})
    text.erase(text.find(line), std::string(line).size());
  write(work / "telemetry-workload.toml", text);
  EXPECT_EQ(work.run({"run", "telemetry-workload.toml", "--out", "out"}).exit_code, 0);
  EXPECT_EQ(work.report().at("suite").at("name"), "telemetry-workload");
  ASSERT_TRUE(work.report().at("dataset").is_object());
  EXPECT_EQ(work.report().at("dataset").at("id"), "telemetry-workload");
}

/// Six architectures, so that there is a middle.
std::string longer_suite() {
  std::string text = small_suite();
  text.replace(text.find("[4]"), 3, "[4, 5, 6, 7, 8, 9]");
  return text;
}

std::size_t lines_in(const std::filesystem::path& file) {
  return std::filesystem::exists(file) ? lines_of(bytes_of(file)).size() : 0;
}

TEST(KilledHost, LeavesNoChildBehindAndIsTakenUpWhereItWas) {
  const Workplace work(longer_suite());
  StartedProgram program(work.command({"run", "small.toml", "--out", "out"}));
  ASSERT_TRUE(comes_true([&] { return lines_in(work.journal()) >= 3; }, 120));
  program.kill();
  EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); }));
  program.wait();
  EXPECT_FALSE(std::filesystem::exists(work / "out/report.json")) << "it was through before it was killed";

  std::string kept = bytes_of(work.journal());
  kept.erase(kept.rfind('\n') + 1);
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_TRUE(bytes_of(work.journal()).substr(0, kept.size()) == kept) << "what was finished has changed";
  EXPECT_EQ(work.report().at("candidates").size(), 6U);
  for (const Json& candidate : work.report().at("candidates")) EXPECT_EQ(candidate.at("status"), "passed");
  std::map<std::string, int> counts;
  for (const Json& record : records_of(work.journal())) ++counts[record.at("key")];
  for (const auto& [key, count] : counts) EXPECT_EQ(count, 1) << key;
}

TEST(KilledHost, LeavesNoHangingChildBehind) {
  const Workplace work;
  StartedProgram program(
      work.command({"run", "small.toml", "--out", "out", "--plugin", test_plugin("hang_in_run").string()}));
  const auto reference_done = [&] {
    for (const Json& record :
         std::filesystem::exists(work.journal()) ? records_of(work.journal()) : std::vector<Json>()) {
      if (record.at("kind") == "quality") return true;
    }
    return false;
  };
  ASSERT_TRUE(comes_true(reference_done, 120));
  EXPECT_EQ(processes_in(work.path()).size(), 2U) << "the host and the child that hangs";
  program.kill();
  EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); }));
  program.wait();
}

}  // namespace
}  // namespace gatewise::tests::resume_test
