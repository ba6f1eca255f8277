#ifndef GATEWISE_BASE_PARALLEL_HPP
#define GATEWISE_BASE_PARALLEL_HPP

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace gatewise {

/// Calls task(0) .. task(count - 1), each once, on all cores; returns when all are done. Rethrows the first exception.
template <class Task>
void in_parallel(std::size_t count, const Task& task) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        task(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::thread> others;
  const std::size_t threads = std::min<std::size_t>(count, std::max(1U, std::thread::hardware_concurrency()));
  try {
    for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work);
  } catch (const std::system_error&) {  // with fewer, then
  }
  work();
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace gatewise

#endif
