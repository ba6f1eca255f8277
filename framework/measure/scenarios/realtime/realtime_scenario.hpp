#ifndef GATEWISE_MEASURE_SCENARIOS_REALTIME_REALTIME_SCENARIO_HPP
#define GATEWISE_MEASURE_SCENARIOS_REALTIME_REALTIME_SCENARIO_HPP

#include "measure/scenarios/scenario.hpp"

namespace gatewise {

/// Steps that arrive by the clock.
const Scenario& realtime_scenario();

}  // namespace gatewise

#endif
