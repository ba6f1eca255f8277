// A contestant's failure is a row: whatever a plugin does in its own child, the run goes on, and every other row
// stands.
#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::hostile_plugin_test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

/// lstm, so that gates can be told apart. Trials are ended after a while that is long for a good one.
const std::string suite = R"(name = "small"
task = "sequence-classification"
dataset = "telemetry-workload"

[architectures]
families = ["lstm"]
hidden = [4]

[training]
epochs = 1
seeds = [1]

[measurement]
blocks = 2
block_steps = 50
)";

Outcome run_with(const Workplace& work, const std::string& plugin, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--plugin", test_plugin(plugin).string()});
  return work.run_suite(more);
}

std::string id_of(const std::string& plugin, const std::string& family = "lstm") {
  return family + "-h4-l1/" + plugin + ".f32";
}

/// The reference's row is whole: passed, measured and ranked.
void expect_reference_untouched(const Json& report, const std::string& family = "lstm") {
  const std::string id = id_of("reference", family);
  EXPECT_EQ(candidate_of(report, id).at("status"), "passed");
  const Json measurement = entry_of(report.at("measurements"), "candidate", id);
  EXPECT_GT(measurement.at("samples").get<int>(), 0);
  EXPECT_TRUE(measurement.at("p50_ns").is_object());
  for (const Json& ranking : report.at("rankings"))
    EXPECT_TRUE(entry_of(ranking.at("order"), "candidate", id).is_object());
}

/// What has not passed has no speed and no rank, but says where and why.
void expect_row_without_speed(const Json& report, const std::string& id, const std::string& status) {
  const Json row = candidate_of(report, id);
  ASSERT_TRUE(row.is_object()) << id;
  EXPECT_EQ(row.at("status"), status) << row.at("reason");
  EXPECT_TRUE(row.at("stage").is_string());
  EXPECT_TRUE(row.at("reason").is_string());
  const Json measurement = entry_of(report.at("measurements"), "candidate", id);
  EXPECT_EQ(measurement.at("samples"), 0);
  EXPECT_TRUE(measurement.at("p50_ns").is_null());
  EXPECT_EQ(measurement.at("verdict"), "INVALID");
  for (const Json& ranking : report.at("rankings"))
    EXPECT_TRUE(entry_of(ranking.at("order"), "candidate", id).is_null());
}

/// Runs the suite with the plugin and expects that its own row alone has failed; gives that row.
Json failed_row(const std::string& plugin, const std::vector<std::string>& more = {}) {
  const Workplace work(suite);
  std::vector<std::string> arguments{"run", "small.toml", "--out", "out", "--plugin", test_plugin(plugin).string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Command command = work.command(arguments);
  command.patience_seconds = 120;
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("Not ranked:\n  " + id_of(plugin)));
  EXPECT_TRUE(processes_in(work.path()).empty());
  if (outcome.exit_code != 0) return {{"stage", ""}, {"reason", ""}};
  const Json report = work.report();
  expect_reference_untouched(report);
  expect_row_without_speed(report, id_of(plugin), "failed");
  return candidate_of(report, id_of(plugin));
}

std::string text(const Json& row, const char* key) { return row.at(key).get<std::string>(); }

TEST(HostilePlugin, CrashInPrepareCostsItsOwnRowOnly) {
  const Json row = failed_row("crash_in_prepare");
  EXPECT_THAT(text(row, "stage"), AnyOf("parity", "prepare"));
  EXPECT_THAT(text(row, "reason"), HasSubstr(sanitized ? "the child ended with" : "signal 11"));
}

TEST(HostilePlugin, CrashInRunCostsItsOwnRowOnly) {
  const Json row = failed_row("crash_in_run");
  EXPECT_THAT(text(row, "stage"), AnyOf("parity", "run"));
  EXPECT_THAT(text(row, "reason"), HasSubstr(sanitized ? "the child ended with" : "signal 11"));
}

