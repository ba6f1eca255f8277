#include "measure/machine/environment.hpp"

#include <gmock/gmock.h>

#include "base/json.hpp"
#include "measure/machine/machine_check.hpp"
#include "support/fake_system.hpp"

namespace gatewise::measure_environment_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using tests::FakeSystem;

/// A machine of one's own, at rest.
MachineFacts fit() {
  MachineFacts facts;
  facts.cpu = "Some CPU";
  facts.isa = "avx2";
  facts.caches = "L1d 32K";
  facts.cores = 4;
  facts.pinnable = true;
  facts.governor = "performance";
  facts.frequency_mhz = 3000;
  facts.steal_share = 0;
  facts.load_average = 0.1;
  facts.clock_source = "tsc";
  facts.memory_bytes = std::int64_t{8} << 30;
  return facts;
}

std::vector<std::string> warnings_after(const std::function<void(MachineFacts&)>& change) {
  MachineFacts facts = fit();
  change(facts);
  return environment_of(facts).warnings;
}

/// One warning that ends with what to do.
void expect_warning(const std::function<void(MachineFacts&)>& change, const std::string& fact,
                    const std::string& remedy) {
  EXPECT_THAT(warnings_after(change), ElementsAre(AllOf(HasSubstr(fact), HasSubstr("; " + remedy))));
}

TEST(Environment, OfAFitMachineHasNoWarnings) {
  EXPECT_THAT(environment_of(fit()).warnings, IsEmpty());
  EXPECT_EQ(environment_of(fit()).host_class(), "Some CPU | avx2 | L1d 32K | pinned");
  EXPECT_EQ(worst_of(check_facts(fit())), Expectation::valid);
}

TEST(Environment, WarnsOfEachBadFactWithWhatToDo) {
  expect_warning([](MachineFacts& f) { f.governor = "powersave"; }, "governor is 'powersave'", "set it with cpupower");
  expect_warning([](MachineFacts& f) { f.governor.reset(); }, "frequency can't be read", "compare only");
  expect_warning([](MachineFacts& f) { f.hypervisor = true; }, "a virtual machine", "publish");
  expect_warning([](MachineFacts& f) { f.steal_share = 0.02; }, "took 2 % of the time", "use a machine");
  expect_warning([](MachineFacts& f) { f.steal_share.reset(); }, "/proc/stat does not say", "mount /proc");
  expect_warning([](MachineFacts& f) { f.load_average = 2.1; }, "load average 2.1 on 4 cores", "stop it");
  expect_warning([](MachineFacts& f) { f.cpu_quota = 1.5; }, "allows 1.50 cores' time", "raise the quota");
  expect_warning([](MachineFacts& f) { f.cores = 1; }, "only one core is allowed", "allow two");
  expect_warning([](MachineFacts& f) { f.pinnable = false; }, "does not let this process choose", "allow sched");
  expect_warning([](MachineFacts& f) { f.debug_build = true; }, "a debug build", "build the release preset");
  expect_warning([](MachineFacts& f) { f.sanitized_build = true; }, "a sanitizer", "build the release preset");
  expect_warning([](MachineFacts& f) { f.clock_source = "hpet"; }, "the clock is 'hpet'", "boot with");
  expect_warning([](MachineFacts& f) { f.invariant_counter = false; }, "does not say that it advances evenly",
                 "let the hypervisor show");
  expect_warning([](MachineFacts& f) { f.memory_bytes = 1 << 20; }, "1.00 MiB are available", "free 1 GiB");
}

TEST(Environment, DoesNotMindWhatBindsNothing) {
  EXPECT_THAT(warnings_after([](MachineFacts& f) { f.cpu_quota = 4; }), IsEmpty());
  EXPECT_THAT(warnings_after([](MachineFacts& f) { f.steal_share = 0.0009; }), IsEmpty());
  EXPECT_THAT(warnings_after([](MachineFacts& f) { f.clock_source = "kvm-clock"; }), IsEmpty());
}

TEST(Environment, OfAnEmptySystemIsKnownByNothingAndWarnsOfAll) {
  const FakeSystem system;
  const Environment environment = read_environment(system.files());
  EXPECT_THAT(environment.host_class(), AllOf(HasSubstr("CPU part  | "), HasSubstr(" | caches unknown | ")));
  EXPECT_GE(environment.cores, 1);
  EXPECT_THAT(environment.warnings, Contains(HasSubstr("/proc/stat")));
  EXPECT_THAT(environment.warnings, Contains(HasSubstr("/proc/loadavg")));
  EXPECT_THAT(environment.warnings, Contains(HasSubstr("clock")));
}

