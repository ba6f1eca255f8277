#include "run/process/wait_for_turn.hpp"

#include <chrono>
#include <thread>

#include "run/process/stop.hpp"

namespace gatewise {

void wait_for_turn(const std::function<bool()>& try_it, const std::string& why, RunObserver& observer) {
  constexpr auto patience = std::chrono::milliseconds(200);
  for (bool said = false; stop_requested() == Stop::no && !try_it(); said = true) {
    if (!said) observer.say("waiting: " + why);
    std::this_thread::sleep_for(patience);
  }
}

}  // namespace gatewise
