// A scenario: all that the product knows of one way to measure cost. Each has a folder beside this file.
#ifndef GATEWISE_MEASURE_SCENARIOS_SCENARIO_HPP
#define GATEWISE_MEASURE_SCENARIOS_SCENARIO_HPP

#include <memory>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "base/toml_table.hpp"
#include "base/units.hpp"
#include "measure/scenarios/figures.hpp"
#include "measure/scenarios/stage.hpp"
#include "measure/scenarios/terms.hpp"
#include "quality/metrics.hpp"

namespace gatewise {

/// What kind of number a figure is: how far another run may be from it.
enum class FigureKind {
  middle,  ///< of a distribution: a median, a mean
  tail,    ///< of a distribution: high percentiles, single events
  rate,
  count,
  exact
};

/// A metric path of a scenario beside the percentiles of its latencies.
struct ScenarioPath {
  const char* kind;    ///< the path's first part: "latency", "throughput", "memory" or "compute"
  const char* detail;  ///< its last one
  Unit unit;
  Better better;
  FigureKind figure;
  const char* key;             ///< in a measurement of report.json; empty: it stands elsewhere
  bool of_every_step = false;  ///< only of tasks that ask at every step
};

/// How a value of report.json is written in a column.
enum class Shown { nanoseconds, per_second, bytes, number, count, share, bound, fraction, last };
const char* shown_name(Shown shown);

/// A column of a scenario's table, in the terminal as on the page.
struct ShownColumn {
  const char* name;
  const char* key;  ///< in a measurement of report.json
  Shown shown;
  const char* explanation;
};

/// Columns of more than one scenario.
inline constexpr ShownColumn p50_column{"p50", "p50_ns", Shown::nanoseconds, "the median"};
inline constexpr ShownColumn p99_column{"p99", "p99_ns", Shown::nanoseconds, ""};
inline constexpr ShownColumn p999_column{"p99.9", "p999_ns", Shown::nanoseconds, ""};
inline constexpr ShownColumn max_column{"max", "max_ns", Shown::nanoseconds, ""};
inline constexpr ShownColumn missed_column{"missed", "missed", Shown::share,
                                           "share of the steps that were answered after their deadline"};
inline constexpr ShownColumn bound_column{
    "bound", "bound", Shown::bound,
    "the least time that this machine needs for a step, and which of its limits says so"};
inline constexpr ShownColumn fraction_column{"fraction", "bound", Shown::fraction,
                                             "the bound's share of the measured time: 1 is the limit"};

/// A key of [scenarios.<name>], or of [scenarios] itself: a row of docs/suites.md.
struct TermKey {
  const char* key;
  const char* usual;  ///< its default
  const char* sentence;
};

/// What never changes of a scenario.
struct ScenarioFacts {
  const char* name;
  const char* sentence;             ///< what docs/suites.md says of it
  bool has_latency = true;          ///< its blocks are histograms of latencies; else it has rates
  bool streams = true;              ///< needs a model that answers step by step
  bool plays_once = false;          ///< behind all blocks, instead of in each
  bool blocks_compare = true;       ///< each block plays the same for every candidate, so that drift shows
  bool waits_for_periods = true;    ///< steps come by their period, so that a delayed answer waits for some
  bool has_floor = true;            ///< a cell that does nothing is measured in it, too
  bool has_bound = false;           ///< its steps are held against the machine's limit
  double highest_quantile = 0.999;  ///< that its report speaks of
};

/// What a step is predicted to take, and how many a block has.
struct StepCost {
  double step_seconds = 0;
  double block_steps_seconds = 0;  ///< of the least number of steps in a block
  double most_block_seconds = 0;   ///< of streaming
  double batch_seconds = 0;        ///< of a cost-only problem's batch; 0: it names none
};

/// Where terms come from that a suite does not name.
struct TermsPlace {
  std::string file;         ///< the suite's, for errors
  double step_seconds = 0;  ///< the dataset's period; 0 where it has none
};

class Scenario {
 public:
  explicit Scenario(const ScenarioFacts& facts) : facts_(facts) {}
  virtual ~Scenario() = default;
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;

  const ScenarioFacts& facts() const { return facts_; }
  std::string name() const { return facts_.name; }

  /// Its keys, in the order of the documentation; none: it has no terms.
  virtual std::vector<TermKey> keys() const { return {}; }
  /// Reads its keys of [scenarios]. Throws InputError as TomlTable does.
  virtual void read_terms(TomlTable& /*table*/, Scenarios& /*scenarios*/) const {}
  /// Fills in what comes from the dataset. Throws InputError where it can't; called where the scenario is used.
  virtual void complete_terms(Scenarios& /*scenarios*/, const TermsPlace& /*place*/) const {}
  /// What a child must know of it, all of which determines the result. Called for every scenario: keys of old trials
  /// hold some terms of scenarios that are not used.
  virtual void add_request(const Scenarios& /*scenarios*/, Json& /*request*/) const {}

  /// Predicted seconds of a block, and of what comes once.
  virtual double block_seconds(const StepCost& /*cost*/, const Scenarios& /*scenarios*/) const { return 0; }
  virtual double once_seconds(const StepCost& /*cost*/, const Scenarios& /*scenarios*/) const { return 0; }

  /// `request` has what add_request() wrote, and outlives the player.
  virtual std::unique_ptr<Player> make_player(const Json& request) const = 0;
  /// What the next block must know of this one: the child that plays it may be another. Null: nothing.
  virtual Json carried(const Json& block) const;

  /// Its metric paths beside the percentiles.
  virtual std::vector<ScenarioPath> paths() const { return {}; }
  /// Reads a cost record's result: "ready", "blocks" and, of a scenario that is played once, its name.
  virtual void read(const Json& result, const Scenarios& scenarios, ScenarioFigures& figures) const = 0;
  /// By when a step must be answered; 0: there is no deadline.
  virtual double deadline_ns(const Scenarios& /*scenarios*/) const { return 0; }
  /// Steps that one sample of its latencies is of.
  virtual double steps_a_call(const Scenarios& /*scenarios*/) const { return 1; }
  /// What its own figures show against believing them. Only called where it has figures.
  virtual void add_reasons(const ScenarioFigures& /*figures*/, const Scenarios& /*scenarios*/,
                           Reasons& /*reasons*/) const {}

  /// Its terms in words: "a step every 10.0 ms, to be answered within 10.0 ms".
  virtual std::string terms_text(const Scenarios& scenarios) const = 0;
  /// Its terms, and what else no metric path says, as keys of a measurement.
  virtual void add_shown(const Scenarios& /*scenarios*/, const ScenarioFigures& /*figures*/, Json& /*entry*/) const {}
  virtual std::vector<ShownColumn> columns() const = 0;

 private:
  ScenarioFacts facts_;
};

/// "latency.streaming.delay"; those of memory and compute do not name their scenario: "memory.growth".
std::string path_text(const Scenario& scenario, const ScenarioPath& path);

}  // namespace gatewise

#endif
