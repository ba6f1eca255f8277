#include "run/trials/cost_child.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "measure/limits/bound.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/environment.hpp"
#include "measure/machine/memory.hpp"
#include "measure/parity/parity.hpp"
#include "measure/scenarios/registry.hpp"
#include "measure/subnormals.hpp"
#include "run/trials/request_family.hpp"

namespace gatewise {
namespace {

Json describe_json(const CellDescription& cell) {
  return {{"implementation", cell.implementation},
          {"precision", cell.precision},
          {"isa", cell.isa},
          {"threads", cell.threads},
          {"allocates", cell.allocates},
          {"lengths", cell.lengths ? "native" : "emulated"},
          {"approximate", cell.approximate},
          {"does_nothing", cell.does_nothing}};
}

Json memory_json(const ModelMemory& memory) {
  return {{"weights_bytes", memory.weights_bytes},
          {"state_bytes", memory.state_bytes},
          {"scratch_bytes", memory.scratch_bytes},
          {"total_bytes", memory.weights_bytes + memory.state_bytes + memory.scratch_bytes}};
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

CostChild::CostChild(const Json& request, const EventSink& events)
    : request_(request), events_(events), given_(request) {
  ready_ = {{"event", "ready"}, {"pinned", pin_to_last_core()}, {"plays", false}};
}

/// A bidirectional model can't stream.
bool CostChild::plays(const Scenario& scenario) const {
  return !scenario.facts().streams || !given_.shape.architecture.bidirectional;
}

CacheEvictor& CostChild::evictor() {
  if (!evictor_) evictor_ = std::make_unique<CacheEvictor>();
  return *evictor_;
}

void CostChild::prove() {
  if (request_.at("floor").get<bool>()) return;
  events_.stage("parity");
  ready_["parity"] = model_parity(*plugin_, given_.backend, given_.shape, given_.weights);
}

void CostChild::prepare_anew(std::uint64_t place) {
  model_.reset();
  Random random(place, "place in memory");
  gap_ = std::vector<std::byte>(64 * (1 + random.below(512)));  // up to 32 KiB: below malloc's threshold for mmap
  const std::int64_t begin = now_ns();
  model_ = std::make_unique<SequenceModel>(*plugin_, given_.backend, given_.shape, given_.weights);
  stage_.prepare_ns = now_ns() - begin;
  stage_.model = model_.get();
  for (std::int64_t steps = 2; steps <= request_.at("chunk").get<std::int64_t>(); ++steps) model_->announce(steps, 1);
}

void CostChild::cut_workload() {
  stage_.delay = given_.shape.architecture.output_delay;
  cut_ = gatewise::cut_workload(request_, given_.dataset, stage_.delay);
  stage_.played = cut_ ? &*cut_ : &given_.dataset.test;
  stage_.lengths = lengths_of(*stage_.played);
  for (std::int64_t& length : stage_.lengths) length -= stage_.delay;
}

/// What players have at hand beside the model and its workload.
void CostChild::set_stage() {
  stage_.block_steps = request_.value("block_steps", std::int64_t{0});
  stage_.block_seconds = request_.value("block_seconds", 0.0);
  stage_.clock = measure_clock_error();
  stage_.evictor = [this]() -> CacheEvictor& { return evictor(); };
  stage_.progress = [this](double share, const std::string& what) { events_.progress(share, what); };
  stage_.shape = &given_.shape;
  stage_.weights = &given_.weights;
  stage_.oracle_file = request_.value("oracle_file", "");
}

/// What a program waits for that starts, loads the model and has its first input.
void CostChild::measure_first_steps() {
  const Sequence& sequence = stage_.played->front();
  model_->begin();
  const std::int64_t begin = now_ns();
  model_->load(sequence, 0);
  model_->run_cells();
  model_->project();
  ready_["first_step_ns"] = now_ns() - begin;
}

/// What may explain latencies: nobody would look for it.
void CostChild::count_subnormals(bool streams) {
  constexpr std::int64_t most_steps = 1000;
  if (request_.at("floor").get<bool>()) return;
  Subnormals found = gatewise::count_subnormals(*stage_.played, given_.weights);
  if (streams) found.states = count_state_subnormals(*model_, stage_.longest(), most_steps);
  ready_["subnormals"] = found;
}

void CostChild::say_needs() {
  if (request_.at("floor").get<bool>()) return;
  const StepNeeds needs = step_needs(given_.shape, given_.backend.precision);
  ready_["step_bytes"] = needs.bytes;
  ready_["arithmetic"] = arithmetic_name(needs.arithmetic);  // the session has a probe for both
  if (given_.shape.architecture.bidirectional) return;
  std::string why_not;
  counter_ = InstructionCounter::open(&why_not);
  if (!counter_) ready_["no_instructions"] = why_not;
}

Json CostChild::get_ready() {
  const std::optional<std::int64_t> bare = reset_peak_rss();
  events_.stage("load");
  const std::int64_t begin = now_ns();
  plugin_ = Plugin::load(given_.plugin_file);
  ready_["load_ns"] = now_ns() - begin;
  const std::optional<std::int64_t> loaded = resident_bytes();
  load_family(request_);
  given_.read_weights(request_);
  ready_["weights_sha256"] = given_.weights_sha256;
  prove();
  if (ready_.contains("parity") && ready_.at("parity").at("status") != "passed") return ready_;
  cut_workload();
  events_.stage("prepare");
  trim_heap();  // what the oracle took would hide what the candidate takes
  const std::optional<std::int64_t> before = reset_peak_rss();
  const std::optional<std::int64_t> heap_before = heap_bytes();
  prepare_anew(0);
  const std::optional<std::int64_t> heap_after = heap_bytes();
  const CellDescription cell = model_->describe();
  if (given_.is_seeded && cell.cost_from_weights) {
    ready_["no_streaming"] =
        "UNSUPPORTED: its cost depends on the weights' values, and seeded ones say nothing of trained ones";
    return ready_;
  }
  ready_["prepare_ns"] = stage_.prepare_ns;
  ready_["cell"] = describe_json(cell);
  ready_["memory"] = memory_json(model_->memory());
  if (heap_before && heap_after)
    ready_["memory"]["observed_bytes"] = *heap_after - *heap_before - static_cast<std::int64_t>(gap_.size());
  ready_["multiply_adds_per_step"] = given_.shape.multiply_adds_per_step();
  ready_["parameters"] = given_.shape.parameter_count();
  const bool streams = !given_.shape.architecture.bidirectional;
  if (!streams)
    ready_["no_streaming"] = "UNSUPPORTED: a bidirectional model needs the whole sequence, so it can't stream";
  events_.stage("run");
  if (streams) measure_first_steps();
  ready_["allocations_per_step"] = streams ? or_null(allocations_per_step(*model_, stage_.longest())) : nullptr;
  set_stage();
  ready_["clock_ns"] = stage_.clock.cost_ns;
  ready_["clock_tick_ns"] = stage_.clock.tick_ns;
  const std::optional<std::int64_t> peak = peak_rss_bytes();
  ready_["peak_rss_bytes"] = bare && loaded && before && peak
                                 ? Json(std::max<std::int64_t>(0, *loaded - *bare + *peak - *before))
                                 : Json(nullptr);
  count_subnormals(streams);
  for (const Scenario* scenario : scenarios_in(request_)) {
    if (plays(*scenario)) players_.emplace_back(scenario, scenario->make_player(request_));
  }
  for (const auto& [scenario, player] : players_) player->get_ready(stage_, ready_);
  say_needs();
  if (ready_.contains("parity") && ready_.at("parity").at("status") != "passed") return ready_;
  ready_["streams"] = streams;
  ready_["plays"] = !players_.empty();
  return ready_;
}

/// Over some steps that nobody times.
std::optional<double> CostChild::instructions_per_step() {
  constexpr std::int64_t most = 100;
  if (!counter_) return std::nullopt;
  const Sequence& sequence = stage_.played->front();
  const std::int64_t steps = std::min(most, sequence.length);
  model_->begin();
  counter_->begin();
  for (std::int64_t t = 0; t < steps; ++t) {
    model_->load(sequence, t);
    model_->run_cells();
    model_->project();
  }
  const std::optional<std::int64_t> counted = counter_->end();
  if (!counted) return std::nullopt;
  return static_cast<double>(*counted) / static_cast<double>(steps);
}

Json CostChild::play(const Json& asked) {
  const std::int64_t index = asked.at("block");
  prepare_anew(static_cast<std::uint64_t>(index) + 1);
  Json block{{"event", "block"}, {"block", index}, {"prepare_ns", stage_.prepare_ns}};
  for (const auto& [scenario, player] : players_) {
    if (scenario->facts().plays_once) continue;
    watch_.begin();
    player->play(stage_, {index, asked.at("last"), asked.at("carried").value(scenario->name(), Json(nullptr))}, block);
    block["watch"][scenario->name()] = watch_.end();
  }
  if (const std::optional<double> instructions = instructions_per_step()) block["instructions"] = *instructions;
  return block;
}

Json CostChild::play_once(const std::string& name) {
  for (const auto& [scenario, player] : players_) {
    if (scenario->name() != name) continue;
    prepare_anew(0);
    watch_.begin();
    Json result = player->play_once(stage_);
    result["watch"] = watch_.end();
    return {{"event", "once"}, {"scenario", name}, {"result", std::move(result)}};
  }
  throw InputError("this child does not play " + name);
}

}  // namespace gatewise
