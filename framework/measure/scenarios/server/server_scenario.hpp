#ifndef GATEWISE_MEASURE_SCENARIOS_SERVER_SERVER_SCENARIO_HPP
#define GATEWISE_MEASURE_SCENARIOS_SERVER_SERVER_SCENARIO_HPP

#include "measure/scenarios/scenario.hpp"

namespace gatewise {

/// Many streams at once.
const Scenario& server_scenario();

}  // namespace gatewise

#endif
