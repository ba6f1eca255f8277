#include "measure/scenarios/realtime/realtime_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/toml_quantity.hpp"
#include "measure/scenarios/period.hpp"
#include "measure/scenarios/realtime/realtime.hpp"

namespace gatewise {
namespace {

constexpr double longest_period_ns = 250e6;  // 12 blocks of 8 steps: half a minute a candidate
constexpr double arrivals_seconds = 1.0 / 3;

class RealtimePlayer final : public Player {
 public:
  explicit RealtimePlayer(const Json& request) : terms_(request.at(RealtimeTerms::scenario).get<RealtimeTerms>()) {}

  void play(Stage& stage, const BlockTurn& turn, Json& block) override {
    const std::int64_t steps = realtime_steps(terms_.period_ns, stage.block_steps);
    const PriorityScope priority(terms_.priority);
    const RealtimeBlock played = play_realtime(*stage.model, *stage.played, stage.first(turn.index), steps, terms_,
                                               terms_.evict ? &stage.evictor() : nullptr);
    block[RealtimeTerms::scenario] = {{"latency", played.latency},
                                      {"missed", played.missed},
                                      {"jitter_ns", played.jitter_ns},
                                      {"priority_refused", priority.refusal()}};
  }

 private:
  RealtimeTerms terms_;
};

class Realtime final : public Scenario {
 public:
  Realtime() : Scenario(facts_of()) {}

  std::vector<TermKey> keys() const override {
    return {{"period", "the dataset's", "`\"10ms\"`; at most 250 ms"},
            {"deadline", "the period", "later answers miss it: `latency.realtime.missed` is their share"},
            {"evict", "false", "other work's memory traffic until shortly before each arrival, as in deployment"},
            {"wait", "`\"sleep\"`", "or `\"spin\"`: with `\"sleep\"`, waking up is part of the latency"},
            {"priority", "`\"normal\"`",
             "`\"realtime\"` asks for SCHED_FIFO; where it is refused the numbers are INDICATIVE"}};
  }

  void read_terms(TomlTable& scenarios_table, Scenarios& scenarios) const override {
    TomlTable table = scenarios_table.table(facts().name);
    RealtimeTerms& terms = scenarios.of<RealtimeTerms>();
    terms.period_ns = read_time(table, "period", 0);
    terms.deadline_ns = read_time(table, "deadline", 0);
    terms.evict = table.boolean("evict", terms.evict);
    terms.sleeps = table.choice("wait", "sleep", {"sleep", "spin"}) == "sleep";
    terms.priority = table.choice("priority", "normal", {"normal", "realtime"}) == "realtime";
    table.finish();
  }

  void complete_terms(Scenarios& scenarios, const TermsPlace& place) const override {
    RealtimeTerms& terms = scenarios.of<RealtimeTerms>();
    terms.period_ns = period_of(place, name(), terms.period_ns, longest_period_ns);
    if (terms.deadline_ns == 0) terms.deadline_ns = terms.period_ns;
  }

  void add_request(const Scenarios& scenarios, Json& request) const override {
    if (scenarios.has(name())) request[name()] = scenarios.of<RealtimeTerms>();
  }

  double block_seconds(const StepCost& /*cost*/, const Scenarios& /*scenarios*/) const override {
    return arrivals_seconds;
  }

  std::unique_ptr<Player> make_player(const Json& request) const override {
    return std::make_unique<RealtimePlayer>(request);
  }

  std::vector<ScenarioPath> paths() const override {
    return {{"latency", "jitter", Unit::nanoseconds, Better::less, FigureKind::tail, "jitter_ns"},
            {"latency", "missed", Unit::none, Better::less, FigureKind::tail, "missed"}};
  }

  void read(const Json& result, const Scenarios& /*scenarios*/, ScenarioFigures& figures) const override {
    LatencyFigure latency;
    RealtimeFinding finding;
    for (const Json& block : result.at("blocks")) {
      if (!block.contains(name())) continue;
      const Json& played = block.at(name());
      latency.add(played.at("latency").get<Histogram>());
      const std::int64_t steps = latency.step.back().count();
      figures.series["latency.realtime.missed"].push_back(static_cast<double>(integer_at(played, "missed", 0, steps)) /
                                                          static_cast<double>(steps));
      figures.series["latency.realtime.jitter"].push_back(amount_at(played, "jitter_ns"));
      finding.priority_refused = text_at(played, "priority_refused");
    }
    if (latency.samples == 0) return;
    figures.latency[name()] = std::move(latency);
    figures.found[name()] = finding;
  }

  double deadline_ns(const Scenarios& scenarios) const override { return scenarios.of<RealtimeTerms>().deadline_ns; }

  void add_reasons(const ScenarioFigures& figures, const Scenarios& /*scenarios*/, Reasons& reasons) const override {
    const auto* finding = figures.finding<RealtimeFinding>();
    if (finding != nullptr && !finding->priority_refused.empty())
      reasons.indicative.push_back(finding->priority_refused);
  }

  std::string terms_text(const Scenarios& scenarios) const override {
    const RealtimeTerms& terms = scenarios.of<RealtimeTerms>();
    return fmt::format("a step every {}, to be answered within {}{}",
                       format_quantity(terms.period_ns, Unit::nanoseconds),
                       format_quantity(terms.deadline_ns, Unit::nanoseconds),
                       terms.evict ? ", other memory traffic between them" : "");
  }

  void add_shown(const Scenarios& scenarios, const ScenarioFigures& /*figures*/, Json& entry) const override {
    const RealtimeTerms& terms = scenarios.of<RealtimeTerms>();
    entry["period_ns"] = terms.period_ns;
    entry["deadline_ns"] = terms.deadline_ns;
    entry["evict"] = terms.evict;
  }

  std::vector<ShownColumn> columns() const override {
    return {p50_column,
            p99_column,
            max_column,
            {"jitter", "jitter_ns", Shown::nanoseconds, "mean difference of a latency from the one before it"},
            missed_column};
  }

 private:
  static ScenarioFacts facts_of() {
    ScenarioFacts facts{
        RealtimeTerms::scenario,
        "a step arrives every period; latency counts from the scheduled arrival (no coordinated omission)"};
    facts.highest_quantile = 0.99;  // waiting for periods leaves few samples
    return facts;
  }
};

}  // namespace

const Scenario& realtime_scenario() {
  static const Realtime scenario;
  return scenario;
}

}  // namespace gatewise
