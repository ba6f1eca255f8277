#include "episode.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

namespace telemetry {
namespace {

std::atomic<bool> interrupt_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the signal handler needs a lock-free flag");

/// Longest sleep that does not look at the interrupt flag.
constexpr auto longest_nap = std::chrono::milliseconds(25);

void request_interrupt(int) { interrupt_requested.store(true); }

}  // namespace

double duration_of(const Episode& episode) { return Seconds(episode.end - episode.start).count(); }

double elapsed_in(const Episode& episode) { return Seconds(Clock::now() - episode.start).count(); }

bool is_over(const Episode& episode) { return interrupted() || Clock::now() >= episode.end; }

void rest_until(const Episode& episode, Clock::time_point moment) {
  const auto wake_up = std::min(moment, episode.end);
  while (!interrupted() && Clock::now() < wake_up) {
    std::this_thread::sleep_until(std::min(wake_up, Clock::now() + longest_nap));
  }
}

void install_interrupt_handlers() {
  std::signal(SIGINT, request_interrupt);
  std::signal(SIGTERM, request_interrupt);
  // A compressor killed at the end of an episode must not take the recorder along.
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() { return interrupt_requested.load(); }

}  // namespace telemetry
