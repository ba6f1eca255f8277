#include "select/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/parallel.hpp"
#include "journal/record_checks.hpp"
#include "measure/scenarios/registry.hpp"
#include "quality/metrics.hpp"
#include "select/quality_interval.hpp"
#include "select/recorded_sample.hpp"
#include "suite/scenario_terms.hpp"
#include "suite/subjects.hpp"
#include "training/terms/epoch.hpp"

namespace gatewise {
namespace {

/// Marks the candidate with the first thing that went wrong.
void blame(Candidate& candidate, const std::string& status, const std::string& stage, const std::string& reason) {
  if (candidate.status != "passed") return;
  candidate.status = status;
  candidate.stage = stage;
  candidate.reason = reason;
}

/// One that can't be used has failed, and says why.
Record read_training(const Journal& journal, const RecordHead& head) {
  try {
    return journal.checked(head, [&] {
      Record record = journal.read(head);
      if (record.status != "ok") return record;
      record.result = checked_training(std::move(record.result));
      for (const char* key : {"parameters", "file_bytes", "cut"}) member_of(record.result, key);
      return record;
    });
  } catch (const BadRecord& error) {
    Record failed{head};
    failed.status = "failed";
    failed.stage = "record";
    failed.message = error.what();
    return failed;
  }
}

/// Has `read` add to a candidate what a record says of it. A body that is not what it must be costs the candidate its
/// row, with all that was known of it.
template <class Read>
void add_checked(Candidate& candidate, const Journal& journal, const RecordHead* head, Read read) {
  if (head == nullptr) return read();
  try {
    journal.checked(*head, read);
  } catch (const BadRecord& error) {
    Candidate failed;
    failed.name = candidate.name;
    failed.id = candidate.id;
    failed.delay_steps = candidate.delay_steps;
    failed.delay_ns = candidate.delay_ns;
    blame(failed, "failed", "record", error.what());
    candidate = std::move(failed);
  }
}

/// The newest trainings of a suite's architectures, each read once: every backend's candidate asks for them.
class Trainings {
 public:
  Trainings(const Suite& suite, const Journal& journal) {
    for (const Architecture& architecture : suite.architectures) {
      for (const std::int64_t seed : suite.seeds) {
        const std::string subject = train_subject(architecture, seed);
        if (const RecordHead* head = journal.newest("train", subject)) read_[subject] = read_training(journal, *head);
      }
    }
  }

  /// Null where it was not trained.
  const Record* of(const Architecture& architecture, std::int64_t seed) const {
    const auto found = read_.find(train_subject(architecture, seed));
    return found == read_.end() ? nullptr : &found->second;
  }

  /// Those that ended, in the suite's order.
  std::vector<TrainingFigure> all(const Suite& suite) const {
    std::vector<TrainingFigure> figures;
    for (const Architecture& architecture : suite.architectures) {
      for (const std::int64_t seed : suite.seeds) {
        const Record* record = of(architecture, seed);
        if (record != nullptr && record->status == "ok") figures.push_back({architecture, seed, record->result});
      }
    }
    return figures;
  }

  /// Whether a result was measured with other weights than the newest training's: a run that was changed and then
  /// interrupted.
  bool differ_from(const Json& result, const Architecture& architecture, std::int64_t seed) const {
    const Record* training = of(architecture, seed);
    const std::string measured = result.value("weights_sha256", "");
    return training != nullptr && training->result.is_object() && !measured.empty() &&
           training->result.value("weights_sha256", "") != measured;
  }

