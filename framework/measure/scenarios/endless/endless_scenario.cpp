#include "measure/scenarios/endless/endless_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/largest.hpp"
#include "base/own_file.hpp"
#include "base/packed_doubles.hpp"
#include "base/toml_quantity.hpp"
#include "measure/scenarios/endless/endless.hpp"

namespace gatewise {
namespace {

class EndlessPlayer final : public Player {
 public:
  explicit EndlessPlayer(const Json& request) {
    const Json& asked = request.at(EndlessTerms::scenario);
    terms_ = {asked.at("steps"), asked.at("deadline_ns")};
  }

  Json play_once(Stage& stage) override {
    const std::vector<double> expected = oracle_answers(stage);
    return play_endless(*stage.model, *stage.played, terms_, expected,
                        [&](double done) { stage.progress(0.5 + done / 2, "a stream without an end"); });
  }

 private:
  /// What another child has kept; empty where there is nothing, or not as many finite numbers as are asked for.
  static std::optional<std::vector<double>> kept_answers(const OwnFile& file, std::int64_t outputs) {
    if (!file.exists()) return std::nullopt;
    try {
      std::vector<double> answers = unpack_doubles(parse_json(file.read()).get<std::string>());
      const bool finite =
          std::all_of(answers.begin(), answers.end(), [](double value) { return std::isfinite(value); });
      if (finite && static_cast<std::int64_t>(answers.size()) == endless_parts * endless_samples * outputs)
        return answers;
    } catch (const std::exception&) {
      // the oracle answers once more
    }
    return std::nullopt;
  }

  /// The first child of an architecture has the oracle answer, the others read what it has kept.
  std::vector<double> oracle_answers(Stage& stage) const {
    const OwnFile file = OwnFile::in_folder(stage.oracle_file);
    if (std::optional<std::vector<double>> kept = kept_answers(file, stage.shape->outputs)) return *std::move(kept);
    std::vector<double> answers = endless_oracle(*stage.shape, *stage.weights, *stage.played, terms_.steps,
                                                 [&](double done) { stage.progress(done / 2, "the oracle answers"); });
    file.write_atomically(Json(pack_doubles(answers)).dump());
    return answers;
  }

  EndlessTerms terms_;
};

class Endless final : public Scenario {
 public:
  Endless() : Scenario(facts_of()) {}

  std::vector<TermKey> keys() const override {
    return {{"steps", "1000000", "length of the stream"},
            {"deadline", "none", "maximum time of a step, without waiting"}};
  }

  void read_terms(TomlTable& scenarios_table, Scenarios& scenarios) const override {
    TomlTable table = scenarios_table.table(facts().name);
    EndlessTerms& terms = scenarios.of<EndlessTerms>();
    terms.steps = table.integer("steps", terms.steps, endless_parts * endless_samples, largest_steps);
    terms.deadline_ns = read_time(table, "deadline", 0);
    table.finish();
  }

  void add_request(const Scenarios& scenarios, Json& request) const override {
    if (!scenarios.has(name())) return;
    const EndlessTerms& terms = scenarios.of<EndlessTerms>();
    request[name()] = {{"steps", terms.steps}, {"deadline_ns", terms.deadline_ns}};
  }

  double once_seconds(const StepCost& cost, const Scenarios& scenarios) const override {
    return cost.step_seconds * static_cast<double>(scenarios.of<EndlessTerms>().steps);
  }

  std::unique_ptr<Player> make_player(const Json& request) const override {
    return std::make_unique<EndlessPlayer>(request);
  }

  std::vector<ScenarioPath> paths() const override {
    return {{"latency", "missed", Unit::none, Better::less, FigureKind::tail, "missed"},
            {"latency", "slow_down", Unit::none, Better::less, FigureKind::middle, "slow_down"},
            {"memory", "growth", Unit::bytes, Better::less, FigureKind::count, "growth_bytes"}};
  }

  void read(const Json& result, const Scenarios& /*scenarios*/, ScenarioFigures& figures) const override {
    if (!result.contains(name())) return;
    const auto played = result.at(name()).get<EndlessResult>();
    LatencyFigure latency;
    for (const Histogram& part : played.parts) latency.add(part);
    figures.series["latency.endless.missed"] = {static_cast<double>(played.missed) /
                                                static_cast<double>(latency.samples)};
    figures.series["latency.endless.slow_down"] = {played.slow_down()};
    if (played.resident_growth_bytes)
      figures.series["memory.growth"] = {static_cast<double>(*played.resident_growth_bytes)};
    figures.latency[name()] = std::move(latency);
    figures.found[name()] = played;
  }

  double deadline_ns(const Scenarios& scenarios) const override { return scenarios.of<EndlessTerms>().deadline_ns; }

  void add_reasons(const ScenarioFigures& figures, const Scenarios& /*scenarios*/, Reasons& reasons) const override {
    constexpr double grown = 4;  // times the first part's
    const EndlessResult& played = *figures.finding<EndlessResult>();
    if (played.not_finite > 0)
      reasons.invalid.push_back(fmt::format("{} sampled answers hold a value that is no number", played.not_finite));
    const double first = played.nmse.front();
    const double last = played.nmse.back();
    if (last <= grown * std::max(first, 1e-12)) return;
    reasons.indicative.push_back(fmt::format(
        "its outputs drift from the oracle's: squared differences of {:.2g} in the last tenth of the stream, "
        "{:.2g} in the first; reset the state now and then",
        last, first));
  }

  std::string terms_text(const Scenarios& /*scenarios*/) const override { return "one stream without a reset"; }

  void add_shown(const Scenarios& /*scenarios*/, const ScenarioFigures& figures, Json& entry) const override {
    const auto* played = figures.finding<EndlessResult>();
    entry["nmse"] = played != nullptr ? Json(played->nmse) : Json(nullptr);
  }

  std::vector<ShownColumn> columns() const override {
    return {p50_column,
            p999_column,
            missed_column,
            {"slow-down", "slow_down", Shown::number, "the last part's median over the first's"},
            {"nmse", "nmse", Shown::last, "squared differences from the oracle in the stream's last part"},
            {"growth", "growth_bytes", Shown::bytes, "of the process, from the stream's first part to its last"}};
  }

 private:
  static ScenarioFacts facts_of() {
    ScenarioFacts facts{EndlessTerms::scenario,
                        "soak test: one stream without a reset, beside the equations in double precision"};
    facts.plays_once = true;
    facts.blocks_compare = false;
    facts.waits_for_periods = false;
    facts.has_floor = false;
    return facts;
  }
};

}  // namespace

const Scenario& endless_scenario() {
  static const Endless scenario;
  return scenario;
}

}  // namespace gatewise
