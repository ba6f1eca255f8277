#include "measure/machine/machine.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>

#include "measure/limits/caches.hpp"
#include "measure/machine/build_type.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/control_group.hpp"
#include "measure/machine/processor_time.hpp"

namespace gatewise {
namespace {

bool holds_word(const std::string& words, const std::string& word) {
  return (" " + words + " ").find(" " + word + " ") != std::string::npos;
}

std::string widest_isa(const std::string& cpuinfo) {
#if defined(__x86_64__)
  const std::string flags = value_of(cpuinfo, "flags").value_or("");
  std::string isa = holds_word(flags, "avx512f") ? "avx512" : holds_word(flags, "avx2") ? "avx2" : "sse2";
  if (holds_word(flags, "avx512_vnni")) isa += "+vnni";
  if (holds_word(flags, "avx512_bf16")) isa += "+bf16";
  return isa;
#else
  return holds_word(value_of(cpuinfo, "Features").value_or(""), "sve") ? "sve" : "neon";
#endif
}

/// "L1d 32K, L2 1024K, L3 32768K" as the kernel names them.
std::string describe_caches(const SystemFiles& files) {
  std::string caches;
  const bool is_this_machine = files.sys == SystemFiles{}.sys;
  for (const Cache& cache : is_this_machine ? known_caches() : read_caches(files.sys / "devices/system/cpu/cpu0/cache"))
    caches += fmt::format("{}{} {}", caches.empty() ? "" : ", ", cache.name, cache.size);
  return caches.empty() ? "caches unknown" : caches;
}

std::optional<double> steal_share(const SystemFiles& files) {
  const std::optional<ProcessorTime> all = processor_time(read_text(files.proc / "stat").value_or(""), "cpu");
  if (!all || !all->steal_ns) return std::nullopt;
  const double whole = static_cast<double>(all->busy_ns + all->idle_ns + *all->steal_ns);
  return whole > 0 ? std::optional(static_cast<double>(*all->steal_ns) / whole) : std::nullopt;
}

std::optional<double> first_number(const std::filesystem::path& file) {
  const std::optional<std::string> line = first_line(file);
  return line ? leading_number(*line) : std::nullopt;
}

void read_frequency(const SystemFiles& files, MachineFacts& facts) {
  const std::filesystem::path folder =
      files.sys / fmt::format("devices/system/cpu/cpu{}/cpufreq", last_allowed_core().value_or(0));
  facts.governor = first_line(folder / "scaling_governor");
  const std::optional<double> khz = first_number(folder / "scaling_cur_freq");
  if (khz && *khz > 0) facts.frequency_mhz = *khz / 1000;
}

std::optional<std::int64_t> available_bytes(const SystemFiles& files) {
  const auto kib = value_of(read_text(files.proc / "meminfo").value_or(""), "MemAvailable");
  const std::optional<std::int64_t> count = kib ? leading_integer(*kib) : std::nullopt;
  return count ? std::optional(*count * 1024) : std::nullopt;
}

/// Empty where the system refuses to say.
cpu_set_t allowed_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof(set), &set) != 0) CPU_ZERO(&set);
  return set;
}

}  // namespace

MachineFacts read_machine(const SystemFiles& files) {
  const std::string cpuinfo = read_text(files.proc / "cpuinfo").value_or("");
  MachineFacts facts;
  facts.cpu = value_of(cpuinfo, "model name").value_or("");
  if (facts.cpu.empty()) facts.cpu = fmt::format("CPU part {}", value_of(cpuinfo, "CPU part").value_or(""));
  facts.isa = widest_isa(cpuinfo);
  facts.caches = describe_caches(files);
  const cpu_set_t set = allowed_cores();
  facts.cores = std::max(1, CPU_COUNT(&set));
  facts.pinnable = CPU_COUNT(&set) > 0 && ::sched_setaffinity(0, sizeof(set), &set) == 0;
  facts.debug_build = is_debug_build;
  facts.sanitized_build = is_sanitized_build;
  facts.hypervisor = holds_word(value_of(cpuinfo, "flags").value_or(""), "hypervisor");
  read_frequency(files, facts);
  facts.steal_share = steal_share(files);
  facts.load_average = first_number(files.proc / "loadavg");
  facts.cpu_quota = cpu_quota(files);
  facts.invariant_counter = has_invariant_counter();
  facts.clock_source = first_line(files.sys / "devices/system/clocksource/clocksource0/current_clocksource");
  facts.memory_bytes = available_bytes(files);
  return facts;
}

std::optional<int> last_allowed_core() {
  const cpu_set_t allowed = allowed_cores();
  for (int core = CPU_SETSIZE - 1; core >= 0; --core) {
    if (CPU_ISSET(core, &allowed)) return core;
  }
  return std::nullopt;
}

}  // namespace gatewise