 private:
  std::map<std::string, Record> read_;
};

void add_training(Candidate& candidate, const Trainings& trainings, std::int64_t seed) {
  const Record* record = trainings.of(candidate.name.architecture, seed);
  if (record == nullptr)
    return blame(candidate, "failed", "train",
                 fmt::format("seed {} was not trained; run the suite again to go on", seed));
  if (record->status != "ok")
    return blame(candidate, "failed", "train", fmt::format("seed {}: {}", seed, record->message));
  candidate.parameters = record->result.at("parameters").get<std::int64_t>();
  candidate.file_bytes = record->result.at("file_bytes").get<double>();
  if (record->result.at("cut").get<bool>())
    candidate.cuts.push_back(fmt::format("training of seed {} was cut short by --max-time", seed));
  if (!record->result.contains("retry")) return;
  const auto retry = record->result.at("retry").get<Retry>();
  candidate.retries.push_back(
      fmt::format("the training of seed {} was taken up again after {} epochs at {} of its rate: {}", seed,
                  retry.after_epochs, retry.rate_factor, retry.why));
}

void add_parity(Candidate& candidate, const Parity& parity) {
  if (!candidate.parity || parity.excess() > candidate.parity->excess()) candidate.parity = parity;
  if (parity.status == "passed") return;
  blame(candidate, parity.status, "parity", describe(parity));
}

void add_quality(Candidate& candidate, const RecordHead* head, const Journal& journal, const Trainings& trainings,
                 std::int64_t seed) {
  if (head == nullptr)
    return blame(candidate, "failed", "quality",
                 fmt::format("seed {} was not measured; run the suite again to go on", seed));
  if (head->status != "ok") return blame(candidate, head->status, head->stage, head->message);
  const Json result = journal.result(*head);
  if (trainings.differ_from(result, candidate.name.architecture, seed)) {
    return blame(
        candidate, "failed", "quality",
        fmt::format("seed {} was measured with weights of an earlier training; run the suite again to go on", seed));
  }
  candidate.plugin = result.at("plugin");
  check_plugin(candidate.plugin);
  add_parity(candidate, result.at("parity").get<Parity>());
  if (!result.contains("validation")) return;
  candidate.mode = text_at(result, "mode");
  for (const auto& [metric, measured] : result.at("validation").items()) {
    QualityFigure& figure = candidate.quality[metric];
    const Metric& known = find_metric(metric);
    figure.better = known.better;
    add_sample(figure.validation, measured, known);
    add_sample(figure.test, member_of(member_of(result, "test"), metric.c_str()), known);
  }
}

void close_scores(Candidate& candidate, const std::string& primary) {
  if (const auto found = candidate.quality.find(primary); found != candidate.quality.end())
    candidate.artifact = choose_training(found->second.validation.by_seed, found->second.better);
  const Choice elsewhere{candidate.artifact.training, 1};  // test chose nothing
  for (auto& [name, figure] : candidate.quality) {
    const MetricScale scale = scale_of(find_metric(name));
    figure.validation_score = {recipe_interval(figure.validation, scale),
                               artifact_interval(figure.validation, candidate.artifact, scale)};
    figure.test_score = {recipe_interval(figure.test, scale), artifact_interval(figure.test, elsewhere, scale)};
  }
}

std::optional<double> number(const Json& json, const char* key) {
  return json.contains(key) && json.at(key).is_number() ? std::optional<double>(amount_at(json, key)) : std::nullopt;
}

void add_seen(Candidate& candidate, const std::string& scenario, const Json& watched) {
  const auto [entry, fresh] = candidate.seen.try_emplace(scenario, watched.get<Disturbances>());
  if (!fresh) entry->second.add(watched.get<Disturbances>());
}

/// What is counted and not sampled.
void add_exact(Candidate& candidate, const Json& ready) {
  const auto add = [&](const std::string& path, std::optional<double> value) {
    if (value) candidate.series[path] = {*value};
  };
  const Json& memory = member_of(ready, "memory");
  for (const char* kind : {"weights", "state", "scratch", "total"})
    add(fmt::format("memory.{}", kind), number(memory, fmt::format("{}_bytes", kind).c_str()));
  if (memory.contains("observed_bytes") && memory.at("observed_bytes").is_number())  // the heap may shrink meanwhile
    add("memory.observed", number_at(memory, "observed_bytes"));
  add("memory.file", candidate.file_bytes);
  add("memory.peak_rss", number(ready, "peak_rss_bytes"));
  add("memory.allocations_per_step", number(ready, "allocations_per_step"));
  // Weights are there once; a stream that waits for its next step keeps its state alone.
  if (const std::optional<double> state = number(memory, "state_bytes"); state && *state > 0)
    add("memory.streams_per_gib", (1073741824.0 - *number(memory, "weights_bytes")) / *state);
  add("latency.cold.prepare", number(ready, "prepare_ns"));
  if (const std::optional<double> multiply_adds = number(ready, "multiply_adds_per_step"))
    add("compute.operations_per_step", 2 * *multiply_adds);
  const std::optional<double> parameters = number(ready, "parameters");
  if (parameters && !candidate.parameters) candidate.parameters = count_at(ready, "parameters");
  add("compute.parameters", parameters);
  add("compute.capacity", parameters);
}

/// What happened around the figures.
void add_watched(Candidate& candidate, const Json& ready, const Json& blocks) {
  candidate.clock_ns = number(ready, "clock_ns").value_or(0);
  candidate.tick_ns = number(ready, "clock_tick_ns").value_or(0);
  if (ready.contains("subnormals")) candidate.subnormals = ready.at("subnormals").get<Subnormals>();
  candidate.step_bytes = number(ready, "step_bytes").value_or(0);
  candidate.no_instructions = ready.value("no_instructions", "");
  std::vector<double> instructions;
  for (const Json& block : blocks) {
    candidate.launches.push_back(block.contains("launch") ? count_at(block, "launch") : 0);
    if (block.contains("watch")) {
      for (const auto& [scenario, seen] : block.at("watch").items()) add_seen(candidate, scenario, seen);
    }
    if (const std::optional<double> counted = number(block, "instructions")) instructions.push_back(*counted);
    const std::optional<double> pass = number(block, "pass_ns");  // up to version 0.7
    if (pass && (!candidate.pass_ns || *pass < *candidate.pass_ns)) candidate.pass_ns = pass;
    if (const std::optional<double> turn = number(block, "bound_pass_ns")) candidate.passes.push_back(*turn);
  }
  if (!candidate.passes.empty()) candidate.pass_ns = Chains{0, candidate.passes}.median_ns();
  if (candidate.passes.size() < blocks.size()) candidate.passes.clear();  // not to be paired
  if (!instructions.empty()) candidate.series["compute.instructions_per_step"] = std::move(instructions);
}

/// By every scenario that was measured.
void read_scenarios(Candidate& candidate, const Json& result, const Scenarios& terms) {
  for (const Scenario* scenario : scenarios()) {
    scenario->read(result, terms, candidate);
    if (scenario->facts().plays_once && result.contains(scenario->name()))
      add_seen(candidate, scenario->name(), result.at(scenario->name()).at("watch"));
  }
}

/// The host classes that the journal's cost records are of, the one with the most first. Records of schema 1 do not
/// say: they are the machine's that the run was last at.
std::vector<std::string> hosts_of(const Journal& journal, const std::string& own) {
  std::map<std::string, std::size_t> counts;
  for (const RecordHead& head : journal.heads()) {
    if (head.kind == "cost") ++counts[head.host.empty() ? own : head.host];
  }
  std::vector<std::string> hosts;
  for (const auto& [host, count] : counts) hosts.push_back(host);
  std::stable_sort(hosts.begin(), hosts.end(),
                   [&](const std::string& a, const std::string& b) { return counts.at(a) > counts.at(b); });
  if (hosts.empty()) hosts.push_back(own);
  return hosts;
}

/// The newest cost record of one host class.
const RecordHead* cost_on(const Journal& journal, const std::string& subject, const std::string& host,
                          const std::string& own) {
  const RecordHead* head = journal.newest("cost", subject, host);
  const RecordHead* unnamed = host == own ? journal.newest("cost", subject, "") : nullptr;
  if (head == nullptr || (unnamed != nullptr && unnamed->sequence > head->sequence)) head = unnamed;
  return head;
}

void add_cost(Candidate& candidate, const RecordHead* head, const Journal& journal, const Trainings& trainings,
              const Suite& suite) {
  const std::int64_t seed = suite.seeds.front();
  if (head == nullptr) {
    candidate.streaming_reason = "was not measured";
    return;
  }
  if (head->status != "ok") return blame(candidate, head->status, head->stage, head->message);
  const Json result = journal.result(*head);
  const Json& ready = result.at("ready");
  if (trainings.differ_from(ready, candidate.name.architecture, seed)) {
    candidate.streaming_reason = "was measured with weights of an earlier training; run the suite again to go on";
    return;
  }
  if (ready.contains("parity")) add_parity(candidate, ready.at("parity").get<Parity>());
  if (ready.contains("padding")) candidate.reason = ready.at("padding");
  if (!ready.contains("cell")) return;
  candidate.streaming_reason = ready.value("no_streaming", "");
  candidate.pinned = ready.at("pinned").get<bool>();
  candidate.session = result.value("session", "");
  candidate.sittings = result.contains("sittings") ? count_at(result, "sittings") : 1;
  candidate.cell = ready.at("cell");
  check_cell(candidate.cell);
  add_exact(candidate, ready);
  const Json& blocks = blocks_of(result);
  add_watched(candidate, ready, blocks);
  read_scenarios(candidate, result, suite.scenarios);
}

/// Why an architecture has no hidden size.
std::string size_trouble(const Architecture& architecture, const Suite& suite) {
  for (const SolvedSize& size : suite.sizes) {
    if (size.architecture.id() == architecture.id()) return size.trouble;
  }
  return "its hidden size is not known";
}

/// Why none of a sweep's rates was chosen.
std::string sweep_trouble(const Tuning& tuning) {
  std::string text = "no learning rate of the sweep has a score";
  for (const TriedRate& tried : tuning.rates) text += fmt::format("; {}: {}", tried.rate, tried.reason);
  return text;
}

/// Each record may be right by itself and another metric be missing in each: scores are taken training by training.
void check_scores(Candidate& candidate, const Suite& suite) {
  const std::size_t seeds = suite.seeds.size();
  const auto lacks = [&](const QualityFigure& figure) {
    return figure.validation.by_seed.size() != seeds || figure.test.by_seed.size() != seeds;
  };
  if (!candidate.quality.contains(suite.metric))
    blame(candidate, "failed", "record", fmt::format("its records of quality have no '{}'", suite.metric));
  for (const auto& [name, figure] : candidate.quality) {
    if (lacks(figure))
      blame(candidate, "failed", "record", fmt::format("'{}' is not in the quality records of all seeds", name));
  }
}

/// Training and quality, which hold on every host.
Candidate gather_quality(const CandidateName& name, const Suite& suite, const Journal& journal,
                         const Trainings& trainings, const Tuning& tuning) {
  Candidate candidate;
  candidate.name = name;
  candidate.id = name.id();
  if (name.architecture.hidden == 0) blame(candidate, "failed", "size", size_trouble(name.architecture, suite));
  if (suite.is_seeded || candidate.status != "passed") return candidate;
  if (!tuning.rates.empty() && !tuning.chosen) blame(candidate, "failed", "train", sweep_trouble(tuning));
  for (const std::int64_t seed : suite.seeds) add_training(candidate, trainings, seed);
  for (const std::int64_t seed : suite.seeds) {
    if (candidate.status != "passed") break;
    const RecordHead* head = journal.newest("quality", quality_subject(name, seed));
    add_checked(candidate, journal, head, [&] { add_quality(candidate, head, journal, trainings, seed); });
  }
  if (candidate.status == "passed") check_scores(candidate, suite);
  if (candidate.status != "passed") candidate.quality.clear();
  try {
    close_scores(candidate, suite.metric);
  } catch (const std::exception& error) {  // each number is possible, and all together are not
    blame(candidate, "failed", "record", fmt::format("its records of quality have no interval: {}", reason_of(error)));
    candidate.quality.clear();
  }
  return candidate;
}

/// What has not passed has no speed and no rank.
void clear_if_not_passed(Candidate& candidate) {
  if (candidate.status == "passed") return;
  candidate.latency.clear();
  candidate.series.clear();
  candidate.confirmed.reset();
  candidate.offline.clear();
  candidate.quality.clear();
}

/// For every metric the floor that is hardest to beat on validation.
std::map<std::string, FloorFigure> read_floors(const Json& dataset, Task task) {
  std::map<std::string, FloorFigure> floors;
  for (const Metric* metric : metrics_of(task)) {
    const std::string name(metric->name);
    for (const Json& floor : dataset.at("floors")) {
      if (!floor.at("test").contains(name)) continue;  // a metric that this dataset has no answer for
      FloorFigure figure{floor.at("name"), {}, number_at(floor.at("test").at(name), "value")};
      add_sample(figure.validation, floor.at("validation").at(name), *metric);
      const auto [entry, fresh] = floors.emplace(name, figure);
      const double gain = figure.validation.by_seed[0] - entry->second.validation.by_seed[0];
      if (!fresh && (metric->better == Better::more ? gain > 0 : gain < 0)) entry->second = figure;
    }
  }
  return floors;
}

/// Whether an output had no row of train that a floor could have been fitted on.
bool is_unfitted(const Json& floor) {
  const Json fit = floor.value("fit", Json());  // null where nothing is fitted row by row, and in older records
  if (!fit.is_object()) return false;
  const auto used = fit.at("used").get<std::vector<std::int64_t>>();
  return std::find(used.begin(), used.end(), 0) != used.end();
}

std::string find_unfitted_floor(const Json& dataset) {
  for (const Json& floor : dataset.at("floors")) {
    if (is_unfitted(floor)) return floor.at("name");
  }
  return "";
}

/// The newest record of a kind ("cost", "confirm") about a subject on one host class; null where there is none.
using FindRecord = std::function<const RecordHead*(const std::string& kind, const std::string& subject)>;

/// Whether `again` is the fresh measurement of what `chosen` measured: the same but for its blocks and launches.
bool confirms(Json again, Json chosen) {
  if (!again.is_object() || !chosen.is_object()) return false;
  const auto blocks = [](const Json& of) { return of.contains("blocks") ? count_at(of, "blocks") : 0; };
  const bool is_longer = blocks(again) == confirmation_times * blocks(chosen);
  for (const char* key : {"blocks", "launches"}) {
    again.erase(key);
    chosen.erase(key);
  }
  return is_longer && again == chosen;
}

/// Adds a fresh measurement of the same build, weights and scenarios as the cost that the finalist was chosen by.
void add_confirmation(Candidate& candidate, const FindRecord& find, const Journal& journal, const Trainings& trainings,
                      const Suite& suite) {
  const RecordHead* chosen = find("cost", candidate.id);
  const RecordHead* head = find("confirm", candidate.id);
  if (chosen == nullptr || head == nullptr || head->status != "ok") return;
  if (!confirms(journal.read(*head).determinants, journal.read(*chosen).determinants)) return;
  auto again = std::make_shared<Candidate>();
  again->name = candidate.name;
  again->id = candidate.id;
  again->delay_steps = candidate.delay_steps;
  again->delay_ns = candidate.delay_ns;
  again->file_bytes = candidate.file_bytes;
  add_checked(*again, journal, head, [&] { add_cost(*again, head, journal, trainings, suite); });
  again->sessions = 1;
  if (again->stage == "record") return blame(candidate, again->status, again->stage, again->reason);
  if (again->status == "passed" && !again->cell.is_null()) candidate.confirmed = std::move(again);
}

/// What all candidates share: a record of it that can't be used is complained of, and it is as if it were not there.
template <class Use>
void use_if_ok(Evidence& evidence, const Journal& journal, const RecordHead* head, Use use) {
  if (head == nullptr || head->status != "ok") return;
  try {
    journal.checked(*head, [&] { use(journal.result(*head)); });
  } catch (const BadRecord& error) {
    evidence.complaints.emplace_back(error.what());
  }
}

/// Adds the figures of the cell that does nothing.
void add_harness_floors(Evidence& evidence, const Json& result) {
  Candidate nothing;
  read_scenarios(nothing, result, {});
  for (const auto& [scenario, latency] : nothing.latency) evidence.harness_floors[scenario] = latency.middle().value;
  if (const LatencyFigure* streaming = nothing.latency_in("streaming")) evidence.floor_parts = streaming->parts;
  evidence.clock_ns = number(result.at("ready"), "clock_ns");
  evidence.tick_ns = number(result.at("ready"), "clock_tick_ns");
}

void add_host_figures(Evidence& evidence, const FindRecord& find, const Journal& journal, const Trainings& trainings) {
  in_parallel(evidence.candidates.size(), [&](std::size_t i) {
    Candidate& candidate = evidence.candidates[i];
    if (candidate.status == "passed") {
      const RecordHead* head = find("cost", candidate.id);
      add_checked(candidate, journal, head, [&] { add_cost(candidate, head, journal, trainings, evidence.suite); });
      if (candidate.status == "passed")
        add_checked(candidate, journal, find("confirm", candidate.id),
                    [&] { add_confirmation(candidate, find, journal, trainings, evidence.suite); });
    }
    clear_if_not_passed(candidate);
  });
  std::set<std::string> sessions;
  for (const Candidate& candidate : evidence.candidates) {
    if (!candidate.latency.empty() || !candidate.offline.empty()) sessions.insert(candidate.session);
  }
  for (Candidate& candidate : evidence.candidates) candidate.sessions = sessions.size();
  use_if_ok(evidence, journal, find("limits", ""),
            [&](const Json& result) { evidence.limits = result.get<MachineLimits>(); });
  use_if_ok(evidence, journal, find("cost", floor_subject),
            [&](const Json& result) { add_harness_floors(evidence, result); });
}

}  // namespace

std::vector<Evidence> gather(const Suite& suite, const Journal& journal, const Json& environment) {
  Evidence common;
  common.suite = suite;
  use_if_ok(common, journal, journal.newest("dataset", suite.dataset), [&](const Json& result) {
    check_dataset(result);
    common.floors = read_floors(result, suite.task);
    common.unfitted_floor = find_unfitted_floor(result);
    common.dataset = result;
  });
  const Trainings trainings(suite, journal);
  common.trainings = trainings.all(suite);
  const double step_ns = common.dataset.is_object() ? common.dataset.value("step_seconds", 0.0) * 1e9 : 0;
  common.scenarios = concrete_scenarios(suite, step_ns / 1e9);
  const std::vector<CandidateName> names = candidates_of(suite);
  common.candidates.resize(names.size());
  for (const Architecture& architecture : suite.architectures)
    common.tunings[architecture.id()] = tuning_of(architecture, suite, journal);
  in_parallel(names.size(), [&](std::size_t i) {
    common.candidates[i] =
        gather_quality(names[i], suite, journal, trainings, common.tunings.at(names[i].architecture.id()));
    common.candidates[i].delay_steps = names[i].architecture.output_delay;
    common.candidates[i].delay_ns = static_cast<double>(names[i].architecture.output_delay) * step_ns;
  });
  const std::string own = environment.is_object() ? environment.value("class", "") : "";
  const std::vector<std::string> hosts = hosts_of(journal, own);
  std::vector<Evidence> all(hosts.size() - 1, common);
  all.push_back(std::move(common));
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const std::string& host = hosts[i];
    Evidence& evidence = all[i];
    const RecordHead* known = journal.newest("host", host);
    evidence.environment = host == own ? environment : Json{{"class", host}, {"warnings", Json::array()}};
    use_if_ok(evidence, journal, known, [&](const Json& result) {
      check_environment(result);
      evidence.environment = result;
    });
    const auto find = [&](const std::string& kind, const std::string& subject) {
      if (kind == "limits") return journal.newest(kind, host);
      return kind == "cost" ? cost_on(journal, subject, host, own) : journal.newest(kind, subject, host);
    };
    add_host_figures(evidence, find, journal, trainings);
  }
  return all;
}

}  // namespace gatewise
