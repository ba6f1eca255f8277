#ifndef GATEWISE_MEASURE_LIMITS_CACHES_HPP
#define GATEWISE_MEASURE_LIMITS_CACHES_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gatewise {

/// A cache that holds data.
struct Cache {
  std::string name;        ///< "L1d", "L2", "L3"
  std::string size;        ///< as the kernel writes it: "32K"
  std::int64_t bytes = 0;  ///< the same as a number; 0 where it can't be read

  bool operator==(const Cache&) const = default;
};

/// The first core's caches, the nearest first. Empty where `folder` is absent. sysconf(3) is wrong in virtual machines.
std::vector<Cache> read_caches(const std::filesystem::path& folder = "/sys/devices/system/cpu/cpu0/cache");

}  // namespace gatewise

#endif
