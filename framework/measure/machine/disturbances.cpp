#include "measure/machine/disturbances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <type_traits>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/units.hpp"

namespace gatewise {
namespace {

// A mean that is wrong by a percent is still the mean that is ranked; differences below that tie anyway.
constexpr double allowed_steal_share = 0.01;
// p99.9 is the value that one sample in a thousand exceeds: with more preemptions it is the length of a preemption.
constexpr std::int64_t samples_a_preemption = 1000;
// Stopped for a twentieth of the time, p95 is the length of a stop.
constexpr double throttled_share = 0.05;
// A step below both changes no percentile in its first three digits.
constexpr std::int64_t smallest_step_ns = 1'000'000;
constexpr double step_share = 0.001;
// Governors move by more; what thermal control and the reading itself scatter is less.
constexpr double steady_frequency = 0.9;
// Half a core is a program at work, not the system's own housekeeping.
constexpr double load_cores = 0.5;
// Each core's count is a tick off at most, at both ends: what is less than some ticks may be nothing.
constexpr double smallest_load_ns = 40'000'000;

template <class Number>
void sum(std::optional<Number>& all, const std::optional<Number>& more) {
  if (more) all = all.value_or(Number{}) + *more;
}

std::string duration(std::int64_t ns) { return format_quantity(static_cast<double>(ns), Unit::nanoseconds); }

double share(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(whole, 1));
}

void judge_steal(const Disturbances& seen, Judgement& all) {
  const double stolen = share(seen.steal_ns.value_or(0), seen.elapsed_ns);
  if (stolen > allowed_steal_share) {
    all.indicative.push_back(
        fmt::format("the hypervisor took {:.1f} % of the time; use a machine or a core of its own, or repeat at a "
                    "quieter time",
                    100 * stolen));
  }
}

void judge_switches(const Disturbances& seen, std::int64_t samples, Judgement& all) {
  const std::int64_t preemptions = seen.involuntary_switches.value_or(0);
  if (preemptions > samples / samples_a_preemption) {
    all.indicative.push_back(
        fmt::format("preempted {} times in {} steps: the rate and the highest latencies hold preemptions; keep other "
                    "work off the machine, or isolate a core (isolcpus, cpuset)",
                    preemptions, samples));
  }
  const std::int64_t migrations = seen.migrations.value_or(0);
  if (migrations > 0) {
    all.indicative.push_back(
        fmt::format("moved between cores {} times; allow it a core of its own (taskset, cpuset)", migrations));
  }
  const std::int64_t faults = seen.major_faults.value_or(0);
  if (faults > 0) {
    all.indicative.push_back(
        fmt::format("{} pages were read from disk meanwhile; free memory and measure again", faults));
  }
}

void judge_throttling(const Disturbances& seen, Judgement& all) {
  const std::int64_t stopped = seen.throttled_ns.value_or(0);
  if (stopped <= 0) return;
  auto& list = share(stopped, seen.elapsed_ns) > throttled_share ? all.invalid : all.indicative;
  list.push_back(fmt::format(
      "the control group's CPU quota stopped it for {}; raise the quota (cpu.max, docker --cpus)", duration(stopped)));
}

void judge_clock(const Disturbances& seen, Judgement& all) {
  const std::int64_t step = seen.clock_step_ns.value_or(0);
  const double allowed = std::max<double>(smallest_step_ns, step_share * static_cast<double>(seen.elapsed_ns));
  if (static_cast<double>(std::abs(step)) > allowed) {
    all.invalid.push_back(
        fmt::format("the clock stepped by {}{}; stop what adjusts it (chronyd, ntpd, a guest agent) while measuring",
                    step < 0 ? "-" : "", duration(std::abs(step))));
  }
}

void judge_frequency(const Disturbances& seen, Judgement& all) {
  if (!seen.frequency_low_mhz || !seen.frequency_high_mhz) return;
  if (*seen.frequency_low_mhz < steady_frequency * *seen.frequency_high_mhz) {
    all.indicative.push_back(
        fmt::format("the core went at {:.0f} to {:.0f} MHz; fix it with cpupower frequency-set -g performance",
                    *seen.frequency_low_mhz, *seen.frequency_high_mhz));
  }
}

void judge_load(const Disturbances& seen, Judgement& all) {
  const double load = seen.other_load.value_or(0);
  if (load > load_cores && load * static_cast<double>(seen.elapsed_ns) > smallest_load_ns) {
    all.indicative.push_back(
        fmt::format("another load ran: it kept {:.1f} cores busy; stop it and measure again", load));
  }
}

void judge_blindness(const Disturbances& seen, Judgement& all) {
  if (!seen.involuntary_switches) {
    all.indicative.emplace_back("can't be watched: getrusage does not answer; measure outside this sandbox");
  }
  if (!seen.steal_ns && !seen.other_load) {
    all.indicative.emplace_back("can't be watched: /proc/stat is not readable; mount /proc");
  }
}

template <class Number>
void put(Json& json, const char* key, const std::optional<Number>& value) {
  if (value) json[key] = *value;
}

template <class Number>
void take(const Json& json, const char* key, std::optional<Number>& value) {
  value.reset();
  if (!json.contains(key)) return;
  // A clock may leap back and a hypervisor's count, too; what is seen in ticks can come out below zero.
  if constexpr (std::is_integral_v<Number>) {
    value = integer_at(json, key, -most_count, most_count);
  } else {
    value = number_at(json, key);
  }
}

/// Every optional member with its key.
template <class Seen, class Visit>
void each_member(Seen& seen, const Visit& visit) {
  visit("voluntary_switches", seen.voluntary_switches);
  visit("involuntary_switches", seen.involuntary_switches);
  visit("major_faults", seen.major_faults);
  visit("migrations", seen.migrations);
  visit("steal_ns", seen.steal_ns);
  visit("throttled_ns", seen.throttled_ns);
  visit("clock_step_ns", seen.clock_step_ns);
  visit("frequency_low_mhz", seen.frequency_low_mhz);
  visit("frequency_high_mhz", seen.frequency_high_mhz);
  visit("other_load", seen.other_load);
}

}  // namespace

