#include "measure/machine/instruction_counter.hpp"

#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gatewise {
namespace {

std::string permission_refusal(const SystemFiles& files) {
  const std::optional<std::string> line = first_line(files.proc / "sys/kernel/perf_event_paranoid");
  const std::optional<std::int64_t> level = line ? leading_integer(*line) : std::nullopt;
  if (level && *level > 2) {  // 2 is the strictest that lets a program count itself
    return fmt::format("perf_event_paranoid is {}: set it with sysctl kernel.perf_event_paranoid=2", *level);
  }
  return "perf_event_open is forbidden here, by a container's filter as a rule: docker --cap-add PERFMON allows it";
}

}  // namespace

std::string counter_refusal(int error, const SystemFiles& files) {
  switch (error) {
    case EACCES:
    case EPERM:
      return permission_refusal(files);
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP:
      return "this (virtual) machine counts no instructions";
    case ENOSYS:
      return "this kernel has no perf events";
    case EBUSY:
      return "another program holds the processor's counters: end it (perf, a profiler)";
    default:
      return fmt::format("perf_event_open: {}", std::strerror(error));
  }
}

std::optional<InstructionCounter> InstructionCounter::open(std::string* why_not) {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
  attributes.disabled = 1;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  const long descriptor = ::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  if (descriptor >= 0) return InstructionCounter(static_cast<int>(descriptor));
  if (why_not != nullptr) *why_not = counter_refusal(errno);
  return std::nullopt;
}

InstructionCounter::~InstructionCounter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<InstructionCounter::Reading> InstructionCounter::read() const {
  Reading now;
  if (::read(descriptor_, &now, sizeof(now)) != sizeof(now)) return std::nullopt;
  return now;
}

void InstructionCounter::begin() {
  begin_ = read();
  ::ioctl(descriptor_, PERF_EVENT_IOC_ENABLE, 0);
}

std::optional<std::int64_t> InstructionCounter::end() {
  ::ioctl(descriptor_, PERF_EVENT_IOC_DISABLE, 0);
  const std::optional<Reading> now = read();
  if (!begin_ || !now) return std::nullopt;
  const std::uint64_t running_ns = now->running_ns - begin_->running_ns;
  if (running_ns == 0 || running_ns < now->enabled_ns - begin_->enabled_ns) return std::nullopt;
  return static_cast<std::int64_t>(now->count - begin_->count);
}

}  // namespace gatewise
