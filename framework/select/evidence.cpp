#include "select/evidence.hpp"

#include <fmt/format.h>

#include "base/units.hpp"
#include "quality/metrics.hpp"
#include "run/plan.hpp"
#include "run/runner.hpp"
#include "select/quality_interval.hpp"

namespace gatewise {
namespace {

/// Marks the candidate with the first thing that went wrong.
void blame(Candidate& candidate, const std::string& status, const std::string& stage, const std::string& reason) {
  if (candidate.status != "passed") return;
  candidate.status = status;
  candidate.stage = stage;
  candidate.reason = reason;
}

void add_training(Candidate& candidate, const Journal& journal, std::int64_t seed) {
  const Record* record = journal.newest("train", train_subject(candidate.name.architecture, seed));
  if (record == nullptr)
    return blame(candidate, "failed", "train",
                 fmt::format("seed {} was not trained; run the suite again to go on", seed));
  if (record->status != "ok")
    return blame(candidate, "failed", "train", fmt::format("seed {}: {}", seed, record->message));
  candidate.parameters = record->result.at("parameters").get<std::int64_t>();
  candidate.file_bytes = record->result.at("file_bytes").get<double>();
  if (record->result.at("cut").get<bool>())
    candidate.cuts.push_back(fmt::format("training of seed {} was cut short by --max-time", seed));
}

/// Whether a result was measured with other weights than the newest training's: a run that was changed and then
/// interrupted.
bool is_of_other_weights(const Json& result, const Journal& journal, const Architecture& architecture,
                         std::int64_t seed) {
  const Record* training = journal.newest("train", train_subject(architecture, seed));
  const std::string measured = result.value("weights_sha256", "");
  return training != nullptr && !measured.empty() && training->result.value("weights_sha256", "") != measured;
}

void add_sample(QualitySample& sample, const Json& measured) {
  sample.by_seed.push_back(measured.at("value"));
  sample.draws.push_back(measured.at("draws").get<std::vector<double>>());
}

void add_parity(Candidate& candidate, const Parity& parity) {
  if (!candidate.parity || parity.excess() > candidate.parity->excess()) candidate.parity = parity;
  if (parity.status == "passed") return;
  blame(candidate, parity.status, "parity",
        fmt::format(
            "differs from the oracle by {:.3g} (nmse {:.3g}), {} times what rounding explains: {:.3g} (nmse {:.3g})",
            parity.max_abs, parity.nmse, format_quantity(parity.excess(), Unit::none), parity.allowed,
            parity.allowed_nmse));
}

void add_quality(Candidate& candidate, const Journal& journal, std::int64_t seed) {
  const Record* record = journal.newest("quality", quality_subject(candidate.name, seed));
  if (record == nullptr)
    return blame(candidate, "failed", "quality",
                 fmt::format("seed {} was not measured; run the suite again to go on", seed));
  if (record->status != "ok") return blame(candidate, record->status, record->stage, record->message);
  const Json& result = record->result;
  if (is_of_other_weights(result, journal, candidate.name.architecture, seed)) {
    return blame(
        candidate, "failed", "quality",
        fmt::format("seed {} was measured with weights of an earlier training; run the suite again to go on", seed));
  }
  candidate.plugin = result.at("plugin");
  add_parity(candidate, result.at("parity").get<Parity>());
  if (!result.contains("validation")) return;
  candidate.mode = result.at("mode");
  for (const auto& [metric, measured] : result.at("validation").items()) {
    QualityFigure& figure = candidate.quality[metric];
    figure.better = find_metric(metric).better;
    add_sample(figure.validation, measured);
    add_sample(figure.test, result.at("test").at(metric));
  }
}

void close_intervals(Candidate& candidate) {
  for (auto& [name, figure] : candidate.quality) {
    const Metric& metric = find_metric(name);
    figure.validation_interval = quality_interval(figure.validation, metric.low, metric.high);
    figure.test_interval = quality_interval(figure.test, metric.low, metric.high);
  }
}

LatencyFigure read_latency(const Json& blocks) {
  LatencyFigure latency;
  for (const Json& block : blocks) {
    if (!block.contains("step")) continue;
    latency.step.push_back(block.at("step").get<Histogram>());
    latency.cell.push_back(block.at("cell").get<Histogram>());
    latency.samples += latency.step.back().count();
    latency.max_ns = std::max(latency.max_ns, static_cast<double>(latency.step.back().max_ns()));
  }
  return latency;
}

OfflineFigure read_offline(const Json& blocks) {
  OfflineFigure figure;
  for (const Json& block : blocks) {
    if (!block.contains("offline")) continue;
    const Json& played = block.at("offline");
    const double seconds = played.at("ns").get<double>() / 1e9;
    figure.steps_per_second.push_back(played.at("steps").get<double>() / seconds);
    figure.sequences_per_second.push_back(played.at("sequences").get<double>() / seconds);
  }
  return figure;
}

std::optional<double> number(const Json& json, const char* key) {
  return json.contains(key) && json.at(key).is_number() ? std::optional<double>(json.at(key).get<double>())
                                                        : std::nullopt;
}

void add_cost(Candidate& candidate, const Journal& journal, std::int64_t seed) {
  const Record* record = journal.newest("cost", candidate.id);
  if (record == nullptr) {
    candidate.streaming_reason = "was not measured";
    return;
  }
  if (record->status != "ok") return blame(candidate, record->status, record->stage, record->message);
  const Json& ready = record->result.at("ready");
  if (is_of_other_weights(ready, journal, candidate.name.architecture, seed)) {
    candidate.streaming_reason = "was measured with weights of an earlier training; run the suite again to go on";
    return;
  }
  if (ready.contains("parity")) add_parity(candidate, ready.at("parity").get<Parity>());
  if (!ready.contains("cell")) return;
  candidate.streaming_reason = ready.value("no_streaming", "");
  candidate.pinned = ready.at("pinned").get<bool>();
  candidate.cell = ready.at("cell");
  candidate.memory = ready.at("memory");
  candidate.prepare_ns = number(ready, "prepare_ns");
  candidate.peak_rss_bytes = number(ready, "peak_rss_bytes");
  candidate.allocations_per_step = number(ready, "allocations_per_step");
  const Json& blocks = record->result.at("blocks");
  if (LatencyFigure latency = read_latency(blocks); latency.samples > 0) candidate.streaming = std::move(latency);
  if (OfflineFigure offline = read_offline(blocks); !offline.steps_per_second.empty()) {
    offline.padded_share = ready.at("padded_share");
    candidate.offline = std::move(offline);
  }
}

Candidate gather_candidate(const CandidateName& name, const Suite& suite, const Journal& journal) {
  Candidate candidate;
  candidate.name = name;
  candidate.id = name.id();
  for (const std::int64_t seed : suite.seeds) add_training(candidate, journal, seed);
  for (const std::int64_t seed : suite.seeds) {
    if (candidate.status == "passed") add_quality(candidate, journal, seed);
  }
  if (candidate.status == "passed") add_cost(candidate, journal, suite.seeds.front());
  if (candidate.status != "passed") {  // what has not passed has no speed and no rank
    candidate.streaming.reset();
    candidate.offline.reset();
    candidate.quality.clear();
  }
  close_intervals(candidate);
  return candidate;
}

/// For every metric the floor that is hardest to beat on validation.
std::map<std::string, FloorFigure> read_floors(const Json& dataset, Task task) {
  std::map<std::string, FloorFigure> floors;
  for (const Metric* metric : metrics_of(task)) {
    const std::string name(metric->name);
    for (const Json& floor : dataset.at("floors")) {
      if (!floor.at("test").contains(name)) continue;  // a metric that this dataset has no answer for
      FloorFigure figure{floor.at("name"), {}, floor.at("test").at(name).at("value")};
      add_sample(figure.validation, floor.at("validation").at(name));
      const auto [entry, fresh] = floors.emplace(name, figure);
      const double gain = figure.validation.by_seed[0] - entry->second.validation.by_seed[0];
      if (!fresh && (metric->better == Better::more ? gain > 0 : gain < 0)) entry->second = figure;
    }
  }
  return floors;
}

}  // namespace

Evidence gather(const Suite& suite, const Journal& journal, const Json& environment) {
  Evidence evidence;
  evidence.suite = suite;
  evidence.environment = environment;
  if (const Record* dataset = journal.newest("dataset", suite.dataset); dataset != nullptr && dataset->status == "ok") {
    evidence.dataset = dataset->result;
    evidence.floors = read_floors(dataset->result, suite.task);
  }
  const double step_ns = evidence.dataset.is_object() ? evidence.dataset.value("step_seconds", 0.0) * 1e9 : 0;
  for (const CandidateName& name : candidates_of(suite)) {
    Candidate& candidate = evidence.candidates.emplace_back(gather_candidate(name, suite, journal));
    candidate.delay_ns = static_cast<double>(name.architecture.output_delay) * step_ns;
  }
  if (const Record* floor = journal.newest("cost", floor_subject); floor != nullptr && floor->status == "ok") {
    const LatencyFigure latency = read_latency(floor->result.at("blocks"));
    if (latency.samples > 0) evidence.harness_floor_ns = quantile_over_rounds(latency.step, 0.5).value;
    evidence.clock_ns = number(floor->result.at("ready"), "clock_ns");
  }
  return evidence;
}

}  // namespace gatewise
