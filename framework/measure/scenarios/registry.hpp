#ifndef GATEWISE_MEASURE_SCENARIOS_REGISTRY_HPP
#define GATEWISE_MEASURE_SCENARIOS_REGISTRY_HPP

#include <string>
#include <vector>

#include "measure/scenarios/scenario.hpp"

namespace gatewise {

/// Every scenario, those with latencies first, in the order of reports.
const std::vector<const Scenario*>& scenarios();

/// The scenario of a name that is one.
const Scenario& find_scenario(const std::string& name);

/// Those of a suite, or of a request ("scenarios"), in the order of reports.
std::vector<const Scenario*> scenarios_in(const std::vector<std::string>& use);
std::vector<const Scenario*> scenarios_in(const Json& request);

/// The scenarios that can be measured.
std::vector<std::string> scenario_names();

/// Those of them that record latencies.
std::vector<std::string> latency_scenarios();

/// Makes a scenario known that is none of the product's, which outlives all use, and forgets it again: for tests.
void add_scenario(const Scenario& scenario);
void remove_scenario(const std::string& name);

}  // namespace gatewise

#endif