TEST(HostilePlugin, EndOfTheProcessWithoutAResultIsAFailureEvenWithExitCodeZero) {
  EXPECT_THAT(text(failed_row("exits_in_run"), "reason"), HasSubstr("exit 0"));
}

TEST(HostilePlugin, TidyEndOfTheProcessIsAFailureToo) {
  EXPECT_THAT(text(failed_row("calls_exit_in_run"), "reason"), HasSubstr("exit 0"));
}

TEST(HostilePlugin, NeedsThatNoMemoryHoldsCostItsOwnRowOnly) {
  EXPECT_THAT(text(failed_row("garbage_needs"), "reason"), HasSubstr("the most is 2^40 each"));
}

TEST(HostilePlugin, ExceptionFromPrepareThatIsNoneOfTheStandardOnesCostsItsOwnRowOnly) {
  const Workplace work;
  EXPECT_EQ(run_with(work, "throws_in_prepare").exit_code, 0);
  const Json report = work.report();
  expect_reference_untouched(report, "rnn_tanh");
  expect_row_without_speed(report, id_of("throws_in_prepare", "rnn_tanh"), "failed");
}

TEST(HostilePlugin, ExceptionThatCrossesTheAbiCostsItsOwnRowOnly) {
  const Workplace work;
  const Outcome outcome = run_with(work, "throws_across");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json report = work.report();
  expect_reference_untouched(report, "rnn_tanh");
  expect_row_without_speed(report, id_of("throws_across", "rnn_tanh"), "failed");
  EXPECT_THAT(text(candidate_of(report, id_of("throws_across", "rnn_tanh")), "reason"),
              HasSubstr("thrown across the ABI"));
}

TEST(HostilePlugin, HangInRunIsEndedByTheTrialTimeLimit) {
  EXPECT_THAT(text(failed_row("hang_in_run", {"--set", R"(limits.trial_time="10s")"}), "reason"),
              HasSubstr("took longer than 10 s ([limits] trial_time)"));
}

TEST(HostilePlugin, HangWhileItIsTimedIsEndedByTheSilenceLimit) {
  const Json row =
      failed_row("hang_in_measurement", {"--set", R"(limits.silence="2s")", "--set", R"(limits.trial_time="60s")"});
  EXPECT_EQ(text(row, "stage"), "run");
  EXPECT_THAT(text(row, "reason"), HasSubstr("no answer for 2 s"));
}

TEST(HostilePlugin, HangWithItsDescriptorsClosedIsEndedByTheTrialTimeLimit) {
  failed_row("closes_and_hangs", {"--set", R"(limits.trial_time="10s")"});
}

TEST(HostilePlugin, MemoryBeyondTheLimitCostsItsOwnRowOnly) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's shadow memory is larger than any limit, so there is none";
  EXPECT_THAT(text(failed_row("exhausts_memory", {"--set", R"(limits.memory="1GiB")"}), "reason"),
              HasSubstr("out of memory"));
}

TEST(HostilePlugin, MemoryWithinTheLimitIsNoFailure) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's allocator touches what the plugin merely asks for";
  const Workplace work(suite);
  EXPECT_EQ(run_with(work, "exhausts_memory", {"--set", R"(limits.memory="8GiB")"}).exit_code, 0);
  EXPECT_EQ(candidate_of(work.report(), id_of("exhausts_memory")).at("status"), "passed");
}

TEST(HostilePlugin, WrongGateOrderFailsParityAndHasNoSpeed) {
  const Json row = failed_row("wrong_result");
  EXPECT_EQ(text(row, "stage"), "parity");
  EXPECT_THAT(text(row, "reason"), HasSubstr("differs from the oracle"));
  EXPECT_GT(row.at("parity").at("max_abs").get<double>(), row.at("parity").at("allowed").get<double>());
}

