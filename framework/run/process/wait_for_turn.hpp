#ifndef GATEWISE_RUN_PROCESS_WAIT_FOR_TURN_HPP
#define GATEWISE_RUN_PROCESS_WAIT_FOR_TURN_HPP

#include <functional>
#include <string>

#include "run/plan/observer.hpp"

namespace gatewise {

/// Calls `try_it` until it is this process's turn or the run is to stop; tells the observer once why it waits.
void wait_for_turn(const std::function<bool()>& try_it, const std::string& why, RunObserver& observer);

}  // namespace gatewise

#endif
