#include "measure/machine/memory.hpp"

#include <malloc.h>

#include <atomic>
#include <fstream>
#include <string>

namespace gatewise {
namespace {

std::atomic<std::int64_t (*)()> allocation_counter = nullptr;

/// The value of a line "Name:  123 kB" of /proc/self/status.
std::optional<std::int64_t> bytes_in_status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;) {
    std::int64_t kilobytes = 0;
    if (word == name && file >> kilobytes) return kilobytes * 1024;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> peak_rss_bytes() { return bytes_in_status("VmHWM:"); }

std::optional<std::int64_t> resident_bytes() { return bytes_in_status("VmRSS:"); }

std::optional<std::int64_t> reset_peak_rss() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  return file ? peak_rss_bytes() : std::nullopt;
}

std::optional<std::int64_t> heap_bytes() {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
  const struct mallinfo2 info = ::mallinfo2();
  const auto bytes = static_cast<std::int64_t>(info.uordblks + info.hblkhd);
  if (bytes > 0) return bytes;  // a sanitizer's allocator answers with nothing
#endif
  return std::nullopt;
}

void trim_heap() {
#if defined(__GLIBC__)
  ::malloc_trim(0);
#endif
}

std::optional<std::int64_t> allocations() {
  const auto counter = allocation_counter.load();
  if (counter == nullptr) return std::nullopt;
  return counter();
}

void set_allocation_counter(std::int64_t (*counter)()) { allocation_counter = counter; }

}  // namespace gatewise
