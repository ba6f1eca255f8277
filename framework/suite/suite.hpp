#ifndef GATEWISE_SUITE_SUITE_HPP
#define GATEWISE_SUITE_SUITE_HPP

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cells/architecture.hpp"
#include "data/length_source.hpp"
#include "data/task.hpp"
#include "measure/metric_path.hpp"
#include "measure/scenarios/terms.hpp"
#include "suite/gate_rules.hpp"
#include "suite/size_rule.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

/// A plugin at one precision, written `plugin.precision`, or `plugin.precision@implementation` where one of the
/// plugin's implementations is forced.
struct Backend {
  std::string plugin;
  std::string precision;
  std::string implementation{};  ///< empty: the first that the machine can run
  std::string name() const { return plugin + "." + precision + (implementation.empty() ? "" : "@" + implementation); }
};

/// One named limit of a budget. A hard limit never trades against another.
struct Limit {
  MetricPath metric;
  bool is_max = true;  ///< at most `value`; otherwise at least
  double value = 0;
};

/// Named limits, and what is preferred among the candidates that keep them.
struct Budget {
  std::string name;
  std::vector<Limit> limits;
  MetricPath prefer;
  std::optional<double> reserve{};  ///< of all its limits on measured time, a share; empty: each metric's own
  double indifference = 0.005;  ///< share of the preferred metric that two candidates may differ by and count as equal
};

/// What a child of the run may use.
struct ChildLimits {
  std::int64_t memory_bytes = std::int64_t{4} << 30;  ///< address space
  std::int64_t file_bytes = std::int64_t{1} << 30;    ///< of any one file that it writes
  double cpu_seconds = 0;                             ///< 0: trial_seconds on every core
  double trial_seconds = 1800;
  double silence_seconds = 20;  ///< a measuring child that answers nothing for so long is ended
};

/// Blocks of a finalist's fresh measurement, by those of the measurement that it was chosen by.
inline constexpr std::int64_t confirmation_times = 4;

/// How much is measured.
struct MeasurementPlan {
  std::int64_t blocks = 12;        ///< interleaved blocks a candidate
  std::int64_t block_steps = 600;  ///< the least number of steps in a block
  std::int64_t launches = 1;       ///< starts of each candidate's process, which share the blocks evenly
  double block_seconds = 0.5;      ///< of streaming, after which a block ends early: slow candidates get fewer steps
};

/// The lengths that cost is measured at. Quality always has the dataset's own.
struct Workload {
  LengthSource lengths;
  std::int64_t count = 256;  ///< sequences, where the lengths are not the dataset's
  std::uint64_t seed = 1;
  std::int64_t outputs = 1;  ///< cost-only: width of the head
};

/// Which cell families each plugin has cells of.
using Offers = std::map<std::string, std::set<std::string>>;

/// The TOML file that says what is run. All defaults are here; docs/suites.md lists them.
struct Suite {
  std::filesystem::path file;
  std::string name;
  std::string title;
  Task task = Task::sequence_classification;
  std::string dataset;      ///< empty: cost-only
  std::string preparation;  ///< TOML laid over the dataset's description; empty: none
  std::string metric;       ///< what training stops by and the report looks at first: "accuracy"
  std::vector<Architecture> architectures;
  std::optional<SizeRule> size_rule;  ///< architectures have no hidden size until it was solved for (suite/sizes.hpp)
  Recipe recipe;
  std::vector<double> sweep;  ///< peak learning rates tried for each architecture, rising; empty: the recipe's for all
  std::vector<std::int64_t> seeds;
  std::vector<Backend> backends;
  Scenarios scenarios;
  Workload workload;
  MeasurementPlan measurement;
  ChildLimits limits;
  std::vector<Budget> budgets;
  GateRules gate;
  bool large = false;             ///< takes hours: no test runs it
  bool is_seeded = false;         ///< cost alone, with seeded weights: nothing is trained, no quality measured
  std::vector<SolvedSize> sizes;  ///< what came of the size rule; not in the file
  Offers offers;                  ///< of the plugins found; not in the file
  std::set<std::string> only;     ///< ids of the candidates that are measured; empty: all; not in the file
  std::string comparison;         ///< sets a comparison's measurements apart from all others; not in the file
  std::vector<std::string> cuts;  ///< what --effort took from training: makes quality INDICATIVE
  std::vector<std::string> measurement_cuts;  ///< what it took from measuring: makes latency INDICATIVE
};

/// A candidate: architecture × backend.
struct CandidateName {
  Architecture architecture;
  Backend backend;
  std::string id() const { return architecture.id() + "/" + backend.name(); }
};

/// The backends that an architecture is a candidate with: all but those that have no cell of a family that a plugin
/// brings, or only cells of such families where it is the host's own.
std::vector<Backend> backends_of(const Suite& suite, const Architecture& architecture);

/// Every architecture with each of its backends.
std::vector<CandidateName> candidates_of(const Suite& suite);

/// Reads a suite; `overrides` are "key=value" from the command line. Throws InputError with file, line, column, key and
/// remedy.
Suite read_suite(const std::filesystem::path& file, const std::vector<std::string>& overrides);

/// "quick": one seed, a third of the epochs, a quarter of the blocks; "standard": as the suite says; "publish": four
/// times the blocks.
void apply_effort(Suite& suite, const std::string& effort);

}  // namespace gatewise

#endif
