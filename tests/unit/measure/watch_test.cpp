#include "measure/machine/watch.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/json.hpp"
#include "support/fake_system.hpp"

namespace gatewise::measure_watch_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::FakeSystem;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t ms = 1'000'000;

/// Of the real machine: the test runs on any of them.
int cores() { return static_cast<int>(::sysconf(_SC_NPROCESSORS_CONF)); }

/// Lines for all cores together, then for each; all counts in ticks.
std::string stat_text(std::int64_t user, std::int64_t steal) {
  std::string text = "cpu  " + std::to_string(user) + " 0 0 1000 0 0 0 " + std::to_string(steal) + " 0 0\n";
  for (int i = 0; i < cores(); ++i)
    text += "cpu" + std::to_string(i) + " 0 0 0 1000 0 0 0 " + std::to_string(steal) + " 0 0\n";
  return text + "intr 1 2 3\n";
}

/// The frequency of every core.
void put_frequency(const FakeSystem& system, const std::string& khz) {
  for (int core = 0; core < cores(); ++core)
    system.put("sys/devices/system/cpu/cpu" + std::to_string(core) + "/cpufreq/scaling_cur_freq", khz);
}

/// Clocks that the test sets.
struct SetClocks {
  ClockReadings now{100 * second, 90 * second, 0, 0};

  void pass(std::int64_t ns) {
    now.monotonic += ns;
    now.raw += ns;
  }
  std::function<ClockReadings()> reader() {
    return [this] { return now; };
  }
};

std::int64_t ticks_ns(std::int64_t ticks) { return ticks * second / ::sysconf(_SC_CLK_TCK); }

TEST(Watch, SeesStealAndOthersWorkGrow) {
  const FakeSystem system;
  SetClocks clocks;
  system.put("proc/stat", stat_text(100, 7));
  Watch watch(system.files(), clocks.reader());
  watch.begin();
  clocks.pass(ticks_ns(100));
  clocks.now.process += ticks_ns(90);
  system.put("proc/stat", stat_text(250, 10));
  const Disturbances seen = watch.end();
  EXPECT_EQ(seen.elapsed_ns, ticks_ns(100));
  EXPECT_EQ(seen.steal_ns, ticks_ns(3));
  EXPECT_DOUBLE_EQ(seen.other_load.value(), 0.6) << "150 ticks of all in 100, 90 of them its own";
}

TEST(Watch, TakesWhatWentBackForUnknown) {
  const FakeSystem system;
  SetClocks clocks;
  system.put("proc/stat", stat_text(100, 7));
  Watch watch(system.files(), clocks.reader());
  watch.begin();
  clocks.pass(second);
  system.put("proc/stat", stat_text(100, 6));
  EXPECT_EQ(watch.end().steal_ns, std::nullopt);
}

TEST(Watch, KnowsNothingOfASystemThatSaysNothing) {
  const FakeSystem system;
  Watch watch(system.files());
  watch.begin();
  const Disturbances seen = watch.end();
  EXPECT_EQ(seen.steal_ns, std::nullopt);
  EXPECT_EQ(seen.other_load, std::nullopt);
  EXPECT_EQ(seen.throttled_ns, std::nullopt);
  EXPECT_EQ(seen.frequency_low_mhz, std::nullopt);
  EXPECT_THAT(judge(seen, 1'000'000).indicative, ::testing::Contains(HasSubstr("/proc/stat is not readable")));
}

TEST(Watch, KnowsNothingOfGarbledFiles) {
  const FakeSystem system;
  system.put_unified_group();
  system.put("proc/stat", "cpu one two\ncpu0 3\n");
  system.put("proc/thread-self/sched", "se.nr_migrations : many\n");
  system.put("sys/fs/cgroup/box/cpu.stat", "throttled_usec\n");
  put_frequency(system, "<unknown>\n");
  Watch watch(system.files());
  watch.begin();
  const Disturbances seen = watch.end();
  EXPECT_EQ(seen.steal_ns, std::nullopt);
  EXPECT_EQ(seen.other_load, std::nullopt);
  EXPECT_EQ(seen.throttled_ns, std::nullopt);
  EXPECT_EQ(seen.frequency_high_mhz, std::nullopt);
}

