#ifndef GATEWISE_MEASURE_MACHINE_ENVIRONMENT_HPP
#define GATEWISE_MEASURE_MACHINE_ENVIRONMENT_HPP

#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "measure/machine/machine.hpp"

namespace gatewise {

/// The machine that a measurement is true for. Latencies of two host classes are never ranked together.
struct Environment {
  std::string cpu;                    ///< model name
  std::string isa;                    ///< the widest vector extension
  std::string caches;                 ///< "L1d 32 KiB, L2 1 MiB, L3 32 MiB"
  int cores = 1;                      ///< that this process may use
  bool pinned = false;                ///< whether measuring children get a core of their own
  std::vector<std::string> warnings;  ///< what makes numbers less believable, and what to do about it

  /// CPU model + ISA + caches + pinning, in one line.
  std::string host_class() const;
};

Environment read_environment(const SystemFiles& files = {});
Environment environment_of(const MachineFacts& facts);

/// Pins the calling thread, and what it starts, to the highest-numbered core that it may use. False where the system
/// refuses.
bool pin_to_last_core();

void to_json(Json& json, const Environment& environment);
void from_json(const Json& json, Environment& environment);

}  // namespace gatewise

#endif
