#ifndef GATEWISE_MEASURE_SCENARIOS_OFFLINE_OFFLINE_SCENARIO_HPP
#define GATEWISE_MEASURE_SCENARIOS_OFFLINE_OFFLINE_SCENARIO_HPP

#include "measure/scenarios/scenario.hpp"

namespace gatewise {

/// Whole sequences side by side.
const Scenario& offline_scenario();

}  // namespace gatewise

#endif
