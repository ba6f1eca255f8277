// What /proc/stat counts: how long cores worked, idled, and were taken by the hypervisor.
#ifndef GATEWISE_MEASURE_MACHINE_PROCESSOR_TIME_HPP
#define GATEWISE_MEASURE_MACHINE_PROCESSOR_TIME_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatewise {

/// Since boot, in ns, in whole ticks (usually of 10 ms).
struct ProcessorTime {
  std::int64_t busy_ns = 0;              ///< user, nice, system and interrupts
  std::int64_t idle_ns = 0;              ///< idle or waiting for a disk
  std::optional<std::int64_t> steal_ns;  ///< ready to run while the hypervisor ran others
};

/// The line "cpu" (all cores together) or "cpu3" of /proc/stat's text. Absent where it is missing or garbled.
std::optional<ProcessorTime> processor_time(std::string_view stat, const std::string& name);

}  // namespace gatewise

#endif
