#ifndef GATEWISE_MEASURE_SCENARIOS_STREAMING_STREAMING_SCENARIO_HPP
#define GATEWISE_MEASURE_SCENARIOS_STREAMING_STREAMING_SCENARIO_HPP

#include "measure/scenarios/scenario.hpp"

namespace gatewise {

/// One stream, step by step, state carried: the mode that ships.
const Scenario& streaming_scenario();

}  // namespace gatewise

#endif
