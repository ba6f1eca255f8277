#include "measure/scenarios/cold/cold_scenario.hpp"

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "measure/scenarios/cold/cold.hpp"

namespace gatewise {
namespace {

constexpr double flush_seconds = 0.01;
constexpr std::int64_t most_samples = 10'000;

class ColdPlayer final : public Player {
 public:
  explicit ColdPlayer(const Json& request) : samples_(request.at("cold_samples")) {}

  void play(Stage& stage, const BlockTurn& turn, Json& block) override {
    block[ColdTerms::scenario] =
        play_cold(*stage.model, *stage.played, stage.first(turn.index), samples_, stage.evictor());
  }

 private:
  std::int64_t samples_;
};

class Cold final : public Scenario {
 public:
  Cold() : Scenario(facts_of()) {}

  std::vector<TermKey> keys() const override { return {{"samples", "8", "flushes per block"}}; }

  void read_terms(TomlTable& scenarios_table, Scenarios& scenarios) const override {
    TomlTable table = scenarios_table.table(facts().name);
    ColdTerms& terms = scenarios.of<ColdTerms>();
    terms.samples = table.integer("samples", terms.samples, 1, most_samples);
    table.finish();
  }

  void add_request(const Scenarios& scenarios, Json& request) const override {
    if (scenarios.has(name())) request["cold_samples"] = scenarios.of<ColdTerms>().samples;
  }

  double block_seconds(const StepCost& /*cost*/, const Scenarios& scenarios) const override {
    return flush_seconds * static_cast<double>(scenarios.of<ColdTerms>().samples);
  }

  std::unique_ptr<Player> make_player(const Json& request) const override {
    return std::make_unique<ColdPlayer>(request);
  }

  std::vector<ScenarioPath> paths() const override {
    return {{"latency", "prepare", Unit::nanoseconds, Better::less, FigureKind::tail, "prepare_ns"},
            {"latency", "first", Unit::nanoseconds, Better::less, FigureKind::tail, "first_step_ns"}};
  }

  void read(const Json& result, const Scenarios& /*scenarios*/, ScenarioFigures& figures) const override {
    LatencyFigure latency;
    std::vector<double> prepared;
    for (const Json& block : result.at("blocks")) {
      if (!block.contains(name())) continue;
      latency.add(block.at(name()).get<Histogram>());
      prepared.push_back(amount_at(block, "prepare_ns"));
    }
    if (latency.samples == 0) return;
    std::vector<double>& all = figures.series["latency.cold.prepare"];
    all.insert(all.end(), prepared.begin(), prepared.end());
    figures.series["latency.cold.first"] = {amount_at(result.at("ready"), "first_step_ns")};
    figures.latency[name()] = std::move(latency);
  }

  std::string terms_text(const Scenarios& /*scenarios*/) const override {
    return "the first step after the caches were flushed";
  }

  std::vector<ShownColumn> columns() const override {
    return {p50_column,
            max_column,
            {"prepare", "prepare_ns", Shown::nanoseconds, "time to repack the weights, once"},
            {"first step", "first_step_ns", Shown::nanoseconds, "the very first step of a process"}};
  }

 private:
  static ScenarioFacts facts_of() {
    ScenarioFacts facts{ColdTerms::scenario,
                        "cold start: the first step after the caches were flushed; `latency.cold.prepare` and `.first` "
                        "are what a starting program waits for"};
    facts.waits_for_periods = false;
    facts.highest_quantile = 0.9;  // flushing caches leaves few samples
    return facts;
  }
};

}  // namespace

const Scenario& cold_scenario() {
  static const Cold scenario;
  return scenario;
}

}  // namespace gatewise
