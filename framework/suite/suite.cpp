#include "suite/suite.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <sstream>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/largest.hpp"
#include "base/list_checks.hpp"
#include "base/printable.hpp"
#include "base/toml_quantity.hpp"
#include "base/toml_table.hpp"
#include "data/batching_table.hpp"
#include "measure/scenarios/registry.hpp"
#include "suite/architecture_lists.hpp"
#include "suite/percentage.hpp"
#include "suite/training_table.hpp"

namespace gatewise {
namespace {

/// More would take hours to plan, and years to run.
constexpr double most_trials = 1'000'000;

constexpr std::int64_t most_epochs = 1'000'000;
constexpr std::int64_t most_blocks = 100'000;
constexpr std::int64_t most_block_steps = 10'000'000;
constexpr std::size_t most_budgets = 1000;  // each ranks all candidates

/// Trials of every candidate with each seed, and of every training.
double trials_of(double architectures, const Suite& suite) {
  const auto backends = static_cast<double>(suite.backends.size());
  if (suite.is_seeded) return architectures * backends;
  const auto seeds = static_cast<double>(suite.seeds.size());
  const double swept = suite.sweep.empty() ? 0 : static_cast<double>(suite.sweep.size()) - 1;
  return architectures * (seeds + swept) + architectures * backends * (seeds + 1);
}

/// Before they are made: a product of a few lists soon takes all memory.
void refuse_too_many(const TomlTable& root, double architectures, const Suite& suite) {
  const double trials = trials_of(architectures, suite);
  if (trials <= most_trials) return;
  root.fail(
      "architectures",
      fmt::format("names {:.0f} candidates ({:.0f} architectures, {} backends), which take {:.0f} trials; a suite "
                  "may have {:.0f} trials: shorten its lists, or divide them among several suites",
                  architectures * static_cast<double>(suite.backends.size()), architectures, suite.backends.size(),
                  trials, most_trials));
}

/// A cost-only suite's [architectures] and [[shapes]]: problems that are no product of a few lists.
void read_problems(TomlTable& root, Suite& suite) {
  std::vector<TomlTable> shapes = root.tables("shapes");
  std::vector<ArchitectureLists> lists;
  const bool has_product = shapes.empty() || root.has("architectures");
  if (has_product) lists.push_back(read_architecture_lists(root.table("architectures"), true));
  for (TomlTable& shape : shapes) lists.push_back(read_architecture_lists(shape, true));
  refuse_too_many(root,
                  std::accumulate(lists.begin(), lists.end(), 0.0,
                                  [](double sum, const ArchitectureLists& its) { return sum + its.count(); }),
                  suite);
  std::set<std::string> ids;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const bool is_product = has_product && i == 0;
    lists[i].refuse_large_problems(is_product ? root.table("architectures") : shapes[i - (has_product ? 1 : 0)]);
    for (Architecture& problem : lists[i].all()) {
      if (!ids.insert(problem.id()).second)
        shapes[i - (has_product ? 1 : 0)].fail_here(fmt::format("names {} once more", problem.id()));
      suite.architectures.push_back(std::move(problem));
    }
  }
}

/// The rule that hidden sizes are solved by, where they are no list.
std::optional<SizeRule> read_rule_of_sizes(TomlTable table, const std::vector<Backend>& backends) {
  const toml::node* node = table.node("hidden");
  if (node == nullptr || !node->is_table()) return std::nullopt;
  std::vector<std::string> names;
  for (const Backend& backend : backends) names.push_back(backend.name());
  SizeRule rule = read_size_rule(table.table("hidden"), names);
  const std::vector<std::string> directions = table.texts("direction", {"forward"});
  if (rule.is_measured() && std::find(directions.begin(), directions.end(), "bidirectional") != directions.end()) {
    table.fail("direction",
               "holds 'bidirectional', which can't stream and has no latency to be solved for; take it out, or choose "
               "hidden = { fit = \"parameters\" } or \"memory\"");
  }
  return rule;
}

Recipe read_training(TomlTable table, Task task, const std::string& metric, std::vector<std::int64_t>& seeds,
                     std::vector<double>& sweep) {
  Recipe recipe;
  // The error whose best answer is the one that the metric asks for: the median for absolute errors, the mean for
  // squared ones.
  recipe.loss =
      table.choice("loss", metric == "rmse" || metric == "mse" ? "squared" : "absolute", {"squared", "absolute"});
  read_optimizer(table, recipe);
  recipe.epochs = table.integer("epochs", recipe.epochs, 1, most_epochs);
  recipe.patience = table.integer("patience", recipe.patience, 1, largest_count);
  recipe.clip_value = table.number("clip_value", recipe.clip_value, 0, 1e9);
  recipe.clip_norm = table.number("clip_norm", recipe.clip_norm, 0, 1e9);
  recipe.weight_decay = table.number("weight_decay", recipe.weight_decay, 0, 10);
  recipe.input_dropout = table.number("input_dropout", recipe.input_dropout, 0, 0.95);
  recipe.recurrent_dropout = table.number("recurrent_dropout", recipe.recurrent_dropout, 0, 0.95);
  recipe.output_dropout = table.number("output_dropout", recipe.output_dropout, 0, 0.95);
  recipe.time_stretch = table.number("time_stretch", recipe.time_stretch, 0, 9);
  recipe.int8_epochs = table.integer("int8_epochs", recipe.int8_epochs, 0, most_epochs);
  if (recipe.int8_epochs > 0 && recipe.int8_epochs >= recipe.epochs) {
    table.fail("int8_epochs", fmt::format("is {} of {} epochs; at least one in f32 must come before them",
                                          recipe.int8_epochs, recipe.epochs));
  }
  read_truncation(table, recipe);
  read_class_weights(table, task, recipe);
  read_divergence(table, recipe);
  seeds = table.integers("seeds", {1, 2, 3}, 0, std::numeric_limits<std::int64_t>::max());
  if (seeds.empty()) table.fail("seeds", "must hold at least one seed");
  refuse_repeats(table, "seeds", seeds);
  sweep = read_learning_rate(table.table("learning_rate"), recipe);
  recipe.batching = read_batching(table.table("batching"));
  table.finish();
  return recipe;
}

Backend parse_backend(const std::string& name) {
  const std::size_t dot = name.find('.');
  const std::size_t at = std::min(name.find('@'), name.size());
  if (dot == std::string::npos || dot == 0 || dot + 1 >= at || at + 1 == name.size()) {
    throw InputError(
        fmt::format("'{}' is no backend; write plugin.precision, such as reference.f32, or int8.int8@avx2 to force an "
                    "implementation",
                    name));
  }
  return {name.substr(0, dot), name.substr(dot + 1, at - dot - 1), at == name.size() ? "" : name.substr(at + 1)};
}

std::vector<Backend> read_backends(TomlTable table) {
  std::vector<Backend> backends;
  const std::vector<std::string> names = table.texts("use", {"reference.f32"});
  refuse_repeats(table, "use", names);
  for (const std::string& name : names) {
    backends.push_back(located(table, "use", [&] { return parse_backend(name); }));
  }
  if (backends.empty()) table.fail("use", "must name at least one backend");
  table.finish();
  return backends;
}

Scenarios read_scenarios(TomlTable table) {
  Scenarios scenarios;
  for (const Scenario* scenario : gatewise::scenarios()) scenario->read_terms(table, scenarios);
  scenarios.use = table.texts("use", scenarios.use);
  refuse_repeats(table, "use", scenarios.use);
  refuse_unknown(table, "use", scenarios.use, scenario_names());
  table.finish();
  return scenarios;
}

/// Limits are leaves: tables with `min` or `max`, below quality, latency, throughput and memory.
void read_limits(TomlTable table, const std::string& path, Task task, std::vector<Limit>& limits) {
  const std::vector<std::string> keys = table.keys();
  if (keys.empty()) table.fail_here("limits nothing; write { min = ... } or { max = ... }");
  const bool leaf =
      std::any_of(keys.begin(), keys.end(), [](const std::string& key) { return key == "min" || key == "max"; });
  if (!leaf) {
    for (const std::string& key : keys) {
      const toml::node* node = table.node(key);
      if (!node->is_table()) table.fail(key, "must be a limit, such as { max = \"50us\" } or { min = 0.9 }");
      read_limits(table.table(key), fmt::format("{}.{}", path, key), task, limits);
    }
    return;
  }
  const MetricPath metric = located(table, keys.front(), [&] { return parse_metric_path(path, task); });
  for (const std::string& key : keys) {
    if (key != "min" && key != "max") table.fail(key, "is no part of a limit; a limit has 'min' or 'max'");
    limits.push_back({metric, key == "max", read_quantity(table, key, metric.unit)});
  }
  if (keys.size() < 2) return;
  const Limit* const pair = &limits[limits.size() - 2];
  const double least = pair[pair[0].is_max ? 1 : 0].value;
  const double most = pair[pair[0].is_max ? 0 : 1].value;
  if (least > most)
    table.fail("min", fmt::format("is {}, above 'max', {}: nothing keeps both", format_quantity(least, metric.unit),
                                  format_quantity(most, metric.unit)));
}

/// "quality", "latency", "throughput" and "memory" stand for the primary metric, latency.streaming.p50,
/// throughput.offline.steps_per_second and memory.total.
MetricPath read_preference(TomlTable& table, Task task, const std::string& metric) {
  std::string name = table.text("prefer", metric.empty() ? "latency" : "quality");
  if (name == "quality" && metric.empty())
    table.fail("prefer", "can't be quality: a cost-only suite measures none; use latency, throughput or memory");
  if (name == "quality") name = "quality." + metric;
  if (name == "latency") name = "latency.streaming.p50";
  if (name == "throughput") name = "throughput.offline.steps_per_second";
  if (name == "memory") name = "memory.total";
  return located(table, "prefer", [&] { return parse_metric_path(name, task); });
}

/// Nothing but measured time has a reserve, so that one without a limit on it is meant for something else.
void read_reserve(TomlTable& table, Budget& budget) {
  if (!table.has("reserve")) return;
  budget.reserve = read_percentage(table, "reserve", "a share by which time may grow");
  const auto is_timed = [](const Limit& limit) { return limit.metric.is_timed(); };
  if (std::none_of(budget.limits.begin(), budget.limits.end(), is_timed))
    table.fail("reserve", "has no limit to belong to: none of this budget's is on latency or throughput; remove it");
}

Budget read_budget(TomlTable table, const std::string& name, Task task, const std::string& metric) {
  Budget budget{name, {}, read_preference(table, task, metric)};
  for (const char* kind : {"quality", "latency", "throughput", "memory", "compute"}) {
    if (table.has(kind)) read_limits(table.table(kind), kind, task, budget.limits);
  }
  read_reserve(table, budget);
  if (table.has("indifference"))
    budget.indifference =
        read_percentage(table, "indifference", "a share of what is preferred that makes no difference");
  table.finish();
  return budget;
}

std::vector<Budget> read_budgets(TomlTable table, Task task, const std::string& metric) {
  std::vector<Budget> budgets;
  const std::vector<std::string> names = table.keys();
  if (names.size() > most_budgets)
    table.fail_here(fmt::format("holds {} budgets; the most are {}", names.size(), most_budgets));
  for (const std::string& name : names) budgets.push_back(read_budget(table.table(name), name, task, metric));
  // Problems of a cost-only suite are no rivals unless a budget makes them so.
  if (budgets.empty() && !metric.empty()) budgets.push_back({"none", {}, parse_metric_path("quality." + metric, task)});
  return budgets;
}

ChildLimits read_child_limits(TomlTable table) {
  ChildLimits limits;
  if (table.has("memory")) limits.memory_bytes = static_cast<std::int64_t>(read_quantity(table, "memory", Unit::bytes));
  if (table.has("file_size"))
    limits.file_bytes = static_cast<std::int64_t>(read_quantity(table, "file_size", Unit::bytes));
  if (table.has("cpu_time")) limits.cpu_seconds = read_quantity(table, "cpu_time", Unit::nanoseconds) / 1e9;
  if (table.has("trial_time")) limits.trial_seconds = read_quantity(table, "trial_time", Unit::nanoseconds) / 1e9;
  if (table.has("silence")) limits.silence_seconds = read_quantity(table, "silence", Unit::nanoseconds) / 1e9;
  table.finish();
  return limits;
}

MeasurementPlan read_measurement(TomlTable table) {
  MeasurementPlan plan;
  plan.blocks = table.integer("blocks", plan.blocks, 2, most_blocks);
  plan.launches = table.integer("launches", plan.launches, 1, plan.blocks);
  plan.block_steps = table.integer("block_steps", plan.block_steps, 1, most_block_steps);
  if (table.has("block_time")) plan.block_seconds = read_time(table, "block_time", 0) / 1e9;
  table.finish();
  return plan;
}

}  // namespace

