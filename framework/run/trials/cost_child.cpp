#include "run/trials/cost_child.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/own_file.hpp"
#include "base/packed_doubles.hpp"
#include "measure/limits/bound.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/environment.hpp"
#include "measure/machine/memory.hpp"
#include "measure/parity/parity.hpp"
#include "measure/scenarios/cold/cold.hpp"
#include "measure/scenarios/endless/endless.hpp"
#include "measure/scenarios/realtime/realtime.hpp"
#include "measure/scenarios/streaming/streaming.hpp"
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

const Sequence& longest(const Sequences& sequences) {
  return *std::max_element(sequences.begin(), sequences.end(),
                           [](const Sequence& a, const Sequence& b) { return a.length < b.length; });
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// Answers must not depend on what stands beside a sequence or behind its end. What is allowed is what parity allows a
/// cell of this precision, four times: the head adds up many of its outputs. Beyond that the backend is not timed.
Json prove_mask(SequenceModel& model, const std::vector<OfflineBatch>& batches, Json& ready) {
  constexpr std::int64_t steps = 2000;
  const Difference error = padding_error(model, batches, steps);
  if (!ready.contains("parity") || ready.at("parity").at("approximate").get<bool>()) return error.nmse;
  auto parity = ready.at("parity").get<Parity>();
  const double allowed = 4 * std::max(parity.allowed_nmse, 1e-12);
  if (error.nmse <= allowed) return error.nmse;
  parity.status = "failed";
  parity.nmse = error.nmse;
  ready["parity"] = parity;
  ready["padding"] = fmt::format("padded batches change the answers: squared differences of {:.2g}, {:.2g} allowed",
                                 error.nmse, allowed);
  return error.nmse;
}

}  // namespace

CostChild::CostChild(const Json& request, const EventSink& events)
    : request_(request), events_(events), given_(request), delay_(given_.shape.architecture.output_delay) {
  ready_ = {{"event", "ready"}, {"pinned", pin_to_last_core()}, {"plays", false}};
}

bool CostChild::has(const char* scenario) const {
  const Json& use = request_.at("scenarios");
  return std::find(use.begin(), use.end(), scenario) != use.end();
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
  prepare_ns_ = now_ns() - begin;
  for (std::int64_t steps = 2; steps <= request_.at("chunk").get<std::int64_t>(); ++steps) model_->announce(steps, 1);
}

void CostChild::cut_workload() {
  cut_ = gatewise::cut_workload(request_, given_.dataset, delay_);
  played_ = cut_ ? &*cut_ : &given_.dataset.test;
  lengths_ = lengths_of(*played_);
  for (std::int64_t& length : lengths_) length -= delay_;
}

void CostChild::prove_masks() {
  for (const auto& [name, batches] : batchings_) {
    ready_["padded_share"][name] = padded_share(batches);
    ready_["padding_error"][name] = prove_mask(*model_, batches, ready_);
  }
}

/// What a program waits for that starts, loads the model and has its first input.
void CostChild::measure_first_steps() {
  const Sequence& sequence = played_->front();
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
  Subnormals found = gatewise::count_subnormals(*played_, given_.weights);
  if (streams) found.states = count_state_subnormals(*model_, longest(*played_), most_steps);
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
  ready_["prepare_ns"] = prepare_ns_;
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
  ready_["allocations_per_step"] = streams ? or_null(allocations_per_step(*model_, longest(*played_))) : nullptr;
  clock_ = measure_clock_error();
  ready_["clock_ns"] = clock_.cost_ns;
  ready_["clock_tick_ns"] = clock_.tick_ns;
  const std::optional<std::int64_t> peak = peak_rss_bytes();
  ready_["peak_rss_bytes"] = bare && loaded && before && peak
                                 ? Json(std::max<std::int64_t>(0, *loaded - *bare + *peak - *before))
                                 : Json(nullptr);
  count_subnormals(streams);
  if (has("offline")) batchings_ = named_batches(request_, *played_, delay_);
  prove_masks();
  say_needs();
  if (ready_.contains("parity") && ready_.at("parity").at("status") != "passed") return ready_;
  ready_["streams"] = streams;
  ready_["plays"] = streams || has("offline");
  return ready_;
}

Json CostChild::play_streaming_block(std::int64_t index) {
  const StreamingTerms terms{request_.at("chunk"), request_.at("block_seconds")};
  if (!chains_) chains_ = choose_chains(*model_, longest(*played_), clock_, terms.chunk);
  const std::vector<std::size_t> sequences = block_sequences(lengths_, index, request_.at("block_steps"));
  const StreamingBlock block = play_block(*model_, *played_, sequences, terms, *chains_, clock_);
  Json played{{"step", block.step}, {"step_chains", block.step_chains}};
  if (block.parts) played.update({{"cell_chains", block.cell_chains}, {"parts", *block.parts}});
  return played;
}

Json CostChild::play_offline_block(std::int64_t index) {
  Json played;
  for (const auto& [name, batches] : batchings_) {
    const OfflineBlock one =
        play_offline(*model_, batches, block_batches(batches, index, request_.at("block_steps"), delay_), delay_);
    played[name] = {{"sequences", one.sequences}, {"steps", one.steps}, {"ns", one.ns}, {"parts", one.parts}};
  }
  return played;
}

Json CostChild::play_realtime_block(std::size_t first) {
  const auto terms = request_.at("realtime").get<RealtimeTerms>();
  const std::int64_t steps = realtime_steps(terms.period_ns, request_.at("block_steps"));
  const PriorityScope priority(terms.priority);
  const RealtimeBlock block = play_realtime(*model_, *played_, first, steps, terms, terms.evict ? &evictor() : nullptr);
  return {{"latency", block.latency},
          {"missed", block.missed},
          {"jitter_ns", block.jitter_ns},
          {"priority_refused", priority.refusal()}};
}

