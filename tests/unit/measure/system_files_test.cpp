#include "measure/machine/system_files.hpp"

#include <gtest/gtest.h>

#include "measure/machine/control_group.hpp"
#include "measure/machine/processor_time.hpp"
#include "support/fake_system.hpp"

namespace gatewise::measure_system_files_test {
namespace {

using tests::FakeSystem;

TEST(SystemFile, ThatIsMissingUnreadableOrEmptyIsAbsent) {
  const FakeSystem system;
  system.put("proc/empty", "");
  system.put_unreadable("proc/folder");
  EXPECT_EQ(first_line(system.files().proc / "none"), std::nullopt);
  EXPECT_EQ(first_line(system.files().proc / "empty"), std::nullopt);
  EXPECT_EQ(read_text(system.files().proc / "folder"), std::nullopt);
  EXPECT_EQ(KeptFile().read(), std::nullopt);
}

TEST(SystemFile, ThatIsKeptOpenShowsWhatItHoldsNow) {
  const FakeSystem system;
  system.put("proc/file", "one");
  const KeptFile file(system.files().proc / "file");
  EXPECT_EQ(file.read(), "one");
  system.put("proc/file", std::string(20'000, 'x'));
  EXPECT_EQ(file.read(), std::string(20'000, 'x'));
}

TEST(SystemValue, IsFoundInEachOfTheKernelsNotations) {
  const std::string text = "cpu0 1 2\ncpu  3 4\nmodel name\t: A: B\nMemAvailable:   12 kB\nflags\t\t:\nlast 7";
  EXPECT_EQ(value_of(text, "cpu"), "3 4");
  EXPECT_EQ(value_of(text, "model name"), "A: B");
  EXPECT_EQ(leading_integer(*value_of(text, "MemAvailable")), 12);
  EXPECT_EQ(value_of(text, "flags"), "");
  EXPECT_EQ(value_of(text, "last"), "7");
  EXPECT_EQ(value_of(text, "model"), "name\t: A: B");
  EXPECT_EQ(value_of(text, "la"), std::nullopt);
  EXPECT_EQ(value_of("", "cpu"), std::nullopt);
}

TEST(SystemNumber, ThatIsNoneIsAbsent) {
  EXPECT_EQ(leading_integer(" max 100000"), std::nullopt);
  EXPECT_EQ(leading_integer(""), std::nullopt);
  EXPECT_EQ(leading_integer("99999999999999999999"), std::nullopt);
  EXPECT_EQ(leading_integer("-1\n"), -1);
  EXPECT_EQ(leading_number("0.25 0.3 1/200 7"), 0.25);
}

TEST(ProcessorTime, KeepsBusyIdleAndStolenTimeApart) {
  const auto time = processor_time("cpu  1 2 3 4 5 6 7 8 100 100\ncpu0 9 9 9 9\n", "cpu");
  ASSERT_TRUE(time);
  const std::int64_t tick_ns = time->idle_ns / 9;
  EXPECT_EQ(time->busy_ns, (1 + 2 + 3 + 6 + 7) * tick_ns) << "a guest's time is the user's already";
  EXPECT_EQ(time->steal_ns, 8 * tick_ns);
}

TEST(ProcessorTime, OfAnOldKernelHasNoSteal) {
  const auto time = processor_time("cpu0 9 9 9 9\n", "cpu0");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->steal_ns, std::nullopt);
}

TEST(ProcessorTime, OfAGarbledLineIsAbsent) {
  for (const char* line : {"", "cpu", "cpu \n", "cpu 1 2 3", "cpu 1 2 x 4 5 6 7 8", "cpu 1 -2 3 4", "cpux 1 2 3 4"})
    EXPECT_FALSE(processor_time(line, "cpu")) << line;
}

TEST(ControlGroup, QuotaIsTheTightestUpToTheMount) {
  const FakeSystem system;
  system.put_unified_group();
  EXPECT_EQ(cpu_quota(system.files()), std::nullopt);
  system.put("sys/fs/cgroup/box/inner/cpu.max", "max 100000\n");
  EXPECT_EQ(cpu_quota(system.files()), std::nullopt);
  system.put("sys/fs/cgroup/box/cpu.max", "150000 100000\n");
  EXPECT_EQ(cpu_quota(system.files()), 1.5);
  system.put("sys/fs/cgroup/box/inner/cpu.max", "50000 100000\n");
  EXPECT_EQ(cpu_quota(system.files()), 0.5);
}

TEST(ControlGroup, QuotaOfTheOlderLayoutIsThatOfTheMountedGroup) {
  const FakeSystem system;
  system.put_older_group();
  system.put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  system.put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(cpu_quota(system.files()), std::nullopt);
  system.put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "25000\n");
  EXPECT_EQ(cpu_quota(system.files()), 0.25);
}

TEST(ControlGroup, OutsideOfWhatIsMountedIsTheMountItself) {
  const FakeSystem system;
  system.put_unified_group();
  system.put("proc/self/cgroup", "0::/../elsewhere\n");
  EXPECT_EQ(cpu_groups(system.files()), (std::vector<std::filesystem::path>{system.files().sys / "fs/cgroup"}));
}

TEST(ControlGroup, OfGarbledFilesHasNoQuota) {
  const FakeSystem system;
  EXPECT_TRUE(cpu_groups(system.files()).empty());
  for (const char* text : {"", "\n", "0", "0:", "::", "0:cpu", "- - -", "1 2 3 4 - cgroup2", " - \n1 - cgroup x cpu"}) {
    system.put("proc/self/cgroup", text);
    system.put("proc/self/mountinfo", text);
    EXPECT_EQ(cpu_quota(system.files()), std::nullopt) << text;
  }
  system.put_unified_group();
  for (const char* text : {"", "x", "100", "100 0", "-5 100", "100 x", "0 100000"}) {
    system.put("sys/fs/cgroup/box/cpu.max", text);
    EXPECT_EQ(cpu_quota(system.files()), std::nullopt) << text;
  }
}

TEST(ControlGroup, ThrottlingIsInMicrosecondsOrInTheOlderLayoutInNanoseconds) {
  EXPECT_EQ(throttled_ns("usage_usec 5\nnr_throttled 1\nthrottled_usec 12\n"), 12'000);
  EXPECT_EQ(throttled_ns("nr_periods 3\nthrottled_time 12\n"), 12);
  EXPECT_EQ(throttled_ns("usage_usec 5\n"), std::nullopt);
  EXPECT_EQ(throttled_ns("throttled_usec many\n"), std::nullopt);
}

}  // namespace
}  // namespace gatewise::measure_system_files_test
