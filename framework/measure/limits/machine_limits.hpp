#ifndef GATEWISE_MEASURE_LIMITS_MACHINE_LIMITS_HPP
#define GATEWISE_MEASURE_LIMITS_MACHINE_LIMITS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "measure/limits/arithmetic.hpp"
#include "measure/limits/caches.hpp"

namespace gatewise {

/// What one core can do at most: the two sides of its roofline.
struct MachineLimits {
  struct Bandwidth {
    std::string level;        ///< "L1d", "L2", "L3", "memory"
    std::int64_t bytes;       ///< the working set that it was measured with
    double bytes_per_second;  ///< read through f32 multiply-adds

    bool operator==(const Bandwidth&) const = default;
  };
  struct Peak {
    std::string arithmetic;        ///< "f32", "bf16", "int8"
    std::string isa;               ///< of the fastest kernel
    double operations_per_second;  ///< two for each multiply-add

    bool operator==(const Peak&) const = default;
  };

  std::vector<Bandwidth> bandwidths;  ///< the nearest first
  std::vector<Peak> peaks;

  /// Operations a second; 0 where unknown.
  double peak_of(Arithmetic arithmetic) const;

  bool operator==(const MachineLimits&) const = default;
};

/// A level and the bytes that are sure to come from it.
struct WorkingSet {
  std::string level;
  std::int64_t bytes;

  bool operator==(const WorkingSet&) const = default;
};

/// Half of a core's own caches, a quarter of a shared L3 but more than L2 holds, and four times the last cache, at most
/// 256 MiB, for memory. Levels of unknown size are left out.
std::vector<WorkingSet> working_sets(const std::vector<Cache>& caches);

/// Measured on the calling thread, which the caller pins, in about a second.
MachineLimits measure_limits();

void to_json(Json& json, const MachineLimits& limits);
void from_json(const Json& json, MachineLimits& limits);

}  // namespace gatewise

#endif
