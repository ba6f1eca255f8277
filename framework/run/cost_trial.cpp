#include <algorithm>

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
  ready["allocations_per_step"] = streams ? or_null(allocations_per_step(model, longest(given.dataset.test))) : nullptr;
  ready["clock_ns"] = clock_cost_ns();
  const std::optional<std::int64_t> peak = peak_rss_bytes();
  ready["peak_rss_bytes"] = resident && peak ? Json(std::max<std::int64_t>(0, *peak - *resident)) : Json(nullptr);
  const std::vector<OfflineBatch> batches = offline_batches(given.dataset.test, request.at("batch"));
  if (offline) ready["padded_share"] = padded_share(batches);
  ready["plays"] = streams || offline;
  events.emit(ready);

  // Without the steps that an output delay adds: every candidate of a comparison plays the same sequences.
  const std::int64_t delay = given.shape.architecture.output_delay;
  std::vector<std::int64_t> lengths = lengths_of(given.dataset.test);
  for (std::int64_t& length : lengths) length -= delay;
  const std::int64_t block_steps = request.at("block_steps");
  for (std::string line; std::getline(requests, line);) {
    const std::int64_t index = Json::parse(line).at("block");
    Json block{{"event", "block"}, {"block", index}};
    if (streams) {
      const StreamingBlock played = play_block(model, given.dataset.test, block_sequences(lengths, index, block_steps));
      block["step"] = played.step;
      block["cell"] = played.cell;
    }
    if (offline) {
      const OfflineBlock played =
          play_offline(model, batches, block_batches(batches, index, block_steps, delay), delay);
      block["offline"] = {{"sequences", played.sequences}, {"steps", played.steps}, {"ns", played.ns}};
    }
    events.emit(block);
  }
}

}  // namespace gatewise
