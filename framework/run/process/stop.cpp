#include "run/process/stop.hpp"

#include <array>
#include <atomic>
#include <csignal>

namespace gatewise {
namespace {

constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGHUP};

std::atomic<int> interrupts{0};
std::atomic<bool> at_once{false};
std::atomic<int> first_signal{0};
std::array<struct sigaction, signals.size()> before;

void take_note(int signal) {
  int none = 0;
  first_signal.compare_exchange_strong(none, signal);
  if (signal != SIGINT || interrupts.fetch_add(1) > 0) at_once = true;
}

}  // namespace

Stop stop_requested() {
  if (at_once) return Stop::now;
  return interrupts > 0 ? Stop::after_trials : Stop::no;
}

int stop_signal() { return first_signal; }

StopOnSignals::StopOnSignals() {
  interrupts = 0;
  at_once = false;
  first_signal = 0;
  struct sigaction action {};
  action.sa_handler = take_note;  // without SA_RESTART: poll(2) comes back at once
  for (std::size_t i = 0; i < signals.size(); ++i) {
    ::sigaction(signals[i], nullptr, &before[i]);
    if (before[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &action, nullptr);  // nohup, or a shell's "&"
  }
}

StopOnSignals::~StopOnSignals() {
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &before[i], nullptr);
}

}  // namespace gatewise
