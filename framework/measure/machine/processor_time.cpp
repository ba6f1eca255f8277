#include "measure/machine/processor_time.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "measure/machine/system_files.hpp"

namespace gatewise {
namespace {

/// The fields of a "cpu" line, proc_stat(5).
enum Field : std::size_t { user, nice, system, idle, iowait, irq, softirq, steal };

/// Where the line holds something that is no count, nothing of it is believed.
std::optional<std::vector<std::int64_t>> counts_of(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::int64_t> counts;
  std::int64_t count = 0;
  while (words >> count) {
    if (count < 0) return std::nullopt;
    counts.push_back(count);
  }
  if (!words.eof() || counts.size() <= Field::idle) return std::nullopt;
  return counts;
}

}  // namespace

std::optional<ProcessorTime> processor_time(std::string_view stat, const std::string& name) {
  const std::optional<std::string> line = value_of(stat, name);
  if (!line) return std::nullopt;
  auto counts = counts_of(*line);
  if (!counts) return std::nullopt;
  const bool knows_steal = counts->size() > Field::steal;
  counts->resize(std::max<std::size_t>(counts->size(), Field::steal + 1));
  const std::int64_t tick_ns = 1'000'000'000 / ::sysconf(_SC_CLK_TCK);
  const auto ns = [&](Field field) { return (*counts)[field] * tick_ns; };
  ProcessorTime time;
  time.busy_ns = ns(user) + ns(nice) + ns(system) + ns(irq) + ns(softirq);
  time.idle_ns = ns(idle) + ns(iowait);
  if (knows_steal) time.steal_ns = ns(steal);
  return time;
}

}  // namespace gatewise
