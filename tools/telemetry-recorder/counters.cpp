#include "counters.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace telemetry {
namespace {

using Numbers = std::array<std::int64_t, 16>;

constexpr std::int64_t bytes_per_mb = std::int64_t{1024} * 1024;
/// Two readings closer than this (after a late wake-up) give no sensible share.
constexpr std::int64_t shortest_interval_nanoseconds = 10'000'000;

std::string slurp(const char* path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(std::string("cannot read ") + path + "; this needs Linux");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Up to sixteen numbers that follow `text`'s position `at`, zeros if there are fewer.
Numbers numbers_at(const std::string& text, std::size_t at) {
  Numbers numbers{};
  const char* cursor = text.c_str() + at;
  for (std::int64_t& number : numbers) {
    while (*cursor == ' ') ++cursor;
    if (*cursor < '0' || *cursor > '9') break;
    while (*cursor >= '0' && *cursor <= '9') number = number * 10 + (*cursor++ - '0');
  }
  return numbers;
}

/// The numbers after the line start `key`; zeros if there is no such line.
Numbers numbers_of(const std::string& text, std::string_view key) {
  const std::size_t at = text.find(key);
  return at == std::string::npos ? Numbers{} : numbers_at(text, at + key.size());
}

std::int64_t number_of(const std::string& text, std::string_view key) { return numbers_of(text, key)[0]; }

std::int64_t pages_to_mb(std::int64_t pages) { return pages * sysconf(_SC_PAGESIZE) / bytes_per_mb; }

/// The index of a column, checked while compiling when used in a constant.
constexpr std::size_t column(std::string_view name) {
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (columns[index].name == name) return index;
  }
  throw std::logic_error("no such column");
}

/// /proc/stat: ticks are sysconf(_SC_CLK_TCK), usually 10 ms, over all cores.
void read_stat(Row& values) {
  const std::string stat = "\n" + slurp("/proc/stat");
  const Numbers cpu = numbers_of(stat, "\ncpu ");
  values[column("cpu_user_ticks")] = cpu[0];
  values[column("cpu_system_ticks")] = cpu[2] + cpu[5] + cpu[6];
  values[column("cpu_idle_ticks")] = cpu[3];
  values[column("cpu_iowait_ticks")] = cpu[4];
  values[column("context_switches")] = number_of(stat, "\nctxt ");
  values[column("interrupts")] = number_of(stat, "\nintr ");
  values[column("forks")] = number_of(stat, "\nprocesses ");
  // The reading thread itself is always running.
  values[column("runnable")] = std::max<std::int64_t>(0, number_of(stat, "\nprocs_running ") - 1);
  values[column("blocked")] = number_of(stat, "\nprocs_blocked ");
}

std::int64_t allocated_pages(const std::string& vmstat) {
  return number_of(vmstat, "\npgalloc_dma ") + number_of(vmstat, "\npgalloc_dma32 ") +
         number_of(vmstat, "\npgalloc_normal ") + number_of(vmstat, "\npgalloc_movable ");
}

/// /proc/vmstat: pages, rounded down to megabytes before differences are taken,
/// so that the sum of the differences stays exact.
void read_vmstat(Row& values) {
  const std::string vmstat = "\n" + slurp("/proc/vmstat");
  values[column("page_faults")] = number_of(vmstat, "\npgfault ");
  values[column("major_faults")] = number_of(vmstat, "\npgmajfault ");
  values[column("allocated_mb")] = pages_to_mb(allocated_pages(vmstat));
  values[column("memory_used_delta_mb")] = -pages_to_mb(number_of(vmstat, "\nnr_free_pages "));
  values[column("dirty_mb")] = pages_to_mb(number_of(vmstat, "\nnr_dirty "));
}

/// Whole disks only: partitions and stacked devices would count the same transfer twice.
bool is_real_disk(const std::string& name) {
  static const char* const stacked[] = {"loop", "ram", "zram", "dm-", "md", "sr"};
  for (const char* prefix : stacked) {
    if (name.starts_with(prefix)) return false;
  }
  return std::filesystem::exists("/sys/block/" + name);
}

/// /proc/diskstats, summed over the disks; a sector is 512 bytes.
void read_diskstats(Row& values) {
  std::istringstream lines(slurp("/proc/diskstats"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string major, minor, name;
    words >> major >> minor >> name;
    if (!is_real_disk(name)) continue;
    const Numbers disk = numbers_of(line, name + " ");
    values[column("disk_read_kb")] += disk[2] / 2;
    values[column("disk_write_ops")] += disk[4];
    values[column("disk_write_kb")] += disk[6] / 2;
    values[column("disk_busy_ms")] += disk[9];
  }
}

/// /proc/net/dev: what the loopback interface received.
void read_network(Row& values) {
  const Numbers loopback = numbers_of(slurp("/proc/net/dev"), " lo:");
  values[column("lo_mb")] = loopback[0] / bytes_per_mb;
  values[column("lo_packets")] = loopback[1];
}

std::int64_t permille_of_all_cores(std::int64_t busy, std::int64_t elapsed) {
  const auto cores = static_cast<std::int64_t>(std::max(1U, std::thread::hardware_concurrency()));
  const std::int64_t available = std::max(elapsed, shortest_interval_nanoseconds) * cores;
  return std::clamp<std::int64_t>(busy * 1000 / available, 0, 1000);
}

}  // namespace

Reading read_counters(const CpuClock& cpu_clock) {
  Reading reading;
  reading.at_nanoseconds = std::chrono::steady_clock::now().time_since_epoch().count();
  reading.values[column("cpu_busy_permille")] = cpu_clock.nanoseconds();
  read_stat(reading.values);
  read_vmstat(reading.values);
  read_diskstats(reading.values);
  read_network(reading.values);
  return reading;
}

Row row_between(const Reading& before, const Reading& after) {
  Row row{};
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const std::int64_t change = after.values[index] - before.values[index];
    const ColumnKind kind = columns[index].kind;
    if (kind == ColumnKind::level) row[index] = after.values[index];
    if (kind == ColumnKind::delta) row[index] = change;
    if (kind == ColumnKind::permille) {
      row[index] = permille_of_all_cores(change, after.at_nanoseconds - before.at_nanoseconds);
    }
  }
  return row;
}

}  // namespace telemetry
