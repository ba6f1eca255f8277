// Counts the threads that this process starts by standing in front of the C library's pthread_create, as
// allocation_counter.cpp does for malloc: plugins' and libraries' calls come here first.
#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cstdint>

#include "measure/machine/threads.hpp"

namespace {

std::atomic<std::int64_t> started = 0;

const bool announced = [] {
  gatewise::set_thread_counter([] { return started.load(std::memory_order_relaxed); });
  return true;
}();

}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*function)(void*),
                              void* argument) noexcept {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto next = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
  started.fetch_add(1, std::memory_order_relaxed);
  return next(thread, attributes, function, argument);
}
