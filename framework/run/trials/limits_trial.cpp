#include "base/json.hpp"
#include "measure/limits/machine_limits.hpp"
#include "measure/machine/environment.hpp"
#include "run/process/trial_child.hpp"

namespace gatewise {

void run_limits_trial(const EventSink& events) {
  pin_to_last_core();
  events.stage("run");
  events.result(measure_limits());
}

}  // namespace gatewise