void Disturbances::add(const Disturbances& other) {
  sum(voluntary_switches, other.voluntary_switches);
  sum(involuntary_switches, other.involuntary_switches);
  sum(major_faults, other.major_faults);
  sum(migrations, other.migrations);
  sum(steal_ns, other.steal_ns);
  sum(throttled_ns, other.throttled_ns);
  if (clock_step_ns && other.clock_step_ns) {  // a step there and one back would hide each other
    clock_step_ns = std::abs(*clock_step_ns) + std::abs(*other.clock_step_ns);
  } else if (other.clock_step_ns) {
    clock_step_ns = other.clock_step_ns;
  }
  if (other.frequency_low_mhz)
    frequency_low_mhz = std::min(frequency_low_mhz.value_or(*other.frequency_low_mhz), *other.frequency_low_mhz);
  if (other.frequency_high_mhz)
    frequency_high_mhz = std::max(frequency_high_mhz.value_or(*other.frequency_high_mhz), *other.frequency_high_mhz);
  const std::int64_t together_ns = elapsed_ns + other.elapsed_ns;
  if (!other_load) {
    other_load = other.other_load;
  } else if (other.other_load && together_ns > 0) {
    other_load =
        (*other_load * static_cast<double>(elapsed_ns) + *other.other_load * static_cast<double>(other.elapsed_ns)) /
        static_cast<double>(together_ns);
  }
  elapsed_ns = together_ns;
}

void to_json(Json& json, const Disturbances& seen) {
  json = {{"elapsed_ns", seen.elapsed_ns}};
  each_member(seen, [&](const char* key, const auto& value) { put(json, key, value); });
}

void from_json(const Json& json, Disturbances& seen) {
  seen.elapsed_ns = count_at(json, "elapsed_ns");
  each_member(seen, [&](const char* key, auto& value) { take(json, key, value); });
}

Judgement judge(const Disturbances& seen, std::int64_t samples) {
  Judgement all;
  judge_blindness(seen, all);
  judge_clock(seen, all);
  judge_throttling(seen, all);
  judge_steal(seen, all);
  judge_switches(seen, samples, all);
  judge_load(seen, all);
  judge_frequency(seen, all);
  return all;
}

}  // namespace gatewise
