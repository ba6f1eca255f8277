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
    if (asked.contains("block")) {
      CostChild::Asked block{std::nullopt, asked.at("last")};
      if (asked.at("streams").is_number()) block.streams = asked.at("streams").get<std::int64_t>();
      events.emit(child.play(asked.at("block"), block));
    } else {
      events.emit(child.play_endless_stream());
    }
  }
}

void run_proof_trial(const Json& request, const EventSink& events) {
  events.stage("data");
  CostChild child(request, events);
  events.result(child.get_ready());
}

}  // namespace gatewise
