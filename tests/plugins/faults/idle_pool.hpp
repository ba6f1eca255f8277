// pool_in_first_prepare: a library's pool that is there and has nothing to do.
#ifndef GATEWISE_TESTS_PLUGINS_FAULTS_IDLE_POOL_HPP
#define GATEWISE_TESTS_PLUGINS_FAULTS_IDLE_POOL_HPP

#include <unistd.h>

#include <thread>

namespace faults {

/// Starts a thread that sleeps until the process ends; once a process.
inline void start_idle_pool() {
  static const bool started = [] {
    std::thread([] {
      for (;;) ::pause();
    }).detach();
    return true;
  }();
  static_cast<void>(started);
}

}  // namespace faults

#endif
