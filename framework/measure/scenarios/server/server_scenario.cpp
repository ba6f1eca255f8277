#include "measure/scenarios/server/server_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/toml_quantity.hpp"
#include "measure/scenarios/period.hpp"
#include "measure/scenarios/server/server.hpp"

namespace gatewise {
namespace {

constexpr double traffic_seconds = 0.2;
constexpr double search_seconds = 2;

class ServerPlayer final : public Player {
 public:
  explicit ServerPlayer(const Json& request) : terms_(request.at(ServerTerms::scenario).get<ServerTerms>()) {}

  void play(Stage& stage, const BlockTurn& turn, Json& block) override {
    Server server(*stage.model, *stage.played, terms_);
    const std::int64_t streams =
        turn.carried.is_number() ? turn.carried.get<std::int64_t>() : find_streams(server, stage);
    Json& part = block[ServerTerms::scenario];
    part = {{"streams", streams}, {"next_streams", streams}};
    if (streams == 0) return;
    const ServerBlock played = server.play(streams, {}, 1'000'000 + static_cast<std::uint64_t>(turn.index));
    if (!turn.is_last) part["next_streams"] = next_streams(played);
    part.update(
        {{"latency", played.latency}, {"calls", played.calls}, {"ns", played.ns}, {"overloaded", played.overloaded}});
  }

 private:
  /// Short stretches of traffic, each with arrivals of its own. A number that failed is tried again twice: an
  /// interruption by the machine breaks a stretch of any number of streams.
  std::int64_t find_streams(Server& server, const Stage& stage) const {
    constexpr int tries = 3;
    const Stretch stretch{700, 20e6, 200e6};
    std::uint64_t seed = 1;
    return search_streams(16, server.most_streams(), [&](std::int64_t streams) {
      for (int i = 0; i < tries; ++i) {
        stage.progress(0, fmt::format("tries {} streams", streams));
        if (server.play(streams, stretch, seed++).keeps(terms_.budget_ns)) return true;
      }
      return false;
    });
  }

  /// The search's finding is confirmed by the blocks: after every third one those since the last change must keep the
  /// budget together, or a tenth of the streams is taken off.
  std::int64_t next_streams(const ServerBlock& block) {
    constexpr std::int64_t blocks_a_decision = 3;
    latency_.add(block.latency);
    if (++blocks_ % blocks_a_decision != 0) return block.streams;
    if (!block.overloaded && latency_.quantile(0.99) <= terms_.budget_ns) return block.streams;
    latency_ = {};
    blocks_ = 0;
    return std::max<std::int64_t>(1, block.streams - std::max<std::int64_t>(1, block.streams / 10));
  }

  ServerTerms terms_;
  Histogram latency_;  // of the blocks since the number of streams was changed
  std::int64_t blocks_ = 0;
};

class ServerScenario final : public Scenario {
 public:
  ServerScenario() : Scenario(facts_of()) {}

  std::vector<TermKey> keys() const override {
    return {{"period", "the dataset's", "mean time between two steps of a stream"},
            {"p99", "the period",
             "maximum p99 from arrival to answer; the largest number of streams that keeps it is searched, then "
             "confirmed block by block"},
            {"batch", "32", "maximum number of streams in one call"},
            {"memory", "`\"256MiB\"`", "maximum size of all streams' states together"}};
  }

  void read_terms(TomlTable& scenarios_table, Scenarios& scenarios) const override {
    TomlTable table = scenarios_table.table(facts().name);
    ServerTerms& terms = scenarios.of<ServerTerms>();
    terms.period_ns = read_time(table, "period", 0);
    terms.budget_ns = read_time(table, "p99", 0);
    terms.most_lanes = table.integer("batch", 32, 1, 1024);
    terms.memory_bytes = table.has("memory") ? static_cast<std::int64_t>(read_quantity(table, "memory", Unit::bytes))
                                             : std::int64_t{256} << 20;
    table.finish();
  }

  void complete_terms(Scenarios& scenarios, const TermsPlace& place) const override {
    constexpr double any = 1e18;  // many streams together have short gaps
    ServerTerms& terms = scenarios.of<ServerTerms>();
    terms.period_ns = period_of(place, name(), terms.period_ns, any);
    if (terms.budget_ns == 0) terms.budget_ns = terms.period_ns;
  }

