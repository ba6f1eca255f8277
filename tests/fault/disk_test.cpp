// Disks and files: torn, corrupt, full, read-only; and two runs on one directory.
#include <sys/types.h>

#include "base/json.hpp"
#include "runs.hpp"

namespace gatewise::tests::disk_test {
namespace {

using ::testing::HasSubstr;

TEST(TornJournal, AtEveryByteOfItsLastRecordLosesThatRecordAtMost) {
  const Workplace work(small_suite());
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const std::string whole = bytes_of(work.journal());
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  const std::size_t records = lines_of(whole).size();
  for (std::size_t size = last; size < whole.size(); ++size) {
    write(work.journal(), whole.substr(0, size));
    const Journal journal(work / "out/journal");
    ASSERT_EQ(journal.heads().size(), records - 1) << size;
    ASSERT_TRUE(journal.complaints().empty()) << size;
  }
  // The program itself, at some of them.
  for (const std::size_t size : {last, last + 1, (last + whole.size()) / 2, whole.size() - 1}) {
    write(work.journal(), whole.substr(0, size));
    EXPECT_EQ(work.run_suite().exit_code, 0);
    const std::string again = bytes_of(work.journal());
    EXPECT_EQ(again.substr(0, last), whole.substr(0, last)) << size;
    EXPECT_EQ(finished(work / "out").size(), 5U) << size;
  }
}

TEST(CorruptRecord, InTheMiddleIsNamedWithItsLineAndTheRestIsUsed) {
  const Workplace work(small_suite());
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const auto before = starts_of_finished(work / "out");
  std::vector<std::string> lines = lines_of(bytes_of(work.journal()));
  ASSERT_THAT(lines.at(2), HasSubstr("\"quality\""));
  lines[2][lines[2].size() / 2] ^= 1;  // one bit
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  write(work.journal(), text);
  EXPECT_THAT(work.run({"report", "out"}).out, HasSubstr("1-of-1.jsonl:3: not a record"));
  const Outcome outcome = work.run_suite();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("1-of-1.jsonl:3: not a record"));
  auto after = starts_of_finished(work / "out");
  EXPECT_EQ(after.at("quality rnn_tanh-h4-l1/reference.f32 seed 1"), 2);
  for (auto& [trial, starts] : after) starts -= trial.rfind("quality", 0) == 0 ? 1 : 0;
  EXPECT_EQ(after, before) << "only the record that was lost was made again";
}

TEST(FullDisk, EndsTheRunWithAClearErrorAndLosesNothing) {
  const Workplace work(varied_suite());
  const SmallDisk disk(work / "disk", "300k");
  if (!disk.mounted()) GTEST_SKIP() << "this process may not mount a small file system";
  const std::vector<std::string> command{"run", "small.toml", "--out", "disk/out"};
  const Outcome full = work.run(command);
  EXPECT_EQ(full.exit_code, 1) << full.err;
  EXPECT_THAT(full.err, HasSubstr("No space left on device; free some space"));
  EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); }));
  const auto kept = starts_of_finished(work / "disk/out");
  EXPECT_GT(kept.size(), 0U) << "the disk was full before anything was done: this tests nothing";
  EXPECT_EQ(work.run(command).exit_code, 1) << "still full";
  ASSERT_TRUE(disk.remount("size=64m"));
  EXPECT_EQ(work.run(command).exit_code, 0);
  expect_no_trial_twice(work / "disk/out");
  const auto after = starts_of_finished(work / "disk/out");
  for (const auto& [trial, starts] : kept) EXPECT_EQ(after.at(trial), starts) << trial;
  EXPECT_EQ(after.size(), 18U);
}

TEST(ReadOnlyDirectory, CanBeReportedAndNotWritten) {
  const Workplace work(small_suite());
  const SmallDisk disk(work / "disk", "16m");
  if (!disk.mounted()) GTEST_SKIP() << "this process may not mount a small file system";
  ASSERT_EQ(work.run({"run", "small.toml", "--out", "disk/out"}).exit_code, 0);
  ASSERT_TRUE(disk.remount("ro"));
  expect_input_error(work.run({"run", "small.toml", "--out", "disk/out"}),
                     {"disk/out", "Read-only file system", "--out"});
  expect_input_error(work.run({"run", "small.toml", "--out", "disk/new"}), {"disk/new", "Read-only file system"});
  const Outcome report = work.run({"report", "disk/out"});
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_THAT(report.out, HasSubstr("Budget none"));
  EXPECT_THAT(report.err, HasSubstr("the report's files stay as they are"));
  EXPECT_THAT(work.run({"runs", "show", "disk/out"}).out, HasSubstr("rnn_tanh-h4-l1 seed 1"));
}

TEST(TwoRuns, OnOneDirectoryAreRefusedWithTheHoldersPid) {
  const Workplace work(long_training(40));
  StartedProgram first(work.command({"run", "small.toml", "--out", "out"}));
  ASSERT_TRUE(comes_true([&] { return has_partial(work / "out", ".safetensors"); }, 120));
  const std::string holder = "process " + std::to_string(first.pid()) + " works on this run";
  expect_input_error(work.run_suite(), {"out: " + holder, "--out another directory"});
  expect_input_error(work.run_suite({"--shard", "2/2"}), {holder});
  expect_input_error(work.run({"runs", "prune", "out"}), {holder});
  EXPECT_THAT(work.run({"runs", "list", "."}).out, HasSubstr("running, process " + std::to_string(first.pid())));
  first.kill();
  first.wait();
  EXPECT_THAT(work.run({"runs", "list", "."}).out, HasSubstr("interrupted"));
  EXPECT_EQ(work.run_suite().exit_code, 0) << "the lock of a process that is gone holds nobody up";
  EXPECT_THAT(work.run({"runs", "list", "."}).out, HasSubstr("finished"));
}

TEST(OlderRun, OfVersion03IsStillReportedAndListed) {
  const Workplace work(small_suite());
  std::filesystem::copy(std::filesystem::path(GATEWISE_SOURCE_DIR) / "tests/golden/run_0_3", work / "old",
                        std::filesystem::copy_options::recursive);
  const Outcome report = work.run({"report", "old"});
  EXPECT_EQ(report.exit_code, 0) << report.err;
  EXPECT_EQ(report.err, "");
  const Json json = Json::parse(bytes_of(work / "old/report.json"));
  EXPECT_EQ(json.at("candidates").at(0).at("status"), "passed");
  EXPECT_FALSE(json.at("measurements").at(0).at("p50_ns").is_null());
  EXPECT_THAT(json.at("hosts").at(0).at("class").get<std::string>(), HasSubstr("pinned"));
  EXPECT_THAT(work.run({"runs", "show", "old"}).out, HasSubstr("rnn_tanh-h4-l1 seed 1"));
  const Outcome again = work.run({"run", "small.toml", "--out", "old"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("train: 1 again: Gatewise of old -> " GATEWISE_TEST_VERSION));
}

}  // namespace
}  // namespace gatewise::tests::disk_test
