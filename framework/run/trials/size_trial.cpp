// How wide an architecture may be so that a streaming step takes no longer than a suite allows: measured here and now.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/units.hpp"
#include "data/dataset.hpp"
#include "host/failure.hpp"
#include "measure/machine/environment.hpp"
#include "measure/parity/parity.hpp"
#include "measure/scenarios/streaming/streaming.hpp"
#include "run/plan/workload.hpp"
#include "run/process/trial_child.hpp"
#include "run/trials/backend_request.hpp"
#include "run/trials/request_family.hpp"
#include "suite/size_rule.hpp"
#include "suite/size_search.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t search_blocks = 5;
constexpr std::int64_t confirm_blocks = 15;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// One architecture at whatever size it is asked for, with seeded weights.
class SizeProbe {
 public:
  SizeProbe(const Json& request, const EventSink& events) : request_(request), events_(events), given_(request) {
    pin_to_last_core();
    events_.stage("load");
    plugin_ = Plugin::load(given_.plugin_file);
    load_family(request_);
    const std::int64_t delay = given_.shape.architecture.output_delay;
    cut_ = cut_workload(request_, given_.dataset, delay);
    lengths_ = lengths_of(played());
    for (std::int64_t& length : lengths_) length -= delay;
  }

  /// The median over the blocks of each one's p50; every block has a model that was prepared anew.
  double p50_ns(std::int64_t hidden, std::int64_t blocks) {
    take_size(hidden);
    std::vector<double> medians;
    for (std::int64_t block = 0; block < blocks; ++block) medians.push_back(block_p50_ns(block));
    const double found = median(medians);
    events_.progress(0, fmt::format("hidden size {}: {}", hidden, format_quantity(found, Unit::nanoseconds)));
    return found;
  }

  /// No timing without parity. Throws PluginFailure where the cells answer something else than the oracle.
  void prove(std::int64_t hidden) {
    events_.stage("parity");
    take_size(hidden);
    const Parity parity = model_parity(*plugin_, given_.backend, given_.shape, given_.weights);
    if (parity.status != "passed") throw PluginFailure("parity", 0, describe(parity));
  }

 private:
  const Sequences& played() const { return cut_ ? *cut_ : given_.dataset.test; }

  void take_size(std::int64_t hidden) {
    if (given_.shape.architecture.hidden == hidden) return;
    given_.shape.architecture.hidden = hidden;
    given_.read_weights(request_);
  }

  double block_p50_ns(std::int64_t block) {
    events_.stage("prepare");
    SequenceModel model(*plugin_, given_.backend, given_.shape, given_.weights);
    if (model.describe().cost_from_weights)
      throw PluginFailure("prepare", 0,
                          "its cost depends on the weights' values, and no size can be found with seeded "
                          "ones; name its hidden sizes");
    const std::int64_t chunk = request_.at("chunk");
    for (std::int64_t steps = 2; steps <= chunk; ++steps) model.announce(steps, 1);
    events_.stage("run");
    const std::vector<std::size_t> sequences = block_sequences(lengths_, block, request_.at("block_steps"));
    const ChainTerms chains = choose_chains(model, played()[sequences.front()], clock_, chunk);
    return play_block(model, played(), sequences, {chunk, request_.at("block_seconds")}, chains, clock_)
        .step_chains.median_ns();
  }

  const Json& request_;
  const EventSink& events_;
  BackendRequest given_;
  std::optional<Plugin> plugin_;
  std::optional<Sequences> cut_;
  std::vector<std::int64_t> lengths_;
  ClockError clock_ = measure_clock_error();
};

}  // namespace

void run_size_trial(const Json& request, const EventSink& events) {
  events.stage("data");
  SizeProbe probe(request, events);
  const std::int64_t multiple = request.at("multiple");
  const double max = request.at("max");
  const SizeSearch first =
      search_size(multiple, max, [&](std::int64_t hidden) { return probe.p50_ns(hidden, search_blocks); });
  const SizeSearch found =
      confirm_size(first, multiple, max, [&](std::int64_t hidden) { return probe.p50_ns(hidden, confirm_blocks); });
  if (found.best.hidden > 0) probe.prove(found.best.hidden);
  auto size = request.at("size").get<SolvedSize>();
  size.hidden = found.best.hidden;
  size.value = found.best.value;
  size.next = found.next.hidden;
  size.next_value = found.next.value;
  size.tried = static_cast<std::int64_t>(found.tried.size());
  Json result = size;
  result["points"] = found.tried;
  events.result(result);
}

}  // namespace gatewise
