#include "measure/scenarios/streaming/streaming_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "base/json.hpp"
#include "measure/scenarios/streaming/streaming.hpp"

namespace gatewise {
namespace {

class StreamingPlayer final : public Player {
 public:
  explicit StreamingPlayer(const Json& request) { terms_.chunk = request.at("chunk"); }

  void play(Stage& stage, const BlockTurn& turn, Json& block) override {
    terms_.seconds = stage.block_seconds;
    if (!chains_) chains_ = choose_chains(*stage.model, stage.longest(), stage.clock, terms_.chunk);
    const std::vector<std::size_t> sequences = block_sequences(stage.lengths, turn.index, stage.block_steps);
    const StreamingBlock played = play_block(*stage.model, *stage.played, sequences, terms_, *chains_, stage.clock);
    block.update({{"step", played.step}, {"step_chains", played.step_chains}});
    if (played.parts) block.update({{"cell_chains", played.cell_chains}, {"parts", *played.parts}});
  }

 private:
  StreamingTerms terms_;
  std::optional<ChainTerms> chains_;  // the same for all blocks
};

LatencyFigure read_blocks(const Json& blocks) {
  LatencyFigure latency;
  for (const Json& block : blocks) {
    if (!block.contains("step")) continue;
    latency.add(block.at("step").get<Histogram>());
    if (block.contains("cell")) latency.cell.push_back(block.at("cell").get<Histogram>());
    if (block.contains("step_chains")) latency.step_chains.push_back(block.at("step_chains").get<Chains>());
    if (block.contains("cell_chains")) latency.cell_chains.push_back(block.at("cell_chains").get<Chains>());
    if (block.contains("parts")) latency.parts.push_back(block.at("parts").get<StepParts>());
  }
  if (!latency.step_chains.empty() && !latency.has_chains())
    throw std::runtime_error("some blocks have chains of steps and others have none");
  return latency;
}

class Streaming final : public Scenario {
 public:
  Streaming() : Scenario(facts_of()) {}

  std::vector<TermKey> keys() const override {
    return {{"chunk", "1", "streaming: steps per call; a call's latency is that of all its steps"}};
  }

  void read_terms(TomlTable& table, Scenarios& scenarios) const override {
    scenarios.of<StreamingTerms>().chunk = table.integer("chunk", 1, 1, 4096);
  }

  void add_request(const Scenarios& scenarios, Json& request) const override {
    request["chunk"] = scenarios.of<StreamingTerms>().chunk;
  }

  double block_seconds(const StepCost& cost, const Scenarios& /*scenarios*/) const override {
    return std::min(2.0 * cost.block_steps_seconds, cost.most_block_seconds);
  }

  std::unique_ptr<Player> make_player(const Json& request) const override {
    return std::make_unique<StreamingPlayer>(request);
  }

  std::vector<ScenarioPath> paths() const override {
    return {{"latency", "delay", Unit::none, Better::less, FigureKind::exact, "", true},
            {"compute", "instructions_per_step", Unit::none, Better::less, FigureKind::count, "instructions"}};
  }

  void read(const Json& result, const Scenarios& /*scenarios*/, ScenarioFigures& figures) const override {
    LatencyFigure latency = read_blocks(result.at("blocks"));
    if (latency.samples == 0) return;
    figures.series["latency.streaming.delay"] = {static_cast<double>(figures.delay_steps)};
    figures.latency[name()] = std::move(latency);
  }

  double steps_a_call(const Scenarios& scenarios) const override {
    return static_cast<double>(scenarios.of<StreamingTerms>().chunk);
  }

  std::string terms_text(const Scenarios& scenarios) const override {
    const std::int64_t chunk = scenarios.of<StreamingTerms>().chunk;
    return chunk == 1 ? "step by step" : fmt::format("{} steps a call", chunk);
  }

  void add_shown(const Scenarios& scenarios, const ScenarioFigures& figures, Json& entry) const override {
    entry["delay_steps"] = figures.delay_steps;
    entry["delay_ns"] = figures.delay_ns > 0 ? Json(figures.delay_ns) : Json(nullptr);
    entry["chunk"] = scenarios.of<StreamingTerms>().chunk;
  }

  std::vector<ShownColumn> columns() const override {
    return {p50_column, p99_column, p999_column, bound_column, fraction_column};
  }

 private:
  static ScenarioFacts facts_of() {
    ScenarioFacts facts{StreamingTerms::scenario,
                        "one stream, step by step, with its state carried: the mode that ships"};
    facts.has_bound = true;
    return facts;
  }
};

}  // namespace

const Scenario& streaming_scenario() {
  static const Streaming scenario;
  return scenario;
}

}  // namespace gatewise