namespace {

bool is_built_in(const std::string& family) {
  const std::vector<Family>& own = built_in_families();
  return std::any_of(own.begin(), own.end(), [&](const Family& f) { return f.id == family; });
}

bool is_paired(const Architecture& architecture, const Backend& backend, const Offers& offers) {
  const auto offered = offers.find(backend.plugin);
  if (offered == offers.end() || offered->second.count(architecture.family) != 0) return true;
  return is_built_in(architecture.family) && std::any_of(offered->second.begin(), offered->second.end(), is_built_in);
}

}  // namespace

std::vector<Backend> backends_of(const Suite& suite, const Architecture& architecture) {
  std::vector<Backend> paired;
  for (const Backend& backend : suite.backends) {
    const bool wanted = suite.only.empty() || suite.only.count(CandidateName{architecture, backend}.id()) != 0;
    if (wanted && is_paired(architecture, backend, suite.offers)) paired.push_back(backend);
  }
  return paired;
}

std::vector<CandidateName> candidates_of(const Suite& suite) {
  std::vector<CandidateName> names;
  for (const Architecture& architecture : suite.architectures) {
    for (Backend& backend : backends_of(suite, architecture)) names.push_back({architecture, std::move(backend)});
  }
  return names;
}

namespace {

std::vector<std::filesystem::path> length_folders(const std::filesystem::path& suite) {
  return {std::filesystem::absolute(suite).parent_path() / "lengths", installation().suites / "lengths"};
}

Workload read_workload(TomlTable table, const std::vector<std::filesystem::path>& folders, bool cost_only) {
  Workload workload;
  if (cost_only) workload.outputs = table.integer("outputs", workload.outputs, 1, largest_outputs);
  workload.lengths = read_length_source(table, "lengths", folders);
  workload.count = table.integer("count", workload.count, 1, largest_lanes);
  workload.seed = static_cast<std::uint64_t>(table.integer("seed", 1, 0, std::numeric_limits<std::int64_t>::max()));
  table.finish();
  return workload;
}

/// It names the run's directory.
void check_name(const TomlTable& root, const std::string& name) {
  constexpr std::size_t most_bytes = 150;  // a file's name has 255, and the run's has a time behind it
  if (name.empty() || name.find('/') != std::string::npos)
    root.fail("name", "must be a name without '/': it names the run's directory");
  if (printable_line(name) != name)
    root.fail("name", fmt::format("is '{}', which holds what is no text: it names the run's directory", name));
  if (name.size() > most_bytes)
    root.fail("name",
              fmt::format("has {} bytes; the most are {}: it names the run's directory", name.size(), most_bytes));
}

/// What the suite sets of its dataset's description; which keys there are is the description's matter.
std::string read_preparation(TomlTable& root) {
  const toml::node* node = root.node("preparation");
  if (node == nullptr) return "";
  if (!node->is_table()) root.fail("preparation", "must be a table");
  std::ostringstream text;
  text << *node->as_table();
  return text.str();
}

void read_trained(TomlTable& root, Suite& suite) {
  suite.dataset = root.text("dataset", suite.name);
  suite.preparation = read_preparation(root);
  std::vector<std::string> metric_names;
  for (const Metric* metric : metrics_of(suite.task)) metric_names.emplace_back(metric->name);
  suite.metric = root.choice("metric", primary_metric(suite.task), metric_names);
  suite.size_rule = read_rule_of_sizes(root.table("architectures"), suite.backends);
  const ArchitectureLists lists = read_architecture_lists(root.table("architectures"), false);
  suite.recipe = read_training(root.table("training"), suite.task, suite.metric, suite.seeds, suite.sweep);
  refuse_too_many(root, lists.count(), suite);
  suite.architectures = lists.all();
}

/// Nothing is trained or scored: a suite that asks for it has another task in mind.
void read_cost_only(TomlTable& root, Suite& suite) {
  for (const char* key : {"dataset", "preparation", "metric", "training"}) {
    if (root.has(key)) root.fail(key, "has no place in a cost-only suite, which has no dataset and trains nothing");
  }
  suite.is_seeded = true;
  suite.seeds = {1};
  read_problems(root, suite);
}

/// Without a dataset the lengths must come from somewhere.
void check_lengths(TomlTable& root, const Suite& suite) {
  for (const Architecture& problem : suite.architectures) {
    if (problem.steps > 0 || !suite.workload.lengths.is_dataset()) continue;
    root.fail("workload",
              "must say how long the sequences are, such as lengths = { shape = \"constant\", steps = 64 }: a "
              "cost-only suite has no dataset");
  }
}

}  // namespace

