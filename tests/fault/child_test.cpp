// Children that misbehave: that eat memory, time or disk, never end, or leave others behind.
#include "base/json.hpp"
#include "runs.hpp"

namespace gatewise::tests::child_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The row of a plugin's candidate after a run with these settings; the reference's own row must be unharmed.
Json row_of(const Workplace& work, const std::string& plugin, const std::vector<std::string>& settings = {}) {
  std::vector<std::string> arguments{"--plugin", test_plugin(plugin).string()};
  for (const std::string& setting : settings) arguments.insert(arguments.end(), {"--set", setting});
  EXPECT_EQ(work.run_suite(arguments).exit_code, 0);
  EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); })) << "processes are left";
  EXPECT_EQ(candidate_of(work.report(), "rnn_tanh-h4-l1/reference.f32").at("status"), "passed");
  return candidate_of(work.report(), "rnn_tanh-h4-l1/" + plugin + ".f32");
}

std::string reason_of(const std::string& plugin, const std::vector<std::string>& settings) {
  const Workplace work(small_suite());
  const Json row = row_of(work, plugin, settings);
  EXPECT_EQ(row.at("status"), "failed");
  return row.at("reason").get<std::string>();
}

TEST(Child, ThatEatsMemoryIsEndedByTheSuitesLimit) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's shadow memory is larger than any limit";
  EXPECT_THAT(reason_of("exhausts_memory", {R"(limits.memory="1GiB")"}), HasSubstr("[limits] memory"));
}

TEST(Child, ThatUsesTooMuchProcessorTimeIsEndedByTheSuitesLimit) {
  EXPECT_THAT(reason_of("hang_in_run", {R"(limits.cpu_time="2s")"}), HasSubstr("2 s of CPU time ([limits] cpu_time)"));
}

TEST(Child, ThatWritesTooLargeAFileIsEndedByTheSuitesLimit) {
  EXPECT_THAT(reason_of("writes_file", {R"(limits.file_size="2MiB")"}),
              HasSubstr("wrote more than 2.00 MiB into one file ([limits] file_size)"));
}

TEST(Child, ThatNeverEndsIsEndedWithItsWholeGroup) {
  EXPECT_THAT(reason_of("hang_in_run", {R"(limits.trial_time="3s")"}), HasSubstr("took longer than 3 s"));
}

TEST(Child, ThatForksLeavesNobodyBehind) {
  for (const char* plugin : {"leaves_child", "leaves_daemon"}) {
    const Workplace work(small_suite());
    EXPECT_EQ(row_of(work, plugin).at("status"), "passed") << plugin;
  }
}

TEST(Child, SeesAFewVariablesOnlyAndWhatItPrintsIsInItsLog) {
  const Workplace work(small_suite());
  Command command =
      work.command({"run", "small.toml", "--out", "out", "--plugin", test_plugin("prints_environment").string()});
  command.environment["SECRET_TOKEN"] = "hunter2";
  EXPECT_EQ(run(command).exit_code, 0);
  const std::string subject = "rnn_tanh-h4-l1/prints_environment.f32 seed 1";
  const Outcome log = work.run({"runs", "show", "out", "--log", subject});
  EXPECT_EQ(log.exit_code, 0) << log.err;
  EXPECT_THAT(log.out, HasSubstr("--- quality " + subject));
  EXPECT_THAT(log.out, HasSubstr("LC_ALL=C"));
  EXPECT_THAT(log.out, Not(HasSubstr("hunter2")));
  expect_input_error(work.run({"runs", "show", "out", "--log", "nobody"}), {"no log of a trial 'nobody'"});
}

}  // namespace
}  // namespace gatewise::tests::child_test
