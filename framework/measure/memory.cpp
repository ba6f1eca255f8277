#include "measure/memory.hpp"

#include <atomic>
#include <fstream>
#include <string>

namespace gatewise {
namespace {

std::atomic<std::int64_t (*)()> counter_function = nullptr;

}  // namespace

std::optional<std::int64_t> peak_rss_bytes() {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;) {
    std::int64_t kilobytes = 0;
    if (word == "VmHWM:" && file >> kilobytes) return kilobytes * 1024;
  }
  return std::nullopt;
}

std::optional<std::int64_t> reset_peak_rss() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  return file ? peak_rss_bytes() : std::nullopt;
}

std::optional<std::int64_t> allocations() {
  const auto counter = counter_function.load();
  if (counter == nullptr) return std::nullopt;
  return counter();
}

void set_allocation_counter(std::int64_t (*counter)()) { counter_function = counter; }

}  // namespace gatewise