TEST(Environment, IsReadFromTheSystemsFiles) {
  const FakeSystem system;
  system.put("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\nflags\t\t: fpu hypervisor sse2\n");
  system.put("proc/stat", "cpu  50 0 0 40 0 0 0 10 0 0\n");
  system.put("proc/loadavg", "0.00 0.01 0.05 1/100 1234\n");
  system.put("proc/meminfo", "MemTotal: 9 kB\nMemAvailable:   2097152 kB\n");
  system.put("sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
  system.put("sys/devices/system/cpu/cpu0/cache/index0/type", "Data\n");
  system.put("sys/devices/system/cpu/cpu0/cache/index0/level", "1\n");
  system.put("sys/devices/system/cpu/cpu0/cache/index0/size", "48K\n");
  const std::string cpufreq =
      "sys/devices/system/cpu/cpu" + std::to_string(last_allowed_core().value_or(0)) + "/cpufreq/";
  system.put(cpufreq + "scaling_governor", "schedutil\n");
  system.put(cpufreq + "scaling_cur_freq", "2500000\n");
  const MachineFacts facts = read_machine(system.files());
  EXPECT_EQ(facts.cpu, "Some CPU @ 3 GHz");
  EXPECT_EQ(facts.caches, "L1d 48K");
  EXPECT_TRUE(facts.hypervisor);
  EXPECT_EQ(facts.steal_share, 0.1);
  EXPECT_EQ(facts.load_average, 0.0);
  EXPECT_EQ(facts.memory_bytes, std::int64_t{2} << 30);
  EXPECT_EQ(facts.clock_source, "hpet");
  EXPECT_EQ(facts.governor, "schedutil");
  EXPECT_EQ(facts.frequency_mhz, 2500);
  EXPECT_EQ(facts.cpu_quota, std::nullopt);
}

TEST(Environment, SurvivesGarbledFiles) {
  const FakeSystem system;
  const std::string garbage = std::string(1, '\0') + "\xff:::\n\n cpu \n-1 -1\nflags";
  for (const char* name : {"proc/cpuinfo", "proc/stat", "proc/loadavg", "proc/meminfo", "proc/self/cgroup",
                           "proc/self/mountinfo", "sys/devices/system/cpu/cpu0/cache/index0/type"})
    system.put(name, garbage);
  const MachineFacts facts = read_machine(system.files());
  EXPECT_EQ(facts.steal_share, std::nullopt);
  EXPECT_EQ(facts.load_average, std::nullopt);
  EXPECT_EQ(facts.memory_bytes, std::nullopt);
  EXPECT_EQ(facts.caches, "caches unknown");
}

TEST(Environment, KnowsNoShareOfStealWhereNoTimeIsCounted) {
  const FakeSystem system;
  system.put("proc/stat", "cpu  0 0 0 0 0 0 0 0 0 0\n");
  EXPECT_EQ(read_machine(system.files()).steal_share, std::nullopt);
}

TEST(Environment, SurvivesJson) {
  const Environment environment = environment_of(fit());
  EXPECT_EQ(Json(Json(environment).get<Environment>()), Json(environment));
}

std::int64_t scripted_now;
std::int64_t scripted_step;

/// Readings 30 ns apart, each hundredth 20 us later.
std::int64_t clock_with_gaps() { return scripted_now += (++scripted_step % 100 == 0 ? 20'000 : 30); }

TEST(Noise, AddsUpTheGapsBetweenReadings) {
  scripted_now = scripted_step = 0;
  const Noise noise = measure_noise(2'297'000, clock_with_gaps);  // the first reading begins; then 100 rounds
  EXPECT_EQ(noise.resolution_ns, 30);
  EXPECT_EQ(noise.largest_gap_ns, 20'000);
  EXPECT_EQ(noise.gaps, 100);
  EXPECT_EQ(noise.lost_ns, 2'000'000);
  EXPECT_NEAR(noise.lost_share(), 0.87, 0.01);
}

TEST(Noise, OfAClockThatStandsStillEndsAndIsInvalid) {
  const Noise noise = measure_noise(1000, [] { return std::int64_t{5}; });
  EXPECT_EQ(noise.duration_ns, 0);
  EXPECT_EQ(noise.lost_share(), 0);
  EXPECT_EQ(worst_of(check_trial({}, noise, true)), Expectation::invalid);
}

TEST(Trial, ThatWasLeftAloneIsFine) {
  const Disturbances seen{.elapsed_ns = 1'000'000'000, .involuntary_switches = 2, .steal_ns = 0};
  const std::vector<MachineCheck> checks = check_trial(seen, {1'000'000'000, 20, 5'000, 0, 0}, true);
  EXPECT_EQ(worst_of(checks), Expectation::valid);
  for (const MachineCheck& check : checks) EXPECT_EQ(check.grade(), "ok") << check.fact;
}

TEST(Trial, ThatLostTimeOrItsCoreIsIndicativeAndWithASteppingClockInvalid) {
  Disturbances seen{.elapsed_ns = 1'000'000'000, .involuntary_switches = 2, .steal_ns = 0};
  const Noise calm{1'000'000'000, 20, 5'000, 0, 0};
  EXPECT_EQ(worst_of(check_trial(seen, {1'000'000'000, 20, 50'000, 200, 5'000'001}, true)), Expectation::indicative);
  EXPECT_EQ(worst_of(check_trial(seen, calm, false)), Expectation::indicative);
  seen.clock_step_ns = 5'000'000;
  const std::vector<MachineCheck> checks = check_trial(seen, calm, true);
  EXPECT_EQ(worst_of(checks), Expectation::invalid);
  EXPECT_EQ(checks.back().grade(), "bad");
  EXPECT_EQ(checks.back().fact, "the clock stepped by 5.00 ms");
  EXPECT_THAT(checks.back().remedy, HasSubstr("stop what adjusts it"));
}

}  // namespace
}  // namespace gatewise::measure_environment_test
