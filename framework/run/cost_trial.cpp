#include <fmt/format.h>

#include <algorithm>

#include "data/length_source.hpp"
#include "measure/clock.hpp"
#include "measure/environment.hpp"
#include "measure/memory.hpp"
#include "measure/offline.hpp"
#include "measure/parity.hpp"
#include "measure/streaming.hpp"
#include "run/backend_request.hpp"
#include "run/request_family.hpp"
#include "run/trial_child.hpp"

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

/// The test split's steps cut to the workload's lengths; an output delay's steps come on top. Empty where the test
/// split itself is played.
Sequences cut_to_workload(const Json& request, const BackendRequest& given) {
  if (request.at("lengths").is_null()) return {};
  auto lengths = request.at("lengths").get<std::vector<std::int64_t>>();
  for (std::int64_t& length : lengths) length += given.shape.architecture.output_delay;
  return with_lengths(given.dataset.test, lengths, given.dataset.feature_count);
}

/// By strategy, in the suite's order.
using Batchings = std::vector<std::pair<std::string, std::vector<OfflineBatch>>>;

Batchings batchings_of(const Json& request, const Sequences& played, std::int64_t delay) {
  Batchings all;
  for (const Json& entry : request.at("batchings")) {
    auto batching = entry.get<Batching>();
    for (std::int64_t& edge : batching.edges) edge += delay;  // edges are said of sequences without it
    all.emplace_back(batching.strategy, offline_batches(played, batching));
  }
  return all;
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

void run_cost_trial(const Json& request, std::istream& requests, const EventSink& events) {
  const bool pinned = pin_to_last_core();
  events.stage("data");
  const BackendRequest given(request);
  const std::optional<std::int64_t> resident = reset_peak_rss();
  events.stage("load");
  const Plugin plugin = Plugin::load(given.plugin_file);
  load_family(request);
  Json ready{{"event", "ready"}, {"pinned", pinned}, {"weights_sha256", given.weights_sha256}};
  if (!request.at("floor").get<bool>()) {
    events.stage("parity");
    const Parity parity = model_parity(plugin, given.backend, given.shape, given.weights);
    ready["parity"] = parity;
    if (parity.status != "passed") {  // no timing without parity
      events.emit(ready);
      return;
    }
  }
  const Sequences cut = cut_to_workload(request, given);
  const Sequences& played = cut.empty() ? given.dataset.test : cut;
  events.stage("prepare");
  const std::int64_t begin = now_ns();
  SequenceModel model(plugin, given.backend, given.shape, given.weights);
  ready["prepare_ns"] = now_ns() - begin;
  ready["cell"] = describe_json(model.describe());
  ready["memory"] = memory_json(model.memory());
  const bool streams = request.at("streaming").get<bool>() && !given.shape.architecture.bidirectional;
  const bool offline = request.at("offline").get<bool>();
  if (given.shape.architecture.bidirectional)
    ready["no_streaming"] = "UNSUPPORTED: a bidirectional model needs the whole sequence, so it can't stream";
  events.stage("run");
  ready["allocations_per_step"] = streams ? or_null(allocations_per_step(model, longest(played))) : nullptr;
  ready["clock_ns"] = clock_cost_ns();
  const std::optional<std::int64_t> peak = peak_rss_bytes();
  ready["peak_rss_bytes"] = resident && peak ? Json(std::max<std::int64_t>(0, *peak - *resident)) : Json(nullptr);
  const std::int64_t delay = given.shape.architecture.output_delay;
  const Batchings batchings = offline ? batchings_of(request, played, delay) : Batchings{};
  for (const auto& [name, batches] : batchings) {
    ready["padded_share"][name] = padded_share(batches);
    ready["padding_error"][name] = prove_mask(model, batches, ready);
  }
  if (ready.contains("parity") && ready.at("parity").at("status") != "passed") {
    events.emit(ready);
    return;
  }
  ready["plays"] = streams || offline;
  events.emit(ready);

  // Without the steps that an output delay adds: every candidate of a comparison plays the same sequences.
  std::vector<std::int64_t> lengths = lengths_of(played);
  for (std::int64_t& length : lengths) length -= delay;
  const std::int64_t block_steps = request.at("block_steps");
  for (std::string line; std::getline(requests, line);) {
    const std::int64_t index = Json::parse(line).at("block");
    Json block{{"event", "block"}, {"block", index}};
    if (streams) {
      const StreamingBlock one = play_block(model, played, block_sequences(lengths, index, block_steps));
      block["step"] = one.step;
      block["cell"] = one.cell;
    }
    for (const auto& [name, batches] : batchings) {
      const OfflineBlock one = play_offline(model, batches, block_batches(batches, index, block_steps, delay), delay);
      block["offline"][name] = {{"sequences", one.sequences}, {"steps", one.steps}, {"ns", one.ns}};
    }
    events.emit(block);
  }
}

}  // namespace gatewise
