#include "measure/machine/threads.hpp"

#include <atomic>

namespace gatewise {
namespace {

std::atomic<std::int64_t (*)()> thread_counter = nullptr;

}  // namespace

std::optional<std::int64_t> threads_started() {
  const auto counter = thread_counter.load();
  if (counter == nullptr) return std::nullopt;
  return counter();
}

void set_thread_counter(std::int64_t (*counter)()) { thread_counter = counter; }

}  // namespace gatewise