TEST(HostilePlugin, WriteOutsideItsStateFailsThoughTheResultIsRight) {
  const Json row = failed_row("writes_outside_state");
  EXPECT_EQ(text(row, "stage"), "run");
  EXPECT_THAT(text(row, "reason"), HasSubstr("writes in front of the state"));
}

TEST(HostilePlugin, GarbageOnTheChildsAnswersCostsItsOwnRowOnly) {
  const Workplace work(suite);
  const Outcome outcome = run_with(work, "garbles_events");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  ASSERT_TRUE(std::filesystem::exists(work / "out/report.json"));
  expect_reference_untouched(work.report());
}

TEST(HostilePlugin, ProcessThatItLeavesBehindEndsWithItsTrial) {
  const Workplace work(suite);
  Command command =
      work.command({"run", "small.toml", "--out", "out", "--plugin", test_plugin("leaves_child").string()});
  command.patience_seconds =
      120;  // the limit of a trial is 1800 s: a host that waits for it instead of for the result does not get through
  EXPECT_EQ(run(command).exit_code, 0);
  EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); }));
  ASSERT_TRUE(std::filesystem::exists(work / "out/report.json"));
  EXPECT_EQ(candidate_of(work.report(), id_of("leaves_child")).at("status"), "passed");
}

TEST(HostilePlugin, ChatterDoesNotReachTheUsersTerminal) {
  const Workplace work(suite);
  const Outcome outcome = run_with(work, "prints", {"-v"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out.find("chatter"), std::string::npos);
  EXPECT_EQ(outcome.err.find("chatter"), std::string::npos);
  EXPECT_EQ(candidate_of(work.report(), id_of("prints")).at("status"), "passed");
}

TEST(HostilePlugin, ThatIsTheOnlyBackendLeavesTheRunWithoutAValidResult) {
  const Workplace work(suite);
  const Outcome outcome = run_with(work, "crash_in_run", {"--set", R"(backends.use=["crash_in_run.f32"])"});
  EXPECT_EQ(outcome.exit_code, 2);
  expect_row_without_speed(work.report(), id_of("crash_in_run"), "failed");
}

TEST(HostilePlugin, SeveralInOneRunCostTheirOwnRowsOnly) {
  const Workplace work(suite);
  const std::vector<std::string> hostile{"crash_in_run", "exits_in_run", "wrong_result", "refuses_size"};
  std::vector<std::string> arguments{"--plugin", test_plugin("stripped").string()};
  for (const std::string& plugin : hostile)
    arguments.insert(arguments.end(), {"--plugin", test_plugin(plugin).string()});
  EXPECT_EQ(work.run_suite(arguments).exit_code, 0);
  const Json report = work.report();
  EXPECT_EQ(report.at("candidates").size(), hostile.size() + 2);
  expect_reference_untouched(report);
  EXPECT_EQ(candidate_of(report, id_of("stripped")).at("status"), "passed");
  for (const std::string& plugin : hostile) {
    expect_row_without_speed(report, id_of(plugin), plugin == "refuses_size" ? "unsupported" : "failed");
  }
}

TEST(UnsupportedSpec, IsARowWithThePluginsReason) {
  const Workplace work(suite);
  EXPECT_EQ(run_with(work, "refuses_size").exit_code, 0);
  expect_row_without_speed(work.report(), id_of("refuses_size"), "unsupported");
  EXPECT_THAT(text(candidate_of(work.report(), id_of("refuses_size")), "reason"),
              HasSubstr("hidden sizes above 2 are not offered"));
}

TEST(UnsupportedSpec, PrecisionThatNoCellHasIsARowToo) {
  const Workplace work(suite);
  EXPECT_EQ(work.run_suite({"--set", R"(backends.use=["reference.f32", "reference.int8"])"}).exit_code, 0);
  expect_reference_untouched(work.report());
  expect_row_without_speed(work.report(), "lstm-h4-l1/reference.int8", "unsupported");
}

TEST(NamedPlugin, WithoutACellOfTheSuitesFamiliesIsNotIgnoredSilently) {
  const Workplace work(suite);
  const Outcome outcome = run_with(work, "pure_c");  // offers rnn_tanh only
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("pure_c"));
}

