#include "measure/threads.hpp"

#include <atomic>

namespace gatewise {
namespace {

std::atomic<std::int64_t (*)()> counter_function = nullptr;

}  // namespace

std::optional<std::int64_t> threads_started() {
  const auto counter = counter_function.load();
  if (counter == nullptr) return std::nullopt;
  return counter();
}

void set_thread_counter(std::int64_t (*counter)()) { counter_function = counter; }

}  // namespace gatewise
