#ifndef GATEWISE_MEASURE_MACHINE_WATCH_HPP
#define GATEWISE_MEASURE_MACHINE_WATCH_HPP

#include <functional>
#include <string>
#include <vector>

#include "measure/machine/disturbances.hpp"
#include "measure/machine/system_files.hpp"

namespace gatewise {

/// What the clocks say at one moment, in ns.
struct ClockReadings {
  std::int64_t monotonic = 0;    ///< CLOCK_MONOTONIC: what latencies are measured with; slewed, never stepped, by NTP
  std::int64_t raw = 0;          ///< CLOCK_MONOTONIC_RAW: the bare counter
  std::int64_t uncertainty = 0;  ///< the first two were read at most so far apart
  std::int64_t process = 0;      ///< CPU time of this process, all threads
};

ClockReadings read_clocks();

/// Watches the thread that made it, from begin() to end(): some small files are read at both ends (about 0.1 ms), so
/// they stand outside what is timed. Used by that thread alone.
class Watch {
 public:
  explicit Watch(SystemFiles files = {}, std::function<ClockReadings()> clocks = read_clocks);

  void begin();
  /// What happened since begin(), which came before it.
  Disturbances end();

 private:
  struct Snapshot {
    ClockReadings clocks;
    std::optional<std::int64_t> voluntary_switches;
    std::optional<std::int64_t> involuntary_switches;
    std::optional<std::int64_t> major_faults;
    int core = -1;  ///< that the thread runs on; -1 where the system does not say
    std::optional<std::string> stat;
    std::optional<std::int64_t> migrations;
    std::optional<std::int64_t> throttled_ns;
    std::optional<double> frequency_mhz;
  };

  void read_counters(Snapshot& now) const;
  void read_files(Snapshot& now);
  std::optional<double> frequency_of(int core);
  std::optional<std::int64_t> all_throttled_ns() const;

  SystemFiles files_;
  std::function<ClockReadings()> clocks_;
  KeptFile stat_;
  KeptFile sched_;
  std::vector<KeptFile> group_stats_;
  int frequency_core_ = -1;  ///< whose frequency_ is open
  KeptFile frequency_;
  Snapshot begin_;
};

}  // namespace gatewise

#endif
