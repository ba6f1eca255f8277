#include "measure/scenarios/offline/offline_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/largest.hpp"
#include "data/batching_table.hpp"
#include "measure/parity/parity.hpp"
#include "measure/scenarios/offline/offline.hpp"

namespace gatewise {
namespace {

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

class OfflinePlayer final : public Player {
 public:
  explicit OfflinePlayer(const Json& request) : batchings_(request.at("batchings").get<std::vector<Batching>>()) {}

  void get_ready(Stage& stage, Json& ready) override {
    batches_ = named_batches(batchings_, *stage.played, stage.delay);
    for (const auto& [name, batches] : batches_) {
      ready["padded_share"][name] = padded_share(batches);
      ready["padding_error"][name] = prove_mask(*stage.model, batches, ready);
    }
  }

  void play(Stage& stage, const BlockTurn& turn, Json& block) override {
    Json& part = block[OfflineTerms::scenario];
    for (const auto& [name, batches] : batches_) {
      const OfflineBlock one = play_offline(
          *stage.model, batches, block_batches(batches, turn.index, stage.block_steps, stage.delay), stage.delay);
      part[name] = {{"sequences", one.sequences}, {"steps", one.steps}, {"ns", one.ns}, {"parts", one.parts}};
    }
  }

 private:
  std::vector<Batching> batchings_;
  NamedBatches batches_;
};

/// Records up to version 0.4 know one strategy, "bucket", and do not name it.
OfflineFigure read_figure(const Json& result, const std::string& batching) {
  OfflineFigure figure;
  figure.batching = batching;
  const Json padded = result.at("ready").value("padded_share", Json(nullptr));
  if (!padded.is_null())
    figure.padded_share =
        number_of(padded.is_number() ? padded : padded.value(batching, Json(0.0)), "padded_share", 0, 1);
  for (const Json& block : result.at("blocks")) {
    if (!block.contains(OfflineTerms::scenario)) continue;
    const Json& all = block.at(OfflineTerms::scenario);
    const bool unnamed = all.contains("ns") && batching == "bucket";
    if (!unnamed && !all.contains(batching)) continue;
    const Json& played = unnamed ? all : all.at(batching);
    const double seconds = number_at(played, "ns", 1) / 1e9;
    const std::int64_t steps = count_at(played, "steps");
    figure.steps += steps;
    if (played.contains("parts")) figure.parts.push_back(played.at("parts").get<OfflineParts>());
    figure.steps_per_second.push_back(static_cast<double>(steps) / seconds);
    figure.sequences_per_second.push_back(static_cast<double>(count_at(played, "sequences")) / seconds);
  }
  return figure;
}

class Offline final : public Scenario {
 public:
  Offline() : Scenario(facts_of()) {}

  std::vector<TermKey> keys() const override {
    return {{"batch", "32", "offline: sequences side by side"},
            {"batching", "`[\"bucket\"]`",
             "offline: strategies of [datasets.md](datasets.md#batching), each measured in every block; the first one "
             "ranks. `edges = [8, 16]` for `buckets`, `count = 8` for `auto_buckets`"}};
  }

  void read_terms(TomlTable& table, Scenarios& scenarios) const override {
    const std::int64_t size = table.integer("batch", Batching{}.size, 1, largest_lanes);
    scenarios.of<OfflineTerms>().batchings = read_batchings(table, size);
  }

  void add_request(const Scenarios& scenarios, Json& request) const override {
    request["batchings"] = scenarios.of<OfflineTerms>().batchings;
  }

  double block_seconds(const StepCost& cost, const Scenarios& scenarios) const override {
    return 1.5 * static_cast<double>(scenarios.of<OfflineTerms>().batchings.size()) *
           std::max(cost.block_steps_seconds, cost.batch_seconds);
  }

  std::unique_ptr<Player> make_player(const Json& request) const override {
    return std::make_unique<OfflinePlayer>(request);
  }

  std::vector<ScenarioPath> paths() const override {
    return {{"throughput", "steps_per_second", Unit::per_second, Better::more, FigureKind::rate, "steps_per_second"},
            {"throughput", "sequences_per_second", Unit::per_second, Better::more, FigureKind::rate,
             "sequences_per_second"}};
  }

  void read(const Json& result, const Scenarios& scenarios, ScenarioFigures& figures) const override {
    for (const Batching& batching : scenarios.of<OfflineTerms>().batchings) {
      OfflineFigure figure = read_figure(result, batching.strategy);
      if (!figure.steps_per_second.empty()) figures.offline.push_back(std::move(figure));
    }
  }

  std::string terms_text(const Scenarios& scenarios) const override {
    return "batching " + scenarios.of<OfflineTerms>().batchings.front().strategy;
  }

  std::vector<ShownColumn> columns() const override {
    return {{"steps/s", "steps_per_second", Shown::per_second, ""},
            {"sequences/s", "sequences_per_second", Shown::per_second, ""},
            {"padded", "padded_share", Shown::share, "share of the batches' steps that are padding"},
            bound_column,
            fraction_column};
  }

 private:
  static ScenarioFacts facts_of() {
    ScenarioFacts facts{OfflineTerms::scenario, "whole sequences side by side, in batches"};
    facts.has_latency = false;
    facts.streams = false;
    facts.has_floor = false;
    facts.has_bound = true;
    return facts;
  }
};

}  // namespace

NamedBatches named_batches(const std::vector<Batching>& batchings, const Sequences& played, std::int64_t delay) {
  NamedBatches batches;
  for (Batching batching : batchings) {
    for (std::int64_t& edge : batching.edges) edge += delay;  // edges are said of sequences without it
    batches.emplace_back(batching.strategy, offline_batches(played, batching));
  }
  return batches;
}

const Scenario& offline_scenario() {
  static const Offline scenario;
  return scenario;
}

}  // namespace gatewise
