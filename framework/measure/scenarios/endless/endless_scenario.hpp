#ifndef GATEWISE_MEASURE_SCENARIOS_ENDLESS_ENDLESS_SCENARIO_HPP
#define GATEWISE_MEASURE_SCENARIOS_ENDLESS_ENDLESS_SCENARIO_HPP

#include "measure/scenarios/scenario.hpp"

namespace gatewise {

/// The soak test: one stream without a reset.
const Scenario& endless_scenario();

}  // namespace gatewise

#endif
