#ifndef GATEWISE_RUN_PLAN_PLAN_HPP
#define GATEWISE_RUN_PLAN_PLAN_HPP

#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "data/dataset_fwd.hpp"
#include "data/description/description.hpp"
#include "host/search.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// One unit of work.
struct Trial {
  std::string kind;     ///< "size", "dataset", "train", "quality", "cost"
  std::string subject;  ///< "lstm-h64-l1 seed 1", "lstm-h64-l1/reference.f32", ...
  double seconds = 0;   ///< predicted, alone on one core
  std::string group{};  ///< whose trials take about as much longer or shorter than predicted: a family, a backend
};

/// What a run will do, before any of it is done.
struct Plan {
  std::vector<Trial> trials;
  double seconds = 0;  ///< predicted on this many cores
};

/// The file of the plugin that a backend names. Throws InputError with the nearest name and the files that were
/// rejected.
const PluginDescriptor& plugin_of(const Backend& backend, const PluginTable& plugins);

/// Throws InputError where the dataset is for another task.
void check_task(const Suite& suite, const DatasetDescription& dataset);

/// Throws InputError where the suite asks for what can't be: an unknown plugin, one that does nothing.
void check_suite(const Suite& suite, const PluginTable& plugins);

/// Throws InputError where an architecture is no part of any candidate: it would be trained for nothing.
void check_pairing(const Suite& suite);

/// Throws InputError where the suite's metric, a limit, a preference or a rule of [gate] is of a metric that the
/// dataset has no answer for, or of a scenario that the suite does not measure: nobody could win, or fail.
void check_metrics(const Suite& suite, const Dataset& dataset);

/// Throws InputError where a model would have more parameters than this program lays out.
void check_models(const Suite& suite, const Dataset& dataset);

/// Throws InputError where the recipe can't train one of the architectures on this dataset (check_recipe()).
void check_recipes(const Suite& suite, const Dataset& dataset);

/// What a user should know before anything is trained: what the recipe asks for in vain (recipe_warnings()), and how
/// much each class weighs, in the dataset's order.
std::vector<std::string> notes_on(const Suite& suite, const Dataset& dataset);

/// Predicted seconds of one training on one thread: multiply-adds of forward and backward over all epochs at a rate
/// usual for small products.
double predict_training_seconds(const ModelShape& shape, const Recipe& recipe, std::int64_t train_steps,
                                double start_seconds);

/// What a child needs before it works, where it was not measured: start, read the data, split it.
inline constexpr double usual_start_seconds = 0.5;

/// The search for one architecture's hidden size.
Trial size_trial(const std::string& architecture);

/// What an architecture whose size is still to be measured takes is predicted for a usual one.
Plan make_plan(const Suite& suite, const Dataset& dataset, int cores, double start_seconds = usual_start_seconds);

}  // namespace gatewise

#endif