TEST(Watch, KnowsNothingOfUnreadableFiles) {
  const FakeSystem system;
  system.put_unified_group();
  system.put_unreadable("proc/stat");
  system.put_unreadable("proc/thread-self/sched");
  system.put_unreadable("sys/fs/cgroup/box/inner/cpu.stat");
  Watch watch(system.files());
  watch.begin();
  const Disturbances seen = watch.end();
  EXPECT_EQ(seen.steal_ns, std::nullopt);
  EXPECT_EQ(seen.throttled_ns, std::nullopt);
}

TEST(Watch, ForgetsWhatBecameUnreadableMeanwhile) {
  const FakeSystem system;
  system.put("proc/stat", stat_text(100, 7));
  Watch watch(system.files());
  watch.begin();
  system.put("proc/stat", "");
  EXPECT_EQ(watch.end().steal_ns, std::nullopt);
}

TEST(Watch, AddsUpTheThrottlingOfAllGroupsAroundIt) {
  const FakeSystem system;
  system.put_unified_group();
  system.put("sys/fs/cgroup/cpu.stat", "usage_usec 1\n");
  system.put("sys/fs/cgroup/box/cpu.stat", "throttled_usec 1000\n");
  system.put("sys/fs/cgroup/box/inner/cpu.stat", "throttled_usec 50\n");
  Watch watch(system.files());
  watch.begin();
  system.put("sys/fs/cgroup/box/cpu.stat", "throttled_usec 1300\n");
  system.put("sys/fs/cgroup/box/inner/cpu.stat", "throttled_usec 60\n");
  EXPECT_EQ(watch.end().throttled_ns, 310'000);
}

TEST(Watch, SeesThrottlingInTheOlderLayout) {
  const FakeSystem system;
  system.put_older_group();
  system.put("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_throttled 1\nthrottled_time 1000\n");
  Watch watch(system.files());
  watch.begin();
  system.put("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_throttled 2\nthrottled_time 8000\n");
  EXPECT_EQ(watch.end().throttled_ns, 7'000);
}

TEST(Watch, CountsMovesBetweenCores) {
  const FakeSystem system;
  system.put("proc/thread-self/sched", "gatewise (1, #threads: 1)\n---\nse.nr_migrations   :     5\n");
  Watch watch(system.files());
  watch.begin();
  system.put("proc/thread-self/sched", "gatewise (1, #threads: 1)\n---\nse.nr_migrations   :     7\n");
  EXPECT_EQ(watch.end().migrations, 2);
}

TEST(Watch, SeesTheFrequencyAtBothEnds) {
  const FakeSystem system;
  put_frequency(system, "3000000\n");
  Watch watch(system.files());
  watch.begin();
  put_frequency(system, "1200000\n");
  const Disturbances seen = watch.end();
  EXPECT_EQ(seen.frequency_low_mhz, 1200);
  EXPECT_EQ(seen.frequency_high_mhz, 3000);
}

TEST(Watch, TellsAStepOfTheClockFromSlewing) {
  const FakeSystem system;
  const auto step = [&](std::int64_t apart, std::int64_t uncertainty) {
    SetClocks clocks;
    clocks.now.uncertainty = uncertainty;
    Watch watch(system.files(), clocks.reader());
    watch.begin();
    clocks.pass(10 * second);
    clocks.now.monotonic += apart;
    return watch.end().clock_step_ns.value();
  };
  EXPECT_EQ(step(0, 0), 0);
  EXPECT_EQ(step(5 * ms, 0), 0) << "500 ppm of 10 s";
  EXPECT_EQ(step(-5 * ms, 0), 0);
  EXPECT_NEAR(static_cast<double>(step(25 * ms, 0)), 20e6, 10);
  EXPECT_NEAR(static_cast<double>(step(-25 * ms, 0)), -20e6, 10);
  EXPECT_EQ(step(25 * ms, 10 * ms), 0) << "preempted between the clocks at both ends";
}

TEST(Watch, OfTheRealSystemSeesTimePass) {
  Watch watch;
  watch.begin();
  const Disturbances seen = watch.end();
  EXPECT_GT(seen.elapsed_ns, 0);
  EXPECT_TRUE(seen.involuntary_switches);
  EXPECT_TRUE(seen.migrations);
}

TEST(Disturbances, AddUpAndKeepExtremes) {
  Disturbances all{.elapsed_ns = second,
                   .involuntary_switches = 1,
                   .steal_ns = 10,
                   .clock_step_ns = -4,
                   .frequency_low_mhz = 2000,
                   .frequency_high_mhz = 3000,
                   .other_load = 0.0};
  all.add({.elapsed_ns = 3 * second,
           .involuntary_switches = 2,
           .throttled_ns = 5,
           .clock_step_ns = 4,
           .frequency_low_mhz = 2500,
           .frequency_high_mhz = 3500,
           .other_load = 1.0});
  EXPECT_EQ(all.elapsed_ns, 4 * second);
  EXPECT_EQ(all.involuntary_switches, 3);
  EXPECT_EQ(all.steal_ns, 10) << "what one lacks is what the other saw";
  EXPECT_EQ(all.throttled_ns, 5);
  EXPECT_EQ(all.clock_step_ns, 8) << "a step there and back is two";
  EXPECT_EQ(all.frequency_low_mhz, 2000);
  EXPECT_EQ(all.frequency_high_mhz, 3500);
  EXPECT_DOUBLE_EQ(all.other_load.value(), 0.75);
  EXPECT_EQ(all.major_faults, std::nullopt);
}

TEST(Disturbances, AddedToNothingAreThemselves) {
  Disturbances all;
  all.add({.elapsed_ns = 7, .migrations = 1, .clock_step_ns = -4, .other_load = -0.5});
  EXPECT_EQ(Json(all), Json(Disturbances{.elapsed_ns = 7, .migrations = 1, .clock_step_ns = -4, .other_load = -0.5}));
}

TEST(Disturbances, SurviveJsonWithAndWithoutTheirMembers) {
  const Disturbances seen{.elapsed_ns = 7, .voluntary_switches = 0, .throttled_ns = 3, .other_load = 0.5};
  const Json json = seen;
  EXPECT_EQ(json, Json::parse(R"({"elapsed_ns":7,"voluntary_switches":0,"throttled_ns":3,"other_load":0.5})"));
  EXPECT_EQ(Json(json.get<Disturbances>()), json);
}

/// Watched for ten seconds, and left alone.
Disturbances quiet() {
  return {.elapsed_ns = 10 * second,
          .voluntary_switches = 5,
          .involuntary_switches = 0,
          .major_faults = 0,
          .migrations = 0,
          .steal_ns = 0,
          .throttled_ns = 0,
          .clock_step_ns = 0,
          .frequency_low_mhz = 2900,
          .frequency_high_mhz = 3000,
          .other_load = 0.1};
}

/// What is said of quiet() after a change.
Judgement judged(const std::function<void(Disturbances&)>& change, std::int64_t samples = 10'000) {
  Disturbances seen = quiet();
  change(seen);
  return judge(seen, samples);
}

/// One reason, with a remedy, in one of the lists only.
void expect_one(const std::vector<std::string>& list, const std::vector<std::string>& other, const std::string& part) {
  EXPECT_THAT(list, ElementsAre(AllOf(HasSubstr(part), HasSubstr("; "))));
  EXPECT_THAT(other, IsEmpty());
}

void expect_indicative(const Judgement& judgement, const std::string& part) {
  expect_one(judgement.indicative, judgement.invalid, part);
}

void expect_invalid(const Judgement& judgement, const std::string& part) {
  expect_one(judgement.invalid, judgement.indicative, part);
}

void expect_nothing(const Judgement& judgement) {
  EXPECT_THAT(judgement.indicative, IsEmpty());
  EXPECT_THAT(judgement.invalid, IsEmpty());
}

TEST(Judgement, OfQuietIsNothing) { expect_nothing(judge(quiet(), 10'000)); }

TEST(Judgement, ToleratesStealUpToAPercent) {
  expect_nothing(judged([](Disturbances& seen) { seen.steal_ns = 100 * ms; }));
  expect_indicative(judged([](Disturbances& seen) { seen.steal_ns = 110 * ms; }), "the hypervisor took 1.1 %");
}

TEST(Judgement, ToleratesOnePreemptionInAThousandSamples) {
  expect_nothing(judged([](Disturbances& seen) { seen.involuntary_switches = 10; }));
  expect_indicative(judged([](Disturbances& seen) { seen.involuntary_switches = 11; }),
                    "preempted 11 times in 10000 steps");
  expect_indicative(judged([](Disturbances& seen) { seen.involuntary_switches = 1; }, 0), "preempted 1 times");
}

TEST(Judgement, MindsMovesAndPagesReadFromDisk) {
  expect_indicative(judged([](Disturbances& seen) { seen.migrations = 2; }), "moved between cores 2 times");
  expect_indicative(judged([](Disturbances& seen) { seen.major_faults = 1; }), "1 pages were read from disk");
}

TEST(Judgement, IsInvalidWhereThrottlingTookATwentieth) {
  expect_indicative(judged([](Disturbances& seen) { seen.throttled_ns = 1; }), "stopped it for 1 ns");
  expect_indicative(judged([](Disturbances& seen) { seen.throttled_ns = 500 * ms; }), "stopped it for 500 ms");
  expect_invalid(judged([](Disturbances& seen) { seen.throttled_ns = 501 * ms; }), "CPU quota stopped it");
}

TEST(Judgement, IsInvalidWhereTheClockStepped) {
  expect_nothing(judged([](Disturbances& seen) { seen.clock_step_ns = 10 * ms; }));
  expect_invalid(judged([](Disturbances& seen) { seen.clock_step_ns = 12 * ms; }), "the clock stepped by 12.0 ms");
  expect_invalid(judged([](Disturbances& seen) { seen.clock_step_ns = -12 * ms; }), "the clock stepped by -12.0 ms");
  const auto short_time = [](std::int64_t step) {
    return judged([=](Disturbances& seen) {
      seen.elapsed_ns = ms;
      seen.clock_step_ns = step;
    });
  };
  expect_nothing(short_time(ms));
  expect_invalid(short_time(ms + 1), "the clock stepped by");
}

TEST(Judgement, MindsAFrequencyThatMovedByMoreThanATenth) {
  expect_nothing(judged([](Disturbances& seen) { seen.frequency_low_mhz = 2700; }));
  expect_indicative(judged([](Disturbances& seen) { seen.frequency_low_mhz = 1200; }), "1200 to 3000 MHz");
}

TEST(Judgement, MindsAnotherLoadButNoTicks) {
  expect_nothing(judged([](Disturbances& seen) { seen.other_load = 0.5; }));
  expect_nothing(judged([](Disturbances& seen) { seen.other_load = -0.5; }));
  expect_indicative(judged([](Disturbances& seen) { seen.other_load = 1.3; }), "it kept 1.3 cores busy");
  expect_nothing(judged([](Disturbances& seen) {
    seen.elapsed_ns = 20 * ms;
    seen.other_load = 2;
  }));
}

TEST(Judgement, OfWhatCouldNotBeWatchedIsIndicative) {
  expect_indicative(judged([](Disturbances& seen) {
                      seen.steal_ns = seen.throttled_ns = std::nullopt;
                      seen.other_load = std::nullopt;
                    }),
                    "/proc/stat is not readable");
  expect_indicative(judged([](Disturbances& seen) { seen.involuntary_switches.reset(); }), "getrusage");
  EXPECT_THAT(judge({}, 0).indicative, ::testing::SizeIs(2));
}

}  // namespace
}  // namespace gatewise::measure_watch_test