Suite read_suite(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  toml::table document = parse_toml_file(file);
  for (const std::string& assignment : overrides) override_toml(document, assignment);
  TomlTable root(document, file.string(), "");
  Suite suite;
  suite.file = file;
  suite.name = root.text("name", file.stem().string());
  check_name(root, suite.name);
  suite.title = root.text("title", "");
  suite.task = parse_task(root.choice("task", "sequence-classification", task_names()));
  suite.large = root.boolean("large", false);
  suite.backends = read_backends(root.table("backends"));
  suite.task == Task::cost_only ? read_cost_only(root, suite) : read_trained(root, suite);
  suite.scenarios = read_scenarios(root.table("scenarios"));
  suite.workload = read_workload(root.table("workload"), length_folders(file), suite.task == Task::cost_only);
  if (suite.task == Task::cost_only) check_lengths(root, suite);
  suite.measurement = read_measurement(root.table("measurement"));
  suite.limits = read_child_limits(root.table("limits"));
  suite.gate = read_gate(root.table("gate"), suite.task, suite.scenarios.use);
  suite.budgets = read_budgets(root.table("budget"), suite.task, suite.metric);
  root.finish();
  return suite;
}

void apply_effort(Suite& suite, const std::string& effort) {
  if (effort == "publish") suite.measurement.blocks *= 4;
  if (effort != "quick") return;
  if (suite.seeds.size() > 1) {
    suite.cuts.push_back(fmt::format("effort quick: 1 of {} seeds", suite.seeds.size()));
    suite.seeds.resize(1);
  }
  const std::int64_t epochs = std::max<std::int64_t>(1, suite.recipe.epochs / 3);
  if (epochs < suite.recipe.epochs)
    suite.cuts.push_back(fmt::format("effort quick: {} of {} epochs", epochs, suite.recipe.epochs));
  suite.recipe.int8_epochs = std::min((suite.recipe.int8_epochs + 2) / 3, epochs - 1);
  suite.recipe.epochs = epochs;
  const std::int64_t blocks = std::max<std::int64_t>(2, suite.measurement.blocks / 4);
  if (blocks < suite.measurement.blocks) {
    suite.measurement_cuts.push_back(fmt::format("effort quick: {} of {} blocks", blocks, suite.measurement.blocks));
  }
  suite.measurement.blocks = blocks;
}

}  // namespace gatewise
