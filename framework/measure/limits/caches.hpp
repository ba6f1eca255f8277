#ifndef GATEWISE_MEASURE_LIMITS_CACHES_HPP
#define GATEWISE_MEASURE_LIMITS_CACHES_HPP

#include <cstdint>
#include <filesystem>
#include <functional>
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

/// The registers that CPUID answers a leaf and a subleaf with.
struct CpuidAnswer {
  std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};
using Cpuid = std::function<CpuidAnswer(std::uint32_t leaf, std::uint32_t subleaf)>;

/// The caches that the processor itself names, the nearest first: leaf 4 on Intel, 0x8000001D on AMD. Empty where it
/// names none.
std::vector<Cache> caches_of_processor(const Cpuid& cpuid);

/// The caches of this machine: what sysfs says, or the processor where sysfs says nothing. Empty: nobody says.
std::vector<Cache> known_caches();

/// The first core's caches as sysfs has them, the nearest first. Empty where `folder` is absent. sysconf(3) is wrong in
/// virtual machines.
std::vector<Cache> read_caches(const std::filesystem::path& folder = "/sys/devices/system/cpu/cpu0/cache");

}  // namespace gatewise

#endif
