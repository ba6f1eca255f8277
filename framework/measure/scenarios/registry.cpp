#include "measure/scenarios/registry.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/json.hpp"
#include "measure/scenarios/cold/cold_scenario.hpp"
#include "measure/scenarios/endless/endless_scenario.hpp"
#include "measure/scenarios/offline/offline_scenario.hpp"
#include "measure/scenarios/realtime/realtime_scenario.hpp"
#include "measure/scenarios/server/server_scenario.hpp"
#include "measure/scenarios/streaming/streaming_scenario.hpp"

namespace gatewise {
namespace {

std::vector<const Scenario*>& known_scenarios() {
  static std::vector<const Scenario*> known{&streaming_scenario(), &realtime_scenario(), &server_scenario(),
                                            &cold_scenario(),      &endless_scenario(),  &offline_scenario()};
  return known;
}

std::vector<std::string> names_of(const std::vector<const Scenario*>& some, bool latency_alone) {
  std::vector<std::string> names;
  for (const Scenario* scenario : some) {
    if (scenario->facts().has_latency || !latency_alone) names.push_back(scenario->name());
  }
  return names;
}

}  // namespace

const std::vector<const Scenario*>& scenarios() { return known_scenarios(); }

const Scenario& find_scenario(const std::string& name) {
  const auto found = std::find_if(scenarios().begin(), scenarios().end(),
                                  [&](const Scenario* scenario) { return scenario->name() == name; });
  if (found == scenarios().end()) throw std::logic_error("no scenario " + name);
  return **found;
}

std::vector<const Scenario*> scenarios_in(const std::vector<std::string>& use) {
  std::vector<const Scenario*> some;
  for (const Scenario* scenario : scenarios()) {
    if (std::find(use.begin(), use.end(), scenario->name()) != use.end()) some.push_back(scenario);
  }
  return some;
}

std::vector<const Scenario*> scenarios_in(const Json& request) {
  return scenarios_in(request.at("scenarios").get<std::vector<std::string>>());
}

std::vector<std::string> scenario_names() { return names_of(scenarios(), false); }

std::vector<std::string> latency_scenarios() { return names_of(scenarios(), true); }

void add_scenario(const Scenario& scenario) { known_scenarios().push_back(&scenario); }

void remove_scenario(const std::string& name) {
  std::erase_if(known_scenarios(), [&](const Scenario* scenario) { return scenario->name() == name; });
}

}  // namespace gatewise
