#include <memory>
#include <vector>

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "measure/limits/stream_probe.hpp"
#include "measure/machine/environment.hpp"
#include "run/process/trial_child.hpp"

namespace gatewise {

void run_probe_trial(const Json& request, std::istream& requests, const EventSink& events) {
  pin_to_last_core();
  events.stage("run");
  const ClockError clock = measure_clock_error();
  std::vector<std::unique_ptr<StreamProbe>> probes;
  for (const Json& need : request.at("needs")) {
    probes.push_back(std::make_unique<StreamProbe>(arithmetic_of(need.at("arithmetic")), need.at("bytes"), clock));
    probes.back()->pass_ns();  // every layout once: later turns know which are fast
  }
  events.emit({{"event", "ready"}});
  for (std::string line; std::getline(requests, line);) {
    StreamProbe& probe = *probes.at(parse_json(line).at("probe").get<std::size_t>());
    const double ns = probe.pass_ns();
    events.emit({{"event", "probed"}, {"pass_ns", ns}, {"layout", probe.layout()}});
  }
}

}  // namespace gatewise
