/// Processor time used by the recorder and everything it started.
#pragma once

#include <cstdint>

namespace telemetry {

/// Counts with the kernel's task clock, perf_event_open(2), inherited by all
/// later threads and child processes. It is exact to the nanosecond, where the
/// ticks of proc(5) are 10 ms, and leaves other processes of the machine out.
/// Where the kernel refuses it, the coarse ticks of /proc/stat take its place.
class CpuClock {
 public:
  /// Must be constructed before the first thread or child process is started.
  CpuClock();
  ~CpuClock();
  CpuClock(const CpuClock&) = delete;
  CpuClock& operator=(const CpuClock&) = delete;

  /// True if the kernel grants the exact clock.
  bool is_exact() const { return counter_ >= 0; }

  /// Processor time in nanoseconds, summed over all cores.
  std::int64_t nanoseconds() const;

 private:
  int counter_ = -1;
};

}  // namespace telemetry
