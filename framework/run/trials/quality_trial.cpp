#include "base/json.hpp"
#include "data/dataset.hpp"
#include "measure/parity/parity.hpp"
#include "run/process/trial_child.hpp"
#include "run/trials/backend_request.hpp"
#include "run/trials/measured_quality.hpp"
#include "run/trials/request_family.hpp"
#include "run/trials/weight_units.hpp"

namespace gatewise {
namespace {

std::vector<Outcome> outcomes_through(SequenceModel& model, const Dataset& dataset, const Sequences& sequences) {
  std::vector<Outcome> outcomes;
  for (const Sequence& sequence : sequences)
    outcomes.push_back(outcome_of(dataset, sequence, model.answer_sequence(sequence)));
  return outcomes;
}

}  // namespace

void run_quality_trial(const Json& request, const EventSink& events) {
  events.stage("data");
  BackendRequest given(request);
  events.stage("load");
  const Plugin plugin = Plugin::load(given.plugin_file);
  load_family(request);
  given.read_weights(request);
  if (!given.is_seeded) check_units(given.dataset, given.weights, request.at("weights_file").get<std::string>());
  events.stage("parity");
  const Parity parity = model_parity(plugin, given.backend, given.shape, given.weights);
  Json result{{"plugin", plugin_identity(plugin)}, {"weights_sha256", given.weights_sha256}, {"parity", parity}};
  if (parity.status == "passed") {
    events.stage("prepare");
    SequenceModel model(plugin, given.backend, given.shape, given.weights);
    events.stage("run");
    result["mode"] = given.shape.architecture.bidirectional ? "offline" : "streaming";
    result["validation"] = measure_quality(given.dataset, given.dataset.validation,
                                           outcomes_through(model, given.dataset, given.dataset.validation));
    result["test"] =
        measure_quality(given.dataset, given.dataset.test, outcomes_through(model, given.dataset, given.dataset.test));
  }
  events.result(result);
}

}  // namespace gatewise
