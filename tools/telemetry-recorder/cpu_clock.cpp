#include "cpu_clock.hpp"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace telemetry {
namespace {

int open_task_clock() {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_TASK_CLOCK;
  attributes.inherit = 1;
  // Unprivileged users are refused a counter that could see kernel events;
  // the task clock counts kernel time all the same.
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  return static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

/// Busy time of the machine from the first line of /proc/stat: user, system,
/// irq and softirq. Time at low priority (nice) is background work and left out.
std::int64_t busy_ticks() {
  std::ifstream stat("/proc/stat");
  std::string name;
  std::int64_t user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0;
  stat >> name >> user >> nice >> system >> idle >> iowait >> irq >> softirq;
  return user + system + irq + softirq;
}

}  // namespace

CpuClock::CpuClock() : counter_(open_task_clock()) {}

CpuClock::~CpuClock() {
  if (counter_ >= 0) close(counter_);
}

std::int64_t CpuClock::nanoseconds() const {
  std::int64_t value = 0;
  if (counter_ >= 0 && read(counter_, &value, sizeof value) == sizeof value) return value;
  return busy_ticks() * (1'000'000'000 / sysconf(_SC_CLK_TCK));
}

}  // namespace telemetry
