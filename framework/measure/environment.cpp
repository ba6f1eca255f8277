#include "measure/environment.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "measure/limits/caches.hpp"

namespace gatewise {
namespace {

/// The value of the first "key : value" line of /proc/cpuinfo.
std::string cpuinfo(const std::string& key) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(key, 0) != 0) continue;
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos && colon + 2 <= line.size()) return line.substr(colon + 2);
  }
  return "";
}

std::string widest_isa() {
#if defined(__x86_64__)
  const std::string flags = " " + cpuinfo("flags") + " ";
  const auto has = [&](const char* flag) { return flags.find(std::string(" ") + flag + " ") != std::string::npos; };
  std::string isa = has("avx512f") ? "avx512" : has("avx2") ? "avx2" : "sse2";
  if (has("avx512_vnni")) isa += "+vnni";
  if (has("avx512_bf16")) isa += "+bf16";
  return isa;
#else
  const std::string features = " " + cpuinfo("Features") + " ";
  const auto has = [&](const char* flag) { return features.find(std::string(" ") + flag + " ") != std::string::npos; };
  return has("sve") ? "sve" : "neon";
#endif
}

std::string first_line(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// "L1d 32K, L2 1024K, L3 32768K" as the kernel names them.
std::string describe_caches() {
  std::string caches;
  for (const Cache& cache : read_caches())
    caches += fmt::format("{}{} {}", caches.empty() ? "" : ", ", cache.name, cache.size);
  return caches.empty() ? "caches unknown" : caches;
}

std::vector<std::string> find_warnings(int cores) {
  std::vector<std::string> warnings;
  const std::string governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  if (governor.empty()) {
    warnings.emplace_back("the CPU frequency can't be read: scaling is unknown");
  } else if (governor != "performance") {
    warnings.push_back(fmt::format("the CPU frequency governor is '{}', not 'performance'", governor));
  }
  if ((" " + cpuinfo("flags") + " ").find(" hypervisor ") != std::string::npos)
    warnings.emplace_back("a virtual machine: others share its cores");
  double load[1] = {0};
  if (::getloadavg(load, 1) == 1 && load[0] > 0.5 * cores)
    warnings.push_back(fmt::format("other work is running: load average {:.1f} on {} cores", load[0], cores));
#if !defined(NDEBUG)
  warnings.emplace_back("this program is a debug build");
#endif
  return warnings;
}

cpu_set_t allowed_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof(set), &set);
  return set;
}

}  // namespace

std::string Environment::host_class() const {
  return fmt::format("{} | {} | {} | {}", cpu, isa, caches, pinned ? "pinned" : "not pinned");
}

Environment read_environment() {
  Environment environment;
  environment.cpu = cpuinfo("model name");
  if (environment.cpu.empty()) environment.cpu = fmt::format("CPU part {}", cpuinfo("CPU part"));
  environment.isa = widest_isa();
  environment.caches = describe_caches();
  const cpu_set_t set = allowed_cores();
  environment.cores = CPU_COUNT(&set);
  environment.pinned = environment.cores > 0 && ::sched_setaffinity(0, sizeof(set), &set) == 0;
  environment.warnings = find_warnings(environment.cores);
  return environment;
}

bool pin_to_last_core() {
  const cpu_set_t allowed = allowed_cores();
  for (int core = CPU_SETSIZE - 1; core >= 0; --core) {
    if (!CPU_ISSET(core, &allowed)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    return ::sched_setaffinity(0, sizeof(one), &one) == 0;
  }
  return false;
}

std::int64_t largest_cache_bytes() {
  constexpr std::int64_t usual = std::int64_t{32} << 20;
  std::int64_t largest = 0;
  for (int index = 0; index < 8; ++index) {
    const std::string size = first_line(fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/size", index));
    largest = std::max<std::int64_t>(largest, std::strtoll(size.c_str(), nullptr, 10) * 1024);
  }
  return largest > 0 ? largest : usual;
}

void to_json(Json& json, const Environment& e) {
  json = {{"cpu", e.cpu},       {"isa", e.isa},           {"caches", e.caches},     {"cores", e.cores},
          {"pinned", e.pinned}, {"warnings", e.warnings}, {"class", e.host_class()}};
}

void from_json(const Json& json, Environment& e) {
  e = {json.at("cpu"), json.at("isa"), json.at("caches"), json.at("cores"), json.at("pinned"), json.at("warnings")};
}

}  // namespace gatewise
