#include "measure/machine/watch.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>

#include "measure/machine/control_group.hpp"
#include "measure/machine/processor_time.hpp"

namespace gatewise {
namespace {

// How much faster or slower the kernel lets NTP make CLOCK_MONOTONIC: MAXFREQ of adjtimex(2).
constexpr std::int64_t slewing_ppm = 500;

std::int64_t read_clock(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

template <class Number>
std::optional<Number> difference(const std::optional<Number>& begin, const std::optional<Number>& end) {
  if (!begin || !end) return std::nullopt;
  return *end - *begin;
}

/// Counters that go back were set anew: what they counted is not known.
std::optional<std::int64_t> growth(const std::optional<std::int64_t>& begin, const std::optional<std::int64_t>& end) {
  const std::optional<std::int64_t> grown = difference(begin, end);
  return grown && *grown >= 0 ? grown : std::nullopt;
}

std::int64_t clock_step(const ClockReadings& begin, const ClockReadings& end) {
  const std::int64_t elapsed = end.raw - begin.raw;
  const std::int64_t apart = end.monotonic - begin.monotonic - elapsed;
  const std::int64_t explained = begin.uncertainty + end.uncertainty + std::abs(elapsed) / 1'000'000 * slewing_ppm + 1;
  const std::int64_t step = std::max<std::int64_t>(0, std::abs(apart) - explained);
  return apart < 0 ? -step : step;
}

std::optional<ProcessorTime> time_of(const std::optional<std::string>& stat, const std::string& name) {
  return stat ? processor_time(*stat, name) : std::nullopt;
}

}  // namespace

ClockReadings read_clocks() {
  ClockReadings best;
  // The thread may be preempted between two readings; the closest of three is taken.
  for (int i = 0; i < 3; ++i) {
    const std::int64_t before = read_clock(CLOCK_MONOTONIC_RAW);
    const std::int64_t monotonic = read_clock(CLOCK_MONOTONIC);
    const std::int64_t apart = read_clock(CLOCK_MONOTONIC_RAW) - before;
    if (i == 0 || apart < best.uncertainty) best = {monotonic, before, apart, 0};
  }
  best.process = read_clock(CLOCK_PROCESS_CPUTIME_ID);
  return best;
}

Watch::Watch(SystemFiles files, std::function<ClockReadings()> clocks)
    : files_(std::move(files)),
      clocks_(std::move(clocks)),
      stat_(files_.proc / "stat"),
      sched_(files_.proc / "thread-self/sched") {
  for (const std::filesystem::path& folder : cpu_groups(files_)) group_stats_.emplace_back(folder / "cpu.stat");
}

void Watch::begin() {
  begin_ = {};
  read_files(begin_);
  read_counters(begin_);
}

Disturbances Watch::end() {
  Snapshot now;
  read_counters(now);
  read_files(now);
  Disturbances seen;
  seen.elapsed_ns = now.clocks.raw - begin_.clocks.raw;
  seen.voluntary_switches = growth(begin_.voluntary_switches, now.voluntary_switches);
  seen.involuntary_switches = growth(begin_.involuntary_switches, now.involuntary_switches);
  seen.major_faults = growth(begin_.major_faults, now.major_faults);
  seen.migrations = growth(begin_.migrations, now.migrations);
  if (!seen.migrations && begin_.core >= 0 && now.core >= 0) seen.migrations = begin_.core == now.core ? 0 : 1;
  seen.throttled_ns = growth(begin_.throttled_ns, now.throttled_ns);
  seen.clock_step_ns = clock_step(begin_.clocks, now.clocks);
  if (begin_.frequency_mhz && now.frequency_mhz) {
    seen.frequency_low_mhz = std::min(*begin_.frequency_mhz, *now.frequency_mhz);
    seen.frequency_high_mhz = std::max(*begin_.frequency_mhz, *now.frequency_mhz);
  }
  const std::string core = fmt::format("cpu{}", now.core);
  const std::optional<ProcessorTime> core_before = time_of(begin_.stat, core);
  const std::optional<ProcessorTime> core_now = time_of(now.stat, core);
  if (core_before && core_now) seen.steal_ns = growth(core_before->steal_ns, core_now->steal_ns);
  const std::optional<ProcessorTime> all_before = time_of(begin_.stat, "cpu");
  const std::optional<ProcessorTime> all_now = time_of(now.stat, "cpu");
  if (all_before && all_now && seen.elapsed_ns > 0) {
    const std::int64_t others = all_now->busy_ns - all_before->busy_ns - (now.clocks.process - begin_.clocks.process);
    seen.other_load = static_cast<double>(others) / static_cast<double>(seen.elapsed_ns);
  }
  return seen;
}

void Watch::read_counters(Snapshot& now) const {
  now.clocks = clocks_();
  rusage usage{};
  if (::getrusage(RUSAGE_THREAD, &usage) == 0) {
    now.voluntary_switches = usage.ru_nvcsw;
    now.involuntary_switches = usage.ru_nivcsw;
    now.major_faults = usage.ru_majflt;
  }
  now.core = ::sched_getcpu();
}

void Watch::read_files(Snapshot& now) {
  now.stat = stat_.read();
  if (const auto sched = sched_.read()) {
    const auto moves = value_of(*sched, "se.nr_migrations");
    if (moves) now.migrations = leading_integer(*moves);
  }
  now.throttled_ns = all_throttled_ns();
  now.frequency_mhz = frequency_of(::sched_getcpu());
}

std::optional<double> Watch::frequency_of(int core) {
  if (core < 0) return std::nullopt;
  if (core != frequency_core_) {
    frequency_ = KeptFile(files_.sys / fmt::format("devices/system/cpu/cpu{}/cpufreq/scaling_cur_freq", core));
    frequency_core_ = core;
  }
  const std::optional<std::string> text = frequency_.read();
  const std::optional<double> khz = text ? leading_number(*text) : std::nullopt;
  return khz && *khz > 0 ? std::optional(*khz / 1000) : std::nullopt;
}

std::optional<std::int64_t> Watch::all_throttled_ns() const {
  std::optional<std::int64_t> all;
  for (const KeptFile& file : group_stats_) {
    const std::optional<std::string> text = file.read();
    const std::optional<std::int64_t> one = text ? throttled_ns(*text) : std::nullopt;
    if (one) all = all.value_or(0) + *one;
  }
  return all;
}

}  // namespace gatewise
