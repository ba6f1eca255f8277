#include "base/json.hpp"
#include "base/json_text.hpp"
#include "run/process/trial_child.hpp"
#include "run/trials/cost_child.hpp"

namespace gatewise {

void run_cost_trial(const Json& request, std::istream& requests, const EventSink& events) {
  events.stage("data");
  CostChild child(request, events);
  const Json ready = child.get_ready();
  events.emit(ready);
  if (!ready.at("plays").get<bool>()) return;
  for (std::string line; std::getline(requests, line);) {
    const Json asked = parse_json(line);
    events.emit(asked.contains("block") ? child.play(asked) : child.play_once(asked.at("once")));
  }
}

void run_proof_trial(const Json& request, const EventSink& events) {
  events.stage("data");
  CostChild child(request, events);
  events.result(child.get_ready());
}

}  // namespace gatewise