/// Short stretches of traffic, each with arrivals of its own. A number that failed is tried again twice: an
/// interruption by the machine breaks a stretch of any number of streams.
std::int64_t CostChild::find_streams(Server& server) {
  constexpr int tries = 3;
  const auto terms = request_.at("server").get<ServerTerms>();
  const Stretch stretch{700, 20e6, 200e6};
  std::uint64_t seed = 1;
  return search_streams(16, server.most_streams(), [&](std::int64_t streams) {
    for (int i = 0; i < tries; ++i) {
      events_.progress(0, fmt::format("tries {} streams", streams));
      if (server.play(streams, stretch, seed++).keeps(terms.budget_ns)) return true;
    }
    return false;
  });
}

/// The search's finding is confirmed by the blocks: after every third one those since the last change must keep the
/// budget together, or a tenth of the streams is taken off.
std::int64_t CostChild::next_streams(const ServerBlock& block, double budget_ns) {
  constexpr std::int64_t blocks_a_decision = 3;
  server_latency_.add(block.latency);
  if (++server_blocks_ % blocks_a_decision != 0) return block.streams;
  if (!block.overloaded && server_latency_.quantile(0.99) <= budget_ns) return block.streams;
  server_latency_ = {};
  server_blocks_ = 0;
  return std::max<std::int64_t>(1, block.streams - std::max<std::int64_t>(1, block.streams / 10));
}

Json CostChild::play_server_block(std::int64_t index, const Asked& asked) {
  const auto terms = request_.at("server").get<ServerTerms>();
  Server server(*model_, *played_, terms);
  const std::int64_t streams = asked.streams ? *asked.streams : find_streams(server);
  if (streams == 0) return {{"streams", 0}, {"next_streams", 0}};
  const ServerBlock block = server.play(streams, {}, 1'000'000 + static_cast<std::uint64_t>(index));
  return {{"streams", streams},       {"next_streams", asked.is_last ? streams : next_streams(block, terms.budget_ns)},
          {"latency", block.latency}, {"calls", block.calls},
          {"ns", block.ns},           {"overloaded", block.overloaded}};
}

/// Over some steps that nobody times.
std::optional<double> CostChild::instructions_per_step() {
  constexpr std::int64_t most = 100;
  if (!counter_) return std::nullopt;
  const Sequence& sequence = played_->front();
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

/// A scenario's part of the block, and what happened to this process meanwhile.
template <class Play>
Json CostChild::watched(Json& block, const char* scenario, Play play) {
  watch_.begin();
  Json part = play();
  block["watch"][scenario] = watch_.end();
  return part;
}

Json CostChild::play(std::int64_t index, const Asked& asked) {
  prepare_anew(static_cast<std::uint64_t>(index) + 1);
  Json block{{"event", "block"}, {"block", index}, {"prepare_ns", prepare_ns_}};
  const std::size_t first = static_cast<std::size_t>(index) % played_->size();
  if (!given_.shape.architecture.bidirectional) {
    if (has("streaming")) block.update(watched(block, "streaming", [&] { return play_streaming_block(index); }));
    if (has("realtime")) block["realtime"] = watched(block, "realtime", [&] { return play_realtime_block(first); });
    if (has("server")) block["server"] = watched(block, "server", [&] { return play_server_block(index, asked); });
    if (has("cold")) {
      block["cold"] = watched(block, "cold", [&] {
        return Json(play_cold(*model_, *played_, first, request_.at("cold_samples"), evictor()));
      });
    }
  }
  if (has("offline")) block["offline"] = watched(block, "offline", [&] { return play_offline_block(index); });
  if (const std::optional<double> instructions = instructions_per_step()) block["instructions"] = *instructions;
  return block;
}

namespace {

/// What another child has kept; empty where there is nothing, or not as many finite numbers as are asked for.
std::optional<std::vector<double>> kept_answers(const OwnFile& file, std::int64_t outputs) {
  if (!file.exists()) return std::nullopt;
  try {
    std::vector<double> answers = unpack_doubles(parse_json(file.read()).get<std::string>());
    const bool finite = std::all_of(answers.begin(), answers.end(), [](double value) { return std::isfinite(value); });
    if (finite && static_cast<std::int64_t>(answers.size()) == endless_parts * endless_samples * outputs)
      return answers;
  } catch (const std::exception&) {
    // the oracle answers once more
  }
  return std::nullopt;
}

}  // namespace

/// The first child of an architecture has the oracle answer, the others read what it has kept.
std::vector<double> CostChild::oracle_answers() {
  const OwnFile file = OwnFile::in_folder(request_.at("oracle_file").get<std::string>());
  const std::int64_t steps = request_.at("endless").at("steps");
  if (std::optional<std::vector<double>> kept = kept_answers(file, given_.shape.outputs)) return *std::move(kept);
  std::vector<double> answers = endless_oracle(given_.shape, given_.weights, *played_, steps,
                                               [&](double done) { events_.progress(done / 2, "the oracle answers"); });
  file.write_atomically(Json(pack_doubles(answers)).dump());
  return answers;
}

Json CostChild::play_endless_stream() {
  const Json& asked = request_.at("endless");
  const std::vector<double> expected = oracle_answers();
  prepare_anew(0);
  watch_.begin();
  const EndlessResult result =
      play_endless(*model_, *played_, {asked.at("steps"), asked.at("deadline_ns")}, expected,
                   [&](double done) { events_.progress(0.5 + done / 2, "a stream without an end"); });
  Json endless = result;
  endless["watch"] = watch_.end();
  return {{"event", "endless"}, {"endless", endless}};
}

}  // namespace gatewise
