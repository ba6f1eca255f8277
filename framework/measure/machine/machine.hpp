// What the system says about the machine and about this program, before anything is measured.
#ifndef GATEWISE_MEASURE_MACHINE_MACHINE_HPP
#define GATEWISE_MEASURE_MACHINE_MACHINE_HPP

#include <cstdint>
#include <optional>
#include <string>

#include "measure/machine/system_files.hpp"

namespace gatewise {

/// Absent is what the system does not say.
struct MachineFacts {
  std::string cpu;                           ///< model name
  std::string isa;                           ///< the widest vector extension
  std::string caches;                        ///< "L1d 32K, L2 1024K", as the kernel names them
  int cores = 1;                             ///< that this process may use
  bool pinnable = false;                     ///< whether the system lets it choose among them
  bool debug_build = false;                  ///< assertions are compiled in
  bool sanitized_build = false;              ///< instrumented by the address, memory or thread sanitizer
  bool hypervisor = false;                   ///< x86-64 alone says so
  std::optional<std::string> governor;       ///< of the frequency of the last allowed core
  std::optional<double> frequency_mhz;       ///< of that core, now
  std::optional<double> steal_share;         ///< of all cores' time since boot, 0 to 1
  std::optional<double> load_average;        ///< programs that ran or wanted to, over the last minute
  std::optional<double> cpu_quota;           ///< cores' time that the control groups leave
  std::optional<std::string> clock_source;   ///< what the kernel reads for the time
  std::optional<bool> invariant_counter;     ///< whether the processor's own counter advances evenly; x86-64 alone says
  std::optional<std::int64_t> memory_bytes;  ///< that programs can still get
};

MachineFacts read_machine(const SystemFiles& files = {});

/// The highest-numbered core that the calling thread may use. Absent where the system does not say.
std::optional<int> last_allowed_core();

}  // namespace gatewise

#endif