class RightPlugin : public ::testing::TestWithParam<const char*> {};

TEST_P(RightPlugin, PassesParityAndIsMeasured) {
  const Workplace work;
  const Outcome outcome = run_with(work, GetParam());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json report = work.report();
  expect_reference_untouched(report, "rnn_tanh");
  const std::string id = id_of(GetParam(), "rnn_tanh");
  EXPECT_EQ(candidate_of(report, id).at("status"), "passed") << candidate_of(report, id).at("reason");
  EXPECT_GT(entry_of(report.at("measurements"), "candidate", id).at("samples").get<int>(), 0);
}

INSTANTIATE_TEST_SUITE_P(Plugins, RightPlugin,
                         ::testing::Values("stripped", "pure_c", "built_against_0_1", "newer_minor", "no_lengths"));

TEST(Lengths, AreEmulatedForACellThatLacksThemAndTheRowSaysSo) {
  const Workplace work(suite);
  EXPECT_EQ(run_with(work, "no_lengths").exit_code, 0);
  const Json report = work.report();
  EXPECT_EQ(candidate_of(report, id_of("no_lengths")).at("status"), "passed");
  EXPECT_EQ(candidate_of(report, id_of("no_lengths")).at("lengths"), "emulated");
  EXPECT_EQ(candidate_of(report, id_of("reference")).at("lengths"), "native");
}

TEST(Implementations, BestThatTheMachineCanRunIsTaken) {
  const Workplace work(suite);
  EXPECT_EQ(run_with(work, "variants").exit_code, 0);
  EXPECT_EQ(candidate_of(work.report(), id_of("variants")).at("status"), "passed");
}

TEST(Implementations, ForcedOneIsTheOneThatRuns) {
  const Workplace work(suite);  // `swapped` is wrong, so that only its own run can fail
  const Outcome outcome = run_with(
      work, "variants",
      {"--set",
       R"(backends.use=["reference.f32", "variants.f32@swapped", "variants.f32@right", "variants.f32@elsewhere"])"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json report = work.report();
  EXPECT_EQ(candidate_of(report, "lstm-h4-l1/variants.f32@right").at("status"), "passed");
  expect_row_without_speed(report, "lstm-h4-l1/variants.f32@swapped", "failed");
  expect_row_without_speed(report, "lstm-h4-l1/variants.f32@elsewhere", "unsupported");
  EXPECT_THAT(text(candidate_of(report, "lstm-h4-l1/variants.f32@elsewhere"), "reason"),
              HasSubstr("this machine lacks"));
}

TEST(Implementations, UnknownOneIsAnErrorThatKnowsTheRest) {
  const Workplace work(suite);
  const Outcome outcome = run_with(work, "variants", {"--set", R"(backends.use=["variants.f32@rihgt"])"});
  expect_input_error(outcome, {"variants.f32@rihgt", "did you mean 'right'"});
}

TEST(PluginAliases, MeasureTwoBuildsInOneRun) {
  const Workplace work(suite);
  const Outcome outcome = work.run_suite({"--plugin", "base=" + test_plugin("stripped").string(), "--plugin",
                                          "head=" + test_plugin("wrong_result").string()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json report = work.report();
  EXPECT_EQ(candidate_of(report, id_of("base")).at("status"), "passed");
  EXPECT_EQ(candidate_of(report, id_of("head")).at("status"), "failed");
  EXPECT_NE(candidate_of(report, id_of("base")).at("plugin_sha256"),
            candidate_of(report, id_of("head")).at("plugin_sha256"));
}

}  // namespace
}  // namespace gatewise::tests::hostile_plugin_test
