#include "reports/json/report_json.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "measure/scenarios/registry.hpp"
#include "reports/json/fairness_json.hpp"
#include "reports/json/training_json.hpp"
#include "select/bound_share.hpp"
#include "select/figure.hpp"
#include "select/notes.hpp"
#include "select/reserve.hpp"
#include "select/step_account.hpp"
#include "select/verdict.hpp"
#include "suite/scenario_terms.hpp"

namespace gatewise {
namespace {

std::string host_id(std::size_t index) { return fmt::format("h{}", index + 1); }

OrderedJson iv(const Interval& interval) {
  if (!interval.is_known())
    return {{"value", interval.value}, {"low", nullptr}, {"high", nullptr}, {"unknown", interval.unknown}};
  return {{"value", interval.value}, {"low", interval.low}, {"high", interval.high}};
}

template <class T>
OrderedJson or_null(const std::optional<T>& value) {
  return value ? OrderedJson(*value) : OrderedJson(nullptr);
}

/// A count.
OrderedJson whole_or_null(const std::optional<double>& value) {
  return value ? OrderedJson(static_cast<std::int64_t>(*value)) : OrderedJson(nullptr);
}

OrderedJson field(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? OrderedJson(object.at(key)) : OrderedJson(nullptr);
}

const char* better_name(Better better) { return better == Better::more ? "max" : "min"; }

/// The recipe's score, and below it that of the training which ships.
OrderedJson score_json(const Score& score, const QualitySample& sample, const Candidate& candidate,
                       const Evidence& evidence) {
  OrderedJson json = iv(score.recipe);
  json["artifact"] = iv(score.artifact);
  json["artifact"]["seed"] = evidence.suite.seeds.at(candidate.artifact.training);
  json["by_seed"] = sample.by_seed;
  return json;
}

OrderedJson quality_json(const Candidate& candidate, const Evidence& evidence) {
  OrderedJson all = OrderedJson::object();
  for (const auto& [name, figure] : candidate.quality) {
    OrderedJson one = score_json(figure.test_score, figure.test, candidate, evidence);
    const auto floor = evidence.floors.find(name);
    one["floor"] = floor == evidence.floors.end() ? OrderedJson(nullptr) : OrderedJson(floor->second.test);
    one["floor_name"] = floor == evidence.floors.end() ? OrderedJson(nullptr) : OrderedJson(floor->second.name);
    one["better"] = better_name(figure.better);
    one["primary"] = name == evidence.suite.metric;
    one["mode"] = candidate.mode;
    all[name] = one;
  }
  return all;
}

OrderedJson validation_json(const Candidate& candidate, const Evidence& evidence) {
  OrderedJson all = OrderedJson::object();
  for (const auto& [name, figure] : candidate.quality)
    all[name] = score_json(figure.validation_score, figure.validation, candidate, evidence);
  return all;
}

OrderedJson memory_json(const Candidate& candidate) {
  OrderedJson memory;
  for (const char* kind : {"weights", "state", "scratch", "total", "observed", "peak_rss"})
    memory[fmt::format("{}_bytes", kind)] = whole_or_null(candidate.value_of(fmt::format("memory.{}", kind)));
  memory["file_bytes"] = whole_or_null(candidate.file_bytes);
  memory["allocations_per_step"] = or_null(candidate.value_of("memory.allocations_per_step"));
  memory["streams_per_gib"] = or_null(candidate.value_of("memory.streams_per_gib"));
  const std::string complaint = memory_complaint(candidate);
  memory["complaint"] = complaint.empty() ? OrderedJson(nullptr) : OrderedJson(complaint);
  return memory;
}

OrderedJson parity_json(const Candidate& candidate) {
  if (!candidate.parity) return nullptr;
  return {{"max_abs", candidate.parity->max_abs},
          {"nmse", candidate.parity->nmse},
          {"allowed", candidate.parity->allowed},
          {"allowed_nmse", candidate.parity->allowed_nmse}};
}

OrderedJson candidate_json(const Candidate& candidate, const Evidence& evidence) {
  const Architecture& architecture = candidate.name.architecture;
  const Verdict verdict = quality_verdict(candidate, evidence);
  return {{"id", candidate.id},
          {"family", architecture.family},
          {"hidden", architecture.hidden},
          {"layers", architecture.layers},
          {"direction", architecture.bidirectional ? "bidirectional" : "forward"},
          {"embedding", architecture.embedding},
          {"output_delay", architecture.output_delay},
          {"delay_seconds", candidate.delay_ns > 0 ? OrderedJson(candidate.delay_ns / 1e9) : OrderedJson(nullptr)},
          {"plugin", candidate.name.backend.plugin},
          {"precision", candidate.name.backend.precision},
          {"implementation", field(candidate.cell, "implementation")},
          {"effective_precision", field(candidate.cell, "precision")},
          {"isa", field(candidate.cell, "isa")},
          {"threads", field(candidate.cell, "threads")},
          {"lengths", field(candidate.cell, "lengths")},
          {"approximate", field(candidate.cell, "approximate")},
          {"library_version", field(candidate.plugin, "library")},
          {"plugin_version", field(candidate.plugin, "version")},
          {"plugin_sha256", field(candidate.plugin, "sha256")},
          {"parameters", or_null(candidate.parameters)},
          {"status", candidate.status},
          {"stage", candidate.stage.empty() ? OrderedJson(nullptr) : OrderedJson(candidate.stage)},
          {"reason", candidate.reason.empty() ? OrderedJson(nullptr) : OrderedJson(candidate.reason)},
          {"parity", parity_json(candidate)},
          {"quality", quality_json(candidate, evidence)},
          {"quality_verdict", {{"verdict", verdict.name}, {"reasons", verdict.reasons}}},
          {"validation", validation_json(candidate, evidence)},
          {"retries", candidate.retries},
          {"tuning", tuning_json(architecture, evidence)},
          {"prepare_ns", or_null(candidate.value_of("latency.cold.prepare"))},
          {"memory", memory_json(candidate)},
          {"subnormals", candidate.subnormals ? OrderedJson(Json(*candidate.subnormals)) : OrderedJson(nullptr)}};
}

/// A cost-only suite's own lengths of one problem; the suite's [[shapes]] stand aside.
std::string problem_options(const Suite& suite, const Architecture& problem) {
  if (suite.task != Task::cost_only) return "";
  std::string options = fmt::format(" --set 'shapes=[]' --set 'architectures.input=[{}]'", problem.input);
  if (problem.steps > 0) options += fmt::format(" --set 'architectures.steps=[{}]'", problem.steps);
  if (problem.lanes > 0) options += fmt::format(" --set 'architectures.batch=[{}]'", problem.lanes);
  return options;
}

/// The command that measures this candidate alone.
std::string reproduce_command(const Candidate& candidate, const Evidence& evidence) {
  const Architecture& a = candidate.name.architecture;
  return fmt::format(
      "gatewise run {} --set 'architectures.families=[\"{}\"]' --set 'architectures.hidden=[{}]' --set "
      "'architectures.layers=[{}]' --set "
      "'architectures.direction=[\"{}\"]'{}{} --set 'backends.use=[\"{}\"]'",
      evidence.suite_argument, a.family, a.hidden, a.layers, a.bidirectional ? "bidirectional" : "forward",
      answers_every_step(evidence.suite.task) && !a.bidirectional
          ? fmt::format(" --set 'architectures.output_delay=[{}]'", a.output_delay)
          : "",
      problem_options(evidence.suite, a), candidate.name.backend.name());
}

/// What stands in the entries of all scenarios.
OrderedJson scenario_json(const Candidate& candidate, const std::string& host, const char* scenario,
                          std::int64_t samples) {
  return {{"candidate", candidate.id}, {"host", host}, {"scenario", scenario}, {"samples", samples}};
}

OrderedJson figure_json(const Candidate& candidate, const Evidence& evidence, const std::string& path) {
  const std::optional<Interval> figure = figure_of(candidate, parse_metric_path(path, evidence.suite.task));
  return figure ? iv(*figure) : OrderedJson(nullptr);
}

/// `bytes` in `ns` is what the limits' bandwidths are compared with by hand.
OrderedJson bound_json(const std::optional<BoundShare>& share, const Candidate& candidate) {
  if (!share) return nullptr;
  OrderedJson json{{"ns", share->bound.ns}, {"by", share->bound.by}, {"fraction", share->fraction.value}};
  json["fraction_interval"] = iv(share->fraction);
  json["bytes"] = candidate.step_bytes;
  json["pass_ns"] = or_null(candidate.pass_ns);
  return json;
}

void close_measurement(OrderedJson& json, const OrderedJson& bound, const Verdict& verdict,
                       const std::vector<std::string>& notes, const std::string& reproduce) {
  json["bound"] = bound;
  json["verdict"] = verdict.name;
  json["reasons"] = verdict.reasons;
  json["notes"] = notes;
  json["reproduce"] = reproduce;
}

/// The candidate's throughput with a batching strategy; null where it was not measured so.
const OfflineFigure* offline_figure(const Candidate& candidate, const std::string& batching) {
  const auto found = std::find_if(candidate.offline.begin(), candidate.offline.end(),
                                  [&](const OfflineFigure& figure) { return figure.batching == batching; });
  return found == candidate.offline.end() ? nullptr : &*found;
}

/// Per real step.
OrderedJson offline_parts_json(const OfflineFigure& offline) {
  const std::optional<OfflineStep> step = offline_step(offline);
  if (!step) return nullptr;
  return {{"load_ns", step->load_ns}, {"cells_ns", step->cells_ns}, {"head_ns", step->head_ns}};
}

/// With one batching strategy; `figure` is null where the candidate was not measured so.
OrderedJson offline_json(const Candidate& candidate, const Batching& batching, const OfflineFigure* figure,
                         const Evidence& evidence, const std::string& host) {
  const auto blocks = figure != nullptr ? static_cast<std::int64_t>(figure->steps_per_second.size()) : 0;
  const std::int64_t lanes = batchings_for({batching}, candidate.name.architecture).front().lanes();
  OrderedJson json = scenario_json(candidate, host, OfflineTerms::scenario, blocks);
  Scenarios played;
  played.of<OfflineTerms>().batchings = {batching};
  json["terms"] = find_scenario(OfflineTerms::scenario).terms_text(played);
  for (const char* key : {"p50_ns", "p90_ns", "p99_ns", "p999_ns", "max_ns", "cell_p50_ns"}) json[key] = nullptr;
  json["steps_per_second"] = figure != nullptr ? iv(mean_interval(figure->steps_per_second)) : nullptr;
  json["sequences_per_second"] = figure != nullptr ? iv(mean_interval(figure->sequences_per_second)) : nullptr;
  json["batching"] = batching.strategy;
  json["padded_share"] = figure != nullptr ? OrderedJson(figure->padded_share) : OrderedJson(nullptr);
  json["batch_size"] = lanes;
  json["parts"] = figure != nullptr ? offline_parts_json(*figure) : OrderedJson(nullptr);
  std::optional<BoundShare> share;
  if (figure != nullptr) {
    std::vector<double> block_ns;
    for (const double rate : figure->steps_per_second) block_ns.push_back(1e9 / rate);
    share = bound_share(candidate, evidence, 1e9 / mean_interval(figure->steps_per_second).value, block_ns,
                        static_cast<double>(lanes));
  }
  close_measurement(json, bound_json(share, candidate), throughput_verdict(candidate, figure, evidence),
                    figure != nullptr ? throughput_notes(candidate, *figure) : std::vector<std::string>(),
                    reproduce_command(candidate, evidence));
  return json;
}

/// What a fresh measurement of a finalist said; null where there was none.
OrderedJson confirmed_json(const Candidate& candidate, const std::string& scenario, const Evidence& evidence) {
  if (!candidate.confirmed || candidate.confirmed->latency_in(scenario) == nullptr) return nullptr;
  return {{"p50_ns", figure_json(*candidate.confirmed, evidence, fmt::format("latency.{}.p50", scenario))},
          {"p99_ns", figure_json(*candidate.confirmed, evidence, fmt::format("latency.{}.p99", scenario))}};
}

/// A step's parts, which add up.
OrderedJson parts_json(const Candidate& candidate, const Evidence& evidence) {
  const std::optional<StepAccount> account = step_account(candidate, evidence);
  if (!account) return nullptr;
  return {{"step_ns", iv(account->step)}, {"embedding_ns", iv(account->embedding)},
          {"cell_ns", iv(account->cell)}, {"head_ns", iv(account->head)},
          {"rest_ns", iv(account->rest)}, {"residual_ns", iv(account->residual)}};
}

/// Where p50 comes from, what the cells alone take, and what the clock can't see.
void add_middle(OrderedJson& json, const Candidate& candidate, const LatencyFigure& latency,
                const std::string& scenario, const Evidence& evidence) {
  const std::optional<Interval> cell = latency.cell_middle();
  json["cell_p50_ns"] = cell ? iv(*cell) : OrderedJson(nullptr);
  json["mean_ns"] = figure_json(candidate, evidence, fmt::format("latency.{}.mean", scenario));
  json["calls_a_chain"] = latency.has_chains() ? OrderedJson(latency.step_chains.front().calls) : OrderedJson(nullptr);
  json["clock_limited"] = clock_limited(candidate, scenario);
  json["parts"] = latency.parts.empty() ? OrderedJson(nullptr) : parts_json(candidate, evidence);
}

OrderedJson latency_bound(const Candidate& candidate, const Scenario& scenario, const Evidence& evidence) {
  const LatencyFigure* latency = candidate.latency_in(scenario.name());
  if (latency == nullptr || !scenario.facts().has_bound) return nullptr;
  const double steps = scenario.steps_a_call(evidence.scenarios);
  std::vector<double> block_ns = latency->block_middles();
  for (double& ns : block_ns) ns /= steps;
  return bound_json(bound_share(candidate, evidence, latency->middle().value / steps, block_ns), candidate);
}

/// What else a scenario says: its terms, and its own metric paths.
void add_own(OrderedJson& json, const Candidate& candidate, const Scenario& scenario, const Evidence& evidence) {
  for (const ScenarioPath& path : scenario.paths()) {
    if (path.key[0] != '\0') json[path.key] = figure_json(candidate, evidence, path_text(scenario, path));
  }
  Json shown = Json::object();
  scenario.add_shown(evidence.scenarios, candidate, shown);
  for (const auto& [key, value] : shown.items()) json[key] = OrderedJson(value);
  json["terms"] = scenario.terms_text(evidence.scenarios);
}

OrderedJson latency_json(const Candidate& candidate, const Scenario& kind, const Evidence& evidence,
                         const std::string& host) {
  const std::string scenario = kind.name();
  const LatencyFigure* latency = candidate.latency_in(scenario);
  OrderedJson json =
      scenario_json(candidate, host, scenario.c_str(), latency != nullptr ? latency->samples : std::int64_t{0});
  json["cell_p50_ns"] = nullptr;
  for (const char* percentile : {"p50", "p90", "p99", "p999"})
    json[fmt::format("{}_ns", percentile)] =
        figure_json(candidate, evidence, fmt::format("latency.{}.{}", scenario, percentile));
  const OrderedJson max = figure_json(candidate, evidence, fmt::format("latency.{}.max", scenario));
  json["max_ns"] = max.is_null() ? max : max.at("value");
  if (latency != nullptr) add_middle(json, candidate, *latency, scenario, evidence);
  add_own(json, candidate, kind, evidence);
  json["confirmed"] = confirmed_json(candidate, scenario, evidence);
  close_measurement(json, latency_bound(candidate, kind, evidence), latency_verdict(candidate, scenario, evidence),
                    latency_notes(candidate, scenario), reproduce_command(candidate, evidence));
  return json;
}

OrderedJson violation_json(const LimitFit& violation) {
  return {{"metric", violation.metric},
          {"limit", violation.limit},
          {"value", violation.value ? iv(*violation.value) : OrderedJson(nullptr)},
          {"fit", fit_name(violation.fit)}};
}

OrderedJson kept_json(const LimitFit& kept) {
  return {{"metric", kept.metric},
          {"limit", kept.limit},
          {"value", iv(*kept.value)},
          {"reserve", kept.reserve},
          {"spare", kept.spare}};
}

OrderedJson tie_json(Tie tie) {
  if (tie == Tie::none) return nullptr;
  return tie == Tie::chance ? "interval" : "indifference";
}

OrderedJson place_json(const Place& place) {
  OrderedJson json{{"candidate", place.candidate->id},
                   {"rank", place.rank},
                   {"fit", fit_name(place.fit.fit)},
                   {"violations", OrderedJson::array()},
                   {"kept", OrderedJson::array()}};
  for (const LimitFit& violation : place.fit.violations) json["violations"].push_back(violation_json(violation));
  for (const LimitFit& kept : place.fit.kept) json["kept"].push_back(kept_json(kept));
  json["tied_with"] = place.tied_with;
  json["ties"] = place.ties;
  json["ties_with_winner_by"] = tie_json(place.tie_with_first);
  json["why"] = place.why;
  return json;
}

OrderedJson ranking_json(const Ranking& ranking, const std::string& host) {
  OrderedJson json{{"budget", ranking.budget->name},
                   {"host", host},
                   {"winner", or_null(ranking.winner)},
                   {"prefer", ranking.budget->prefer.text},
                   {"indifference", ranking.budget->indifference},
                   {"limits", OrderedJson::array()},
                   {"pareto", ranking.pareto},
                   {"why", ranking.why},
                   {"order", OrderedJson::array()},
                   {"relax", OrderedJson::array()}};
  for (const Limit& limit : ranking.budget->limits) {
    json["limits"].push_back({{"metric", limit.metric.text},
                              {limit.is_max ? "max" : "min", limit.value},
                              {"reserve", reserve_of(limit.metric, *ranking.budget)}});
  }
  for (const Place& place : ranking.order) json["order"].push_back(place_json(place));
  for (const Relaxation& relaxation : ranking.relax) {
    json["relax"].push_back({{"metric", relaxation.metric},
                             {"limit", relaxation.limit},
                             {"needed", relaxation.needed},
                             {"would_admit", relaxation.would_admit}});
  }
  return json;
}

OrderedJson streaming_floor(const Evidence& evidence) {
  const auto found = evidence.harness_floors.find("streaming");
  return found == evidence.harness_floors.end() ? OrderedJson(nullptr) : OrderedJson(found->second);
}

OrderedJson limits_json(const Evidence& evidence) {
  return evidence.limits ? OrderedJson(Json(*evidence.limits)) : OrderedJson(nullptr);
}

OrderedJson host_json(const Evidence& evidence, const std::string& host) {
  return {{"id", host},
          {"class", field(evidence.environment, "class")},
          {"cpu", field(evidence.environment, "cpu")},
          {"isa", field(evidence.environment, "isa")},
          {"caches", field(evidence.environment, "caches")},
          {"pinned", field(evidence.environment, "pinned")},
          {"warnings", field(evidence.environment, "warnings")},
          {"harness_floor_ns", streaming_floor(evidence)},
          {"harness_floors_ns", evidence.harness_floors},
          {"clock_ns", or_null(evidence.clock_ns)},
          {"clock_tick_ns", or_null(evidence.tick_ns)},
          {"limits", limits_json(evidence)}};
}

/// The candidate as the first host that it passed on saw it, one that has measured it before one that has not: its
/// implementation, memory and scores.
const Candidate& best_view(const std::vector<HostView>& hosts, std::size_t index) {
  const Candidate* best = &hosts.front().evidence->candidates[index];
  const auto merit = [](const Candidate& candidate) {
    return (candidate.status == "passed" ? 2 : 0) + (candidate.cell.is_null() ? 0 : 1);
  };
  for (const HostView& host : hosts) {
    const Candidate& candidate = host.evidence->candidates[index];
    if (merit(candidate) > merit(*best)) best = &candidate;
  }
  return *best;
}

void add_offline(OrderedJson& report, const Candidate& candidate, const Evidence& evidence, const std::string& host) {
  for (const Batching& batching : evidence.suite.scenarios.of<OfflineTerms>().batchings) {
    report["measurements"].push_back(
        offline_json(candidate, batching, offline_figure(candidate, batching.strategy), evidence, host));
  }
}

void add_measurements(OrderedJson& report, const Evidence& evidence, const std::string& host) {
  for (const Candidate& candidate : evidence.candidates) {
    for (const Scenario* scenario : scenarios_in(evidence.suite.scenarios.use)) {
      if (scenario->facts().has_latency)
        report["measurements"].push_back(latency_json(candidate, *scenario, evidence, host));
      else
        add_offline(report, candidate, evidence, host);
    }
  }
}

/// What is written of each scenario, and how: terminal, Markdown and page render their tables from this.
OrderedJson shown_json(const Suite& suite) {
  OrderedJson all = OrderedJson::object();
  for (const Scenario* scenario : scenarios_in(suite.scenarios.use)) {
    OrderedJson columns = OrderedJson::array();
    for (const ShownColumn& column : scenario->columns()) {
      columns.push_back({{"name", column.name},
                         {"key", column.key},
                         {"shown", shown_name(column.shown)},
                         {"explanation", column.explanation}});
    }
    all[scenario->name()] = {{"sentence", scenario->facts().sentence}, {"columns", columns}};
  }
  return {{"scenarios", all}};
}

/// Once for an architecture: its candidates share the training.
void add_retries(const Evidence& evidence, std::vector<std::string>& warnings) {
  for (const Candidate& candidate : evidence.candidates) {
    for (const std::string& retry : candidate.retries) {
      const std::string line = fmt::format("{}: {}", candidate.name.architecture.id(), retry);
      if (std::find(warnings.begin(), warnings.end(), line) == warnings.end()) warnings.push_back(line);
    }
  }
}

}  // namespace

OrderedJson make_report(const std::vector<HostView>& hosts, const std::vector<std::string>& complaints) {
  const Evidence& evidence = *hosts.front().evidence;
  std::vector<std::string> warnings = complaints;
  add_retries(evidence, warnings);
  OrderedJson dataset = evidence.dataset.is_object() ? OrderedJson(evidence.dataset) : OrderedJson(nullptr);
  if (dataset.is_object()) dataset.erase("floors");  // they stand beside each score
  OrderedJson report{{"schema", "gatewise.report/1"},
                     {"program", GATEWISE_VERSION},
                     {"suite",
                      {{"name", evidence.suite.name},
                       {"title", evidence.suite.title},
                       {"sha256", sha256_of_file(evidence.suite.file)},
                       {"task", task_name(evidence.suite.task)},
                       {"metric", evidence.suite.metric},
                       {"scenarios", evidence.suite.scenarios.use},
                       {"seeds", evidence.suite.seeds}}},
                     {"shown", shown_json(evidence.suite)},
                     {"sizes", sizes_json(evidence.suite)},
                     {"dataset", dataset},
                     {"hosts", OrderedJson::array()},
                     {"candidates", OrderedJson::array()},
                     {"trainings", trainings_json(evidence)},
                     {"measurements", OrderedJson::array()},
                     {"rankings", OrderedJson::array()},
                     {"warnings", warnings}};
  for (std::size_t i = 0; i < evidence.candidates.size(); ++i)
    report["candidates"].push_back(candidate_json(best_view(hosts, i), evidence));
  for (std::size_t h = 0; h < hosts.size(); ++h) {
    report["hosts"].push_back(host_json(*hosts[h].evidence, host_id(h)));
    add_measurements(report, *hosts[h].evidence, host_id(h));
    for (const Ranking& ranking : hosts[h].rankings) report["rankings"].push_back(ranking_json(ranking, host_id(h)));
  }
  return report;
}

}  // namespace gatewise
