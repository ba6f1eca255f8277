// Asked to end: Ctrl-C once, twice, SIGTERM. And clocks that are set while a run is at work.
#include <ctime>

#include "runs.hpp"

namespace gatewise::tests::stopped_test {
namespace {

using ::testing::HasSubstr;

/// Starts a run with a long training and waits until that is at work.
class LongRun {
 public:
  LongRun() : work(long_training()), program(work.command({"run", "small.toml", "--out", "out"})) {
    EXPECT_TRUE(comes_true([&] { return has_partial(work / "out", ".safetensors"); }, 120));
  }

  Workplace work;
  StartedProgram program;
};

void expect_goes_on(const Workplace& work) {
  EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); })) << "children are left";
  const auto before = starts_of_finished(work / "out");
  EXPECT_EQ(work.run_suite().exit_code, 0);
  const auto after = starts_of_finished(work / "out");
  for (const auto& [trial, starts] : before) EXPECT_EQ(after.at(trial), starts) << trial;
  EXPECT_EQ(work.report().at("candidates").at(0).at("status"), "passed");
}

TEST(CtrlC, OnceFinishesTheTrialInFlightAndSaves) {
  LongRun run;
  run.program.signal(SIGINT);
  const Outcome outcome = run.program.wait();
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_THAT(outcome.err, HasSubstr("stopped by signal 2"));
  EXPECT_THAT(outcome.err, HasSubstr("the same command goes on"));
  EXPECT_EQ(finished(run.work / "out").count("train lstm-h96-l1 seed 1"), 1U);
  EXPECT_EQ(finished(run.work / "out").count("quality lstm-h96-l1/reference.f32 seed 1"), 0U);
  EXPECT_TRUE(std::filesystem::exists(run.work / "out/report.json")) << "of what there is";
  expect_goes_on(run.work);
}

TEST(CtrlC, TwiceEndsNow) {
  LongRun run;
  run.program.signal(SIGINT);
  ASSERT_TRUE(comes_true([&] { return run.program.err_so_far().find("Ctrl-C again") != std::string::npos; }));
  run.program.signal(SIGINT);
  EXPECT_EQ(run.program.wait().exit_code, 130);
  EXPECT_EQ(finished(run.work / "out").count("train lstm-h96-l1 seed 1"), 0U);
  EXPECT_TRUE(has_partial(run.work / "out", ".safetensors")) << "its epochs are kept";
  expect_goes_on(run.work);
}

TEST(Sigterm, EndsNowWithWhatWasSaved) {
  LongRun run;
  run.program.signal(SIGTERM);
  const Outcome outcome = run.program.wait();
  EXPECT_EQ(outcome.exit_code, 143);
  EXPECT_THAT(outcome.err, HasSubstr("stopped by signal 15"));
  EXPECT_TRUE(has_partial(run.work / "out", ".safetensors"));
  expect_goes_on(run.work);
}

TEST(CtrlC, WhileMeasuringFinishesTheRound) {
  const Workplace work(small_suite());
  StartedProgram program(work.command({"run", "small.toml", "--out", "out", "--set", "measurement.blocks=5000"}));
  ASSERT_TRUE(comes_true([&] { return has_partial(work / "out", ".jsonl"); }, 120));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait().exit_code, 130);
  EXPECT_TRUE(has_partial(work / "out", ".jsonl")) << "its rounds are kept";
  EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); }));
}

TEST(Clock, ThatJumpsByADayChangesNothing) {
  const Workplace work(varied_suite());
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const Workplace jumping(varied_suite());
  Command command = jumping.command({"run", "small.toml", "--out", "out"});
  command.environment["LD_PRELOAD"] = GATEWISE_JUMPING_CLOCK;
  if (sanitized) command.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0";
  EXPECT_EQ(run(command).exit_code, 0);
  const auto unbroken = finished(work / "out");
  const auto got = finished(jumping / "out");
  ASSERT_EQ(got.size(), unbroken.size());
  for (const auto& [trial, result] : got) EXPECT_EQ(result.at("key"), unbroken.at(trial).at("key")) << trial;
  const std::string journal = bytes_of(jumping.journal());
  EXPECT_EQ(run(command).exit_code, 0);
  EXPECT_TRUE(bytes_of(jumping.journal()) == journal) << "something was repeated";
}

/// The name that a run of `small` gets at this time.
std::string name_at(std::time_t time) {
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  char text[64];
  std::strftime(text, sizeof text, "small-%Y%m%dT%H%M%SZ", &parts);
  return text;
}

TEST(Clock, ThatIsSetBackTakesNoOldRunForANewOne) {
  const Workplace work(small_suite());
  ASSERT_EQ(work.run_suite().exit_code, 0);
  // A run of every second to come, as after a clock that ran ahead was set back.
  const std::time_t now = std::time(nullptr);
  for (std::time_t time = now; time < now + 60; ++time) {
    std::filesystem::create_directories(work / "runs");
    std::filesystem::copy(work / "out", work / "runs" / name_at(time), std::filesystem::copy_options::recursive);
  }
  const auto before = snapshot(work / "runs");
  const Outcome outcome = work.run({"run", "small.toml"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Z-2/report"));
  EXPECT_EQ(changes(before, work / "runs").find('~'), std::string::npos) << "an old run was changed";
}

}  // namespace
}  // namespace gatewise::tests::stopped_test
