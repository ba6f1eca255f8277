#ifndef GATEWISE_MEASURE_MACHINE_DISTURBANCES_HPP
#define GATEWISE_MEASURE_MACHINE_DISTURBANCES_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise {

/// What happened to a measuring thread during some time. Absent where the system does not say.
struct Disturbances {
  std::int64_t elapsed_ns = 0;  ///< by CLOCK_MONOTONIC_RAW, which nobody sets
  std::optional<std::int64_t> voluntary_switches = {};
  std::optional<std::int64_t> involuntary_switches = {};  ///< preemptions
  std::optional<std::int64_t> major_faults = {};          ///< pages that had to be read from a disk
  std::optional<std::int64_t> migrations = {};            ///< moves to another core
  std::optional<std::int64_t> steal_ns = {};              ///< of its core, in ticks of /proc/stat: 10 ms, as a rule
  std::optional<std::int64_t> throttled_ns = {};  ///< that its control groups were stopped, over all their cores
  /// How far CLOCK_MONOTONIC went off RAW beyond what slewing explains; above zero where it leapt ahead.
  std::optional<std::int64_t> clock_step_ns = {};
  std::optional<double> frequency_low_mhz = {};  ///< of its core
  std::optional<double> frequency_high_mhz = {};
  /// Cores that other processes kept busy, interrupts included: (busy time of all cores - CPU time of this process) /
  /// elapsed. Ticks make it coarse, and as often too small (below zero, too) as too large: it is believed over a
  /// second, not over a block.
  std::optional<double> other_load = {};

  /// Joins what happened during another time: counts and times add up, steps of the clock by their size, frequencies
  /// become extremes, the load is weighted by time. What one of both lacks is what the other saw: a lower bound.
  void add(const Disturbances& other);
};

/// What is absent has no key.
void to_json(Json& json, const Disturbances& seen);
void from_json(const Json& json, Disturbances& seen);

/// Why latencies measured so are INDICATIVE or INVALID; each reason ends with what to do.
struct Judgement {
  std::vector<std::string> indicative;
  std::vector<std::string> invalid;
};

/// `samples` is how many steps were timed meanwhile. Judge sums of a second or more, not single blocks.
Judgement judge(const Disturbances& seen, std::int64_t samples);

}  // namespace gatewise

#endif
