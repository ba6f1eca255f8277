#ifndef GATEWISE_MEASURE_SCENARIOS_COLD_COLD_SCENARIO_HPP
#define GATEWISE_MEASURE_SCENARIOS_COLD_COLD_SCENARIO_HPP

#include "measure/scenarios/scenario.hpp"

namespace gatewise {

/// The first step after the caches were flushed.
const Scenario& cold_scenario();

}  // namespace gatewise

#endif
