#include "measure/machine/machine_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "base/units.hpp"

namespace gatewise {
namespace {

// A run's own processes and a quiet system stay below.
constexpr double load_a_core = 0.5;
// Since boot: less is the system's start and the neighbours' short peaks.
constexpr double steal_since_boot = 0.001;
// A training of the bundled suites and the plugins' libraries take some hundred MB.
constexpr double least_memory_bytes = 1 << 30;
// Gaps that take half a percent of the time are what p99.5 and above hold.
constexpr double lost_share = 0.005;
// Steps of the bundled suites take about so long; preemptions are counted against them.
constexpr std::int64_t usual_step_ns = 10'000;

MachineCheck check_build(const MachineFacts& facts) {
  if (facts.sanitized_build) {
    return {"build", "this program is instrumented by a sanitizer", "build the release preset",
            Expectation::indicative};
  }
  if (facts.debug_build)
    return {"build", "this program is a debug build", "build the release preset", Expectation::indicative};
  return {"build", "a release build"};
}

MachineCheck check_cores(const MachineFacts& facts) {
  if (facts.cores == 1) {
    return {"cores", "only one core is allowed: the run's parent shares it with the measured child",
            "allow two (taskset, docker --cpuset-cpus)", Expectation::indicative};
  }
  return {"cores", fmt::format("{} are allowed", facts.cores)};
}

MachineCheck check_pinning(const MachineFacts& facts) {
  if (facts.pinnable) return {"pinning", "works"};
  return {"pinning", "the system does not let this process choose its core",
          "allow sched_setaffinity (a container's seccomp filter)", Expectation::indicative};
}

MachineCheck check_frequency(const MachineFacts& facts) {
  const std::string now = facts.frequency_mhz ? fmt::format(", {:.0f} MHz now", *facts.frequency_mhz) : "";
  if (!facts.governor) {
    return {"frequency", "the CPU frequency can't be read: scaling is unknown" + now,
            "compare only what one run measured"};
  }
  if (*facts.governor != "performance") {
    return {"frequency", fmt::format("the CPU frequency governor is '{}', not 'performance'{}", *facts.governor, now),
            "set it with cpupower frequency-set -g performance"};
  }
  return {"frequency", "the governor is 'performance'" + now};
}

MachineCheck check_hypervisor(const MachineFacts& facts) {
  if (!facts.hypervisor) return {"virtual machine", "none that shows"};
  return {"virtual machine", "a virtual machine: others share its cores", "publish figures of a machine of one's own"};
}

MachineCheck check_steal(const MachineFacts& facts) {
  if (!facts.steal_share) {
    return {"steal", "/proc/stat does not say what a hypervisor took", "mount /proc", Expectation::indicative};
  }
  const std::string fact = fmt::format("the hypervisor took {:.2g} % of the time since boot", 100 * *facts.steal_share);
  if (*facts.steal_share > steal_since_boot) return {"steal", fact, "use a machine or cores of its own"};
  return {"steal", fact};
}

MachineCheck check_quota(const MachineFacts& facts) {
  if (!facts.cpu_quota) return {"control group", "sets no CPU quota"};
  if (*facts.cpu_quota >= facts.cores)
    return {"control group", fmt::format("its CPU quota of {:.2f} cores binds nothing", *facts.cpu_quota)};
  return {"control group",
          fmt::format("a control group allows {:.2f} cores' time and stops this process when that is used up",
                      *facts.cpu_quota),
          "raise the quota (cpu.max, cpu.cfs_quota_us, docker --cpus)", Expectation::indicative};
}

MachineCheck check_load_average(const MachineFacts& facts) {
  if (!facts.load_average) return {"load average", "/proc/loadavg does not say", "mount /proc"};
  if (*facts.load_average > load_a_core * facts.cores) {
    return {"load average",
            fmt::format("other work is running: load average {:.1f} on {} cores", *facts.load_average, facts.cores),
            "stop it, or wait for its end"};
  }
  return {"load average", fmt::format("{:.1f} on {} cores", *facts.load_average, facts.cores)};
}

/// Whether time itself goes evenly is the processor's word: a kernel may read any counter well or badly.
MachineCheck check_clock_source(const MachineFacts& facts) {
  static const std::set<std::string> cheap{"tsc", "arch_sys_counter", "kvm-clock", "hyperv_clocksource_tsc_page"};
  if (!facts.clock_source) return {"clock source", "the kernel does not say what its clock reads", "mount /sys"};
  if (cheap.count(*facts.clock_source) == 0) {
    return {"clock source", fmt::format("the clock is '{}', slow or coarse to read", *facts.clock_source),
            "boot with clocksource=tsc"};
  }
  if (facts.invariant_counter == std::optional(false) && *facts.clock_source == "tsc") {
    return {"clock source",
            "tsc, and the processor does not say that it advances evenly (CPUID 0x80000007): its rate may follow the "
            "frequency",
            "let the hypervisor show the invariant counter, or compare only what one run measured"};
  }
  const std::string evenly =
      facts.invariant_counter == std::optional(true) ? "; the processor's counter advances evenly (CPUID)" : "";
  return {"clock source", *facts.clock_source + evenly};
}

MachineCheck check_memory(const MachineFacts& facts) {
  if (!facts.memory_bytes) return {"memory", "/proc/meminfo does not say what is available", "mount /proc"};
  const std::string fact = format_quantity(static_cast<double>(*facts.memory_bytes), Unit::bytes) + " are available";
  if (static_cast<double>(*facts.memory_bytes) < least_memory_bytes) return {"memory", fact, "free 1 GiB"};
  return {"memory", fact};
}

MachineCheck check_gaps(const Noise& noise) {
  const std::string fact = fmt::format("largest gap {}, {:.2g} % of the time lost in {:.0f} gaps a second",
                                       format_quantity(static_cast<double>(noise.largest_gap_ns), Unit::nanoseconds),
                                       100 * noise.lost_share(), noise.gaps_per_second());
  if (noise.lost_share() > lost_share) {
    return {"noise", fact, "stop other work, or isolate the last core (isolcpus, nohz_full)", Expectation::indicative};
  }
  return {"noise", fact};
}

MachineCheck check_resolution(const Noise& noise) {
  if (noise.resolution_ns == 0)
    return {"clock resolution", "the clock stood still", "boot with another clocksource", Expectation::invalid};
  return {"clock resolution", fmt::format("two readings stand at least {} ns apart", noise.resolution_ns)};
}

/// A judgement's reason, "fact; remedy", as a check.
MachineCheck from_reason(const std::string& reason, Expectation verdict) {
  const std::size_t semicolon = reason.find("; ");
  return {"trial", reason.substr(0, semicolon), reason.substr(semicolon + 2), verdict};
}

}  // namespace

std::string name_of(Expectation expectation) {
  switch (expectation) {
    case Expectation::valid:
      return "VALID";
    case Expectation::indicative:
      return "INDICATIVE";
    case Expectation::invalid:
      break;
  }
  return "INVALID";
}

std::string MachineCheck::grade() const {
  if (verdict == Expectation::invalid) return "bad";
  return remedy.empty() ? "ok" : "mind";
}

std::string MachineCheck::warning() const { return remedy.empty() ? fact : fact + "; " + remedy; }

std::vector<MachineCheck> check_facts(const MachineFacts& facts) {
  return {check_build(facts),        check_cores(facts), check_pinning(facts), check_frequency(facts),
          check_hypervisor(facts),   check_steal(facts), check_quota(facts),   check_load_average(facts),
          check_clock_source(facts), check_memory(facts)};
}

std::vector<MachineCheck> check_trial(const Disturbances& seen, const Noise& noise, bool pinned) {
  std::vector<MachineCheck> checks{check_resolution(noise), check_gaps(noise)};
  if (!pinned) {
    checks.push_back({"trial", "the last core could not be taken", "allow sched_setaffinity", Expectation::indicative});
  }
  const Judgement judgement = judge(seen, seen.elapsed_ns / usual_step_ns);
  for (const std::string& reason : judgement.invalid) checks.push_back(from_reason(reason, Expectation::invalid));
  for (const std::string& reason : judgement.indicative) checks.push_back(from_reason(reason, Expectation::indicative));
  if (judgement.invalid.empty() && judgement.indicative.empty())
    checks.push_back({"trial", "a pinned thread was left alone; the clocks agree"});
  return checks;
}

Expectation worst_of(const std::vector<MachineCheck>& checks) {
  Expectation worst = Expectation::valid;
  for (const MachineCheck& check : checks) worst = std::max(worst, check.verdict);
  return worst;
}

void to_json(Json& json, const MachineCheck& check) {
  json = {{"name", check.name}, {"grade", check.grade()}, {"fact", check.fact}, {"verdict", name_of(check.verdict)}};
  if (!check.remedy.empty()) json["remedy"] = check.remedy;
}

}  // namespace gatewise
