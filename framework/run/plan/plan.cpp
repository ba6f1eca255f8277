#include "run/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "base/largest.hpp"
#include "base/nearest_name.hpp"
#include "data/dataset.hpp"
#include "measure/scenarios/registry.hpp"
#include "suite/sizes.hpp"
#include "suite/subjects.hpp"
#include "training/check_recipe.hpp"
#include "training/class_weights.hpp"
#include "training/trainer.hpp"

namespace gatewise {
namespace {

// Seen on two cores of a Zen 4; a run that finds another machine learns from its first trials.
constexpr double training_flops = 60e9;        // of one thread with wide layers, activations included
constexpr double half_speed_hidden = 24;       // at which layer width training comes to half of that
constexpr double naive_flops = 3.7e9;          // of the reference, step by step
constexpr double tuned_flops = 15e9;           // of any other backend
constexpr double tuned_step_seconds = 0.8e-6;  // that each of its steps takes at least
constexpr double proof_steps = 1200;           // of the oracle: calibration, parity and its repeats
constexpr double oracle_flops = 3e9;           // in double precision
constexpr double usual_size_seconds = 3;       // of a search for a hidden size
constexpr std::int64_t usual_hidden = 64;      // of an architecture whose size is not known yet

std::int64_t steps_of(const Sequences& sequences) {
  const std::vector<std::int64_t> lengths = lengths_of(sequences);
  return std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
}

double step_seconds(const ModelShape& shape, const Backend& backend) {
  const double flops = 2.0 * static_cast<double>(shape.parameter_count());
  return backend.plugin == "reference" ? flops / naive_flops : tuned_step_seconds + flops / tuned_flops;
}

double quality_seconds(const ModelShape& shape, const Backend& backend, std::int64_t steps, double start_seconds) {
  return start_seconds + step_seconds(shape, backend) * static_cast<double>(steps);
}

StepCost step_cost(const ModelShape& shape, const Backend& backend, const MeasurementPlan& plan) {
  const Architecture& problem = shape.architecture;
  const double step = step_seconds(shape, backend);
  const auto batch = static_cast<double>(problem.steps) * static_cast<double>(std::max<std::int64_t>(1, problem.lanes));
  return {step, step * static_cast<double>(plan.block_steps), plan.block_seconds, step * batch};
}

double cost_seconds(const ModelShape& shape, const Backend& backend, const MeasurementPlan& plan,
                    const Scenarios& terms, double start_seconds) {
  const StepCost cost = step_cost(shape, backend, plan);
  const double proof = proof_steps * 2.0 * static_cast<double>(shape.parameter_count()) / oracle_flops;
  double seconds = start_seconds + proof;
  for (const Scenario* scenario : scenarios_in(terms.use)) {
    seconds += scenario->block_seconds(cost, terms) * static_cast<double>(plan.blocks);
    seconds += scenario->once_seconds(cost, terms);
  }
  return seconds;
}

/// With a size to predict by, where it has none yet.
ModelShape predicted_shape(Architecture architecture, const Dataset& dataset) {
  if (architecture.hidden == 0) architecture.hidden = usual_hidden;
  return shape_for(architecture, dataset);
}

/// The subjects of all trainings of one architecture and seed. Where rates are swept, the first seed's own training is
/// one of those that the rate was chosen by.
std::vector<std::string> trainings_of(const Suite& suite, const Architecture& architecture, std::int64_t seed) {
  if (suite.sweep.empty() || seed != suite.seeds.front()) return {train_subject(architecture, seed)};
  std::vector<std::string> subjects;
  for (const double rate : suite.sweep) subjects.push_back(rate_subject(architecture, seed, rate));
  return subjects;
}

void check_quality_metric(const Suite& suite, const std::string& name, const Dataset& dataset) {
  const std::vector<const Metric*> known = metrics_of(dataset);
  if (std::any_of(known.begin(), known.end(), [&](const Metric* metric) { return metric->name == name; })) return;
  const char* why = find_metric(name).of_entities
                        ? "counts entities, but its labels are no tags such as B-city and I-city"
                        : "is a ratio to something that is 0 throughout";
  throw InputError(fmt::format("{}: metric '{}' has no value for dataset '{}': it {}; use {}", suite.file.string(),
                               name, dataset.id, why, primary_metric(dataset.task)));
}

/// A forced implementation must be one that the plugin has of that precision, for any family.
void check_implementation(const Suite& suite, const Backend& backend, const PluginDescriptor& plugin) {
  if (backend.implementation.empty()) return;
  std::vector<std::string> names;
  for (const ListedCell& cell : plugin.cells) {
    if (cell.precision != backend.precision) continue;
    if (cell.name == backend.implementation) return;
    if (std::find(names.begin(), names.end(), cell.name) == names.end()) names.push_back(cell.name);
  }
  throw InputError(fmt::format("{}: backend '{}': plugin '{}' has no implementation '{}'{}", suite.file.string(),
                               backend.name(), backend.plugin, backend.implementation,
                               suggestion(backend.implementation, names)));
}

/// `who` asks for it.
void check_path(const Suite& suite, const char* who, const MetricPath& path, const Dataset& dataset) {
  if (path.kind == "quality") check_quality_metric(suite, path.detail, dataset);
  if (path.scenario.empty() || suite.scenarios.has(path.scenario)) return;
  throw InputError(fmt::format("{}: {} asks for {}, but scenarios.use has no '{}'; add it", suite.file.string(), who,
                               path.text, path.scenario));
}

}  // namespace

const PluginDescriptor& plugin_of(const Backend& backend, const PluginTable& plugins) {
  const auto found = plugins.plugins.find(backend.plugin);
  if (found != plugins.plugins.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [name, descriptor] : plugins.plugins) names.push_back(name);
  std::string rejected;
  for (const RejectedFile& file : plugins.rejected) rejected += fmt::format("\n  not usable: {}", file.reason);
  throw InputError(fmt::format("backend '{}': no plugin '{}'{}; `gatewise plugins list` shows what is found{}",
                               backend.name(), backend.plugin, suggestion(backend.plugin, names), rejected));
}

void check_task(const Suite& suite, const DatasetDescription& dataset) {
  if (suite.task == dataset.task) return;
  throw InputError(fmt::format("{}: task '{}', but dataset '{}' is for '{}'", suite.file.string(),
                               task_name(suite.task), dataset.id, task_name(dataset.task)));
}

void check_suite(const Suite& suite, const PluginTable& plugins) {
  for (const Backend& backend : suite.backends) {
    check_implementation(suite, backend, plugin_of(backend, plugins));
    if (plugin_of(backend, plugins).id == "null") {
      throw InputError(
          fmt::format("{}: backend '{}' does nothing: it measures the harness's floor in every run and is no candidate",
                      suite.file.string(), backend.name()));
    }
  }
}

void check_pairing(const Suite& suite) {
  for (const Architecture& architecture : suite.architectures) {
    if (backends_of(suite, architecture).empty()) {
      throw InputError(
          fmt::format("{}: no backend of backends.use has cells of family '{}'; add one that has "
                      "(`gatewise plugins list`)",
                      suite.file.string(), architecture.family));
    }
  }
}

void check_metrics(const Suite& suite, const Dataset& dataset) {
  if (suite.task != Task::cost_only) check_quality_metric(suite, suite.metric, dataset);
  for (const Budget& budget : suite.budgets) {
    check_path(suite, "a budget", budget.prefer, dataset);
    for (const Limit& limit : budget.limits) check_path(suite, "a budget", limit.metric, dataset);
  }
  for (const GateRule& rule : suite.gate.rules) check_path(suite, "[gate]", rule.metric, dataset);
}

void check_models(const Suite& suite, const Dataset& dataset) {
  for (const Architecture& architecture : suite.architectures) {
    const auto parameters = static_cast<double>(predicted_shape(architecture, dataset).parameter_count());
    if (parameters <= largest_model) continue;
    throw InputError(fmt::format("{}: {} has {:.0f} parameters; a model may have {:.0f}: make it smaller",
                                 suite.file.string(), architecture.id(), parameters, largest_model));
  }
}

void check_recipes(const Suite& suite, const Dataset& dataset) {
  if (suite.is_seeded) return;
  try {
    check_recipe(suite.recipe, dataset);
    for (const Architecture& architecture : suite.architectures) check_recipe(suite.recipe, architecture, dataset);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", suite.file.string(), error.what()));
  }
}

std::vector<std::string> notes_on(const Suite& suite, const Dataset& dataset) {
  if (suite.is_seeded) return {};
  std::vector<std::string> notes;
  for (const std::string& warning : recipe_warnings(suite.recipe, dataset))
    notes.push_back(fmt::format("warning: {}: {}", suite.file.string(), warning));
  const std::string weights = text_of_class_weights(suite.recipe, dataset);
  if (!weights.empty()) notes.push_back("class weights: " + weights);
  return notes;
}

double predict_training_seconds(const ModelShape& shape, const Recipe& recipe, std::int64_t train_steps,
                                double start_seconds) {
  const double multiply_adds = 3.0 * static_cast<double>(shape.parameter_count()) * static_cast<double>(train_steps) *
                               static_cast<double>(recipe.epochs);
  const auto hidden = static_cast<double>(shape.architecture.hidden);
  return start_seconds + 2.0 * multiply_adds / (training_flops * hidden / (hidden + half_speed_hidden));
}

Trial size_trial(const std::string& architecture) { return {"size", architecture, usual_size_seconds, "size"}; }

Plan make_plan(const Suite& suite, const Dataset& dataset, int cores, double start_seconds) {
  Plan plan;
  double parallel = 0;
  double alone = 0;
  if (suite.task != Task::cost_only) {
    plan.trials.push_back({"dataset", dataset.id, 3 * start_seconds, dataset.id});
    alone += plan.trials.back().seconds;
  }
  const std::int64_t train_steps = steps_of(dataset.train);
  const std::int64_t scored_steps = steps_of(dataset.validation) + steps_of(dataset.test);
  for (const Architecture& architecture : suite.architectures) {
    const ModelShape shape = predicted_shape(architecture, dataset);
    const std::vector<Backend> backends = backends_of(suite, architecture);
    if (has_open_sizes(suite)) {
      plan.trials.push_back(size_trial(architecture.id()));
      alone += plan.trials.back().seconds;
    }
    for (const std::int64_t seed : suite.is_seeded ? std::vector<std::int64_t>{} : suite.seeds) {
      for (const std::string& subject : trainings_of(suite, architecture, seed)) {
        plan.trials.push_back({"train", subject,
                               predict_training_seconds(shape, suite.recipe, train_steps, start_seconds),
                               architecture.family});
        parallel += plan.trials.back().seconds;
      }
      for (const Backend& backend : backends) {
        plan.trials.push_back({"quality", quality_subject({architecture, backend}, seed),
                               quality_seconds(shape, backend, scored_steps, start_seconds), backend.name()});
        parallel += plan.trials.back().seconds;
      }
    }
    for (const Backend& backend : backends) {
      plan.trials.push_back({"cost", CandidateName{architecture, backend}.id(),
                             cost_seconds(shape, backend, suite.measurement, suite.scenarios, start_seconds),
                             backend.name()});
      alone += plan.trials.back().seconds;
    }
  }
  plan.seconds = alone + parallel / std::max(1, cores);
  return plan;
}

}  // namespace gatewise
