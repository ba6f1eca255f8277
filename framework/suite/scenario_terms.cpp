#include "suite/scenario_terms.hpp"

#include "base/json.hpp"
#include "measure/scenarios/registry.hpp"

namespace gatewise {

Scenarios concrete_scenarios(const Suite& suite, double step_seconds) {
  Scenarios terms = suite.scenarios;
  for (const Scenario* scenario : scenarios_in(terms.use))
    scenario->complete_terms(terms, {suite.file.string(), step_seconds});
  return terms;
}

Json scenario_request(const Scenarios& terms) {
  Json request{{"scenarios", terms.use}};
  for (const Scenario* scenario : scenarios()) scenario->add_request(terms, request);
  return request;
}

std::vector<Batching> batchings_for(std::vector<Batching> batchings, const Architecture& architecture) {
  if (architecture.lanes > 0) {
    for (Batching& batching : batchings) batching.size = architecture.lanes;
  }
  return batchings;
}

}  // namespace gatewise
