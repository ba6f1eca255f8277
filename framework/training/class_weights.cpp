#include "training/class_weights.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"

namespace gatewise {
namespace {

/// [classes] how many labels of the training split are of each.
std::vector<double> label_counts(const Dataset& dataset) {
  std::vector<double> counts(static_cast<std::size_t>(dataset.outputs));
  for (const Sequence& sequence : dataset.train) {
    for (const std::int32_t label : sequence.labels) {
      if (label >= 0) ++counts[static_cast<std::size_t>(label)];
    }
  }
  return counts;
}

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

void check_list(const std::vector<double>& weights, const Dataset& dataset) {
  if (weights.size() != static_cast<std::size_t>(dataset.outputs)) {
    throw InputError(
        fmt::format("training.class_weights holds {} weights, but dataset '{}' has {} classes; give one for each, in "
                    "this order: {}",
                    weights.size(), dataset.id, dataset.outputs, fmt::join(dataset.classes, ", ")));
  }
  const std::vector<double> counts = label_counts(dataset);
  for (std::size_t c = 0; c < weights.size(); ++c) {
    if (weights[c] > 0 && counts[c] > 0) return;
  }
  throw InputError(
      fmt::format("training.class_weights gives weight to no class that occurs in the training split of dataset '{}'; "
                  "nothing would be learned",
                  dataset.id));
}

}  // namespace

std::vector<double> class_weights_of(const Recipe& recipe, const Dataset& dataset) {
  if (recipe.class_weights == "none" || answers_numbers(dataset.task)) return {};
  if (recipe.class_weights == "balanced") return balanced(label_counts(dataset));
  check_list(recipe.class_weight_list, dataset);
  return recipe.class_weight_list;
}

}  // namespace gatewise
