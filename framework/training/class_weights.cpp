#include "training/class_weights.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "data/dataset.hpp"

namespace gatewise {
namespace {

/// w_c = labels / (classes that occur · labels of class c)
std::vector<double> balanced(std::vector<double> counts) {
  double labels = 0;
  double occurring = 0;
  for (const double count : counts) {
    labels += count;
    occurring += count > 0 ? 1 : 0;
  }
  for (double& count : counts) count = count > 0 ? labels / (occurring * count) : 0;
  return counts;
}

void check_length(const std::vector<double>& weights, const Dataset& dataset) {
  if (weights.size() == static_cast<std::size_t>(dataset.outputs)) return;
  throw InputError(
      fmt::format("training.class_weights holds {} weights, but dataset '{}' has {} classes; give one for each, in "
                  "this order: {}; or name those that weigh other than 1, such as {{ \"{}\" = 20 }}",
                  weights.size(), dataset.id, dataset.outputs, fmt::join(dataset.classes, ", "),
                  dataset.classes.empty() ? "rare" : dataset.classes.back()));
}

/// Its number.
std::size_t class_named(const std::string& name, const Dataset& dataset) {
  const auto found = std::find(dataset.classes.begin(), dataset.classes.end(), name);
  if (found != dataset.classes.end()) return static_cast<std::size_t>(found - dataset.classes.begin());
  const std::string nearest = nearest_name(name, dataset.classes);
  throw InputError(fmt::format(
      "training.class_weights names '{}', which is no class of dataset '{}'{}; its classes: {}", name, dataset.id,
      nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest), fmt::join(dataset.classes, ", ")));
}

std::vector<double> by_names(const std::map<std::string, double>& weights, const Dataset& dataset) {
  std::vector<double> all(static_cast<std::size_t>(dataset.outputs), 1);
  for (const auto& [name, weight] : weights) all[class_named(name, dataset)] = weight;
  return all;
}

/// The weights, where there is something to learn by them.
std::vector<double> checked_weights(std::vector<double> weights, const Dataset& dataset) {
  const std::vector<double> counts = label_counts(dataset);
  for (std::size_t c = 0; c < weights.size(); ++c) {
    if (weights[c] > 0 && counts[c] > 0) return weights;
  }
  throw InputError(
      fmt::format("training.class_weights gives weight to no class that occurs in the training split of dataset '{}'; "
                  "nothing would be learned",
                  dataset.id));
}

}  // namespace

std::vector<double> label_counts(const Dataset& dataset) {
  std::vector<double> counts(static_cast<std::size_t>(dataset.outputs));
  for (const Sequence& sequence : dataset.train) {
    for (const std::int32_t label : sequence.labels) {
      if (label >= 0) ++counts[static_cast<std::size_t>(label)];
    }
  }
  return counts;
}

std::vector<double> class_weights_of(const Recipe& recipe, const Dataset& dataset) {
  if (recipe.class_weights == "none" || answers_numbers(dataset.task)) return {};
  if (recipe.class_weights == "balanced") return balanced(label_counts(dataset));
  if (recipe.class_weights == "names") return checked_weights(by_names(recipe.class_weight_names, dataset), dataset);
  check_length(recipe.class_weight_list, dataset);
  return checked_weights(recipe.class_weight_list, dataset);
}

std::string text_of_class_weights(const Recipe& recipe, const Dataset& dataset) {
  const std::vector<double> weights = class_weights_of(recipe, dataset);
  std::string text;
  for (std::size_t c = 0; c < weights.size(); ++c)
    text += fmt::format("{}{} = {:.4g}", c == 0 ? "" : ", ", dataset.classes.at(c), weights[c]);
  return text;
}

}  // namespace gatewise