  void add_request(const Scenarios& scenarios, Json& request) const override {
    if (scenarios.has(name())) request[name()] = scenarios.of<ServerTerms>();
  }

  double block_seconds(const StepCost& /*cost*/, const Scenarios& /*scenarios*/) const override {
    return traffic_seconds;
  }
  double once_seconds(const StepCost& /*cost*/, const Scenarios& /*scenarios*/) const override {
    return search_seconds;
  }

  std::unique_ptr<Player> make_player(const Json& request) const override {
    return std::make_unique<ServerPlayer>(request);
  }

  /// The number of streams that the next block is to have.
  Json carried(const Json& block) const override {
    return block.contains(name()) ? block.at(name()).at("next_streams") : Json(nullptr);
  }

  std::vector<ScenarioPath> paths() const override {
    return {{"throughput", "streams", Unit::none, Better::more, FigureKind::count, "streams"},
            {"throughput", "steps_per_second", Unit::per_second, Better::more, FigureKind::rate, "steps_per_second"}};
  }

  /// Reads the blocks at the number of streams that stood in the end.
  void read(const Json& result, const Scenarios& /*scenarios*/, ScenarioFigures& figures) const override {
    const Json& blocks = result.at("blocks");
    const Json* last = nullptr;
    for (const Json& block : blocks) {
      if (block.contains(name())) last = &block.at(name());
    }
    if (last == nullptr) return;
    LatencyFigure latency;
    const std::int64_t streams = count_at(*last, "next_streams");
    figures.series["throughput.server.streams"] = {static_cast<double>(streams)};
    for (const Json& block : blocks) {
      if (!block.contains(name()) || block.at(name()).at("streams") != streams || streams == 0) continue;
      const Json& played = block.at(name());
      latency.add(played.at("latency").get<Histogram>());
      figures.series["throughput.server.steps_per_second"].push_back(static_cast<double>(latency.step.back().count()) /
                                                                     number_at(played, "ns", 1) * 1e9);
    }
    if (latency.samples > 0) figures.latency[name()] = std::move(latency);
  }

  /// The number of streams was found by lowering it until p99 kept the budget: it must be seen to.
  void add_reasons(const ScenarioFigures& figures, const Scenarios& scenarios, Reasons& reasons) const override {
    const double budget_ns = scenarios.of<ServerTerms>().budget_ns;
    const Interval p99 = quantile_over_rounds(figures.latency_in(name())->step, 0.99);
    if (p99.high <= budget_ns) return;
    reasons.indicative.push_back(
        fmt::format("p99 {} [{}, {}] is not proven within {}; take fewer streams",
                    format_quantity(p99.value, Unit::nanoseconds), format_quantity(p99.low, Unit::nanoseconds),
                    format_quantity(p99.high, Unit::nanoseconds), format_quantity(budget_ns, Unit::nanoseconds)));
  }

  std::string terms_text(const Scenarios& scenarios) const override {
    const ServerTerms& terms = scenarios.of<ServerTerms>();
    return fmt::format("a stream steps every {}, p99 within {}", format_quantity(terms.period_ns, Unit::nanoseconds),
                       format_quantity(terms.budget_ns, Unit::nanoseconds));
  }

  void add_shown(const Scenarios& scenarios, const ScenarioFigures& /*figures*/, Json& entry) const override {
    const ServerTerms& terms = scenarios.of<ServerTerms>();
    entry["period_ns"] = terms.period_ns;
    entry["budget_ns"] = terms.budget_ns;
  }

  std::vector<ShownColumn> columns() const override {
    return {{"streams", "streams", Shown::count, "as many as kept the budget"},
            {"steps/s", "steps_per_second", Shown::per_second, ""},
            p50_column,
            p99_column};
  }

 private:
  static ScenarioFacts facts_of() {
    ScenarioFacts facts{
        ServerTerms::scenario,
        "many streams with states of their own, Poisson arrivals; one call answers all steps that have arrived"};
    facts.blocks_compare = false;  // they depend on what was kept before
    facts.has_floor = false;
    return facts;
  }
};

}  // namespace

const Scenario& server_scenario() {
  static const ServerScenario scenario;
  return scenario;
}

}  // namespace gatewise
