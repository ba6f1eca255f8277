/// The counters of the running kernel, as proc(5) describes them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cpu_clock.hpp"

namespace telemetry {

/// How two readings become one number of the recording.
enum class ColumnKind {
  level,     ///< the value of the later reading
  delta,     ///< the difference of the two readings
  permille,  ///< nanoseconds of processor time as a share of all cores, 0..1000
};

struct Column {
  const char* name;
  ColumnKind kind;
};

inline constexpr std::array columns{
    Column{"cpu_busy_permille", ColumnKind::permille},
    Column{"cpu_user_ticks", ColumnKind::delta},
    Column{"cpu_system_ticks", ColumnKind::delta},
    Column{"cpu_iowait_ticks", ColumnKind::delta},
    Column{"cpu_idle_ticks", ColumnKind::delta},
    Column{"context_switches", ColumnKind::delta},
    Column{"interrupts", ColumnKind::delta},
    Column{"forks", ColumnKind::delta},
    Column{"runnable", ColumnKind::level},
    Column{"blocked", ColumnKind::level},
    Column{"page_faults", ColumnKind::delta},
    Column{"major_faults", ColumnKind::delta},
    Column{"allocated_mb", ColumnKind::delta},
    Column{"memory_used_delta_mb", ColumnKind::delta},
    Column{"dirty_mb", ColumnKind::level},
    Column{"disk_read_kb", ColumnKind::delta},
    Column{"disk_write_kb", ColumnKind::delta},
    Column{"disk_write_ops", ColumnKind::delta},
    Column{"disk_busy_ms", ColumnKind::delta},
    Column{"lo_mb", ColumnKind::delta},
    Column{"lo_packets", ColumnKind::delta},
};

using Row = std::array<std::int64_t, columns.size()>;

/// The state of all counters at one moment, in the order of `columns`.
struct Reading {
  std::int64_t at_nanoseconds = 0;  ///< steady clock
  Row values{};
};

/// Reads every counter once; takes a few hundred microseconds.
Reading read_counters(const CpuClock& cpu_clock);

/// The row of the recording that describes the time between two readings.
Row row_between(const Reading& before, const Reading& after);

}  // namespace telemetry
