#include "training/check_recipe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "data/dataset.hpp"
#include "training/class_weights.hpp"
#include "training/updates.hpp"

namespace gatewise {
namespace {

/// What a sequence says must not hang on its steps' number or time.
void check_stretch(const Architecture& architecture, const Dataset& dataset) {
  const bool labels = dataset.task == Task::sequence_classification || dataset.task == Task::token_labelling;
  if (dataset.vocabulary > 0 || !labels) {
    throw InputError(fmt::format(
        "training.time_stretch plays dense features faster and slower, and keeps labels; dataset '{}' has {} "
        "and is for task '{}'; take it out of [training]",
        dataset.id, dataset.vocabulary > 0 ? "tokens" : "dense features", task_name(dataset.task)));
  }
  if (architecture.output_delay > 0) {
    throw InputError(
        fmt::format("training.time_stretch: the labels of {} come {} steps late, at whatever pace; take "
                    "output_delay out of [architectures], or time_stretch out of [training]",
                    architecture.id(), architecture.output_delay));
  }
}

/// A model that always answers the one class is right, whatever it has learned.
void check_two_classes(const Dataset& dataset) {
  if (answers_numbers(dataset.task) || dataset.classes.empty()) return;
  const std::vector<double> counts = label_counts(dataset);
  const auto occurs = [](double count) { return count > 0; };
  if (std::count_if(counts.begin(), counts.end(), occurs) != 1) return;
  const auto only = std::find_if(counts.begin(), counts.end(), occurs) - counts.begin();
  throw InputError(
      fmt::format("dataset '{}': every label of the training split is '{}', so that there is nothing to tell apart; "
                  "check which column or file its description takes labels from, and its [split]",
                  dataset.id, dataset.classes.at(static_cast<std::size_t>(only))));
}

using Warnings = std::vector<std::string>;

// What the suite leaves at its default is nobody's mistake: a short training is meant to be one.

void warn_of_warmup(const Recipe& recipe, std::int64_t updates, Warnings& warnings) {
  if (recipe.warmup_steps < updates || recipe.warmup_steps == Recipe{}.warmup_steps) return;
  warnings.push_back(
      fmt::format("training.learning_rate.warmup_steps is {}, but all {} epochs come to {} updates: the rate still "
                  "rises when they end; make warmup_steps smaller, or epochs more",
                  recipe.warmup_steps, recipe.epochs, updates));
}

void warn_of_patience(const Recipe& recipe, Warnings& warnings) {
  if (recipe.patience < recipe.epochs || recipe.patience == Recipe{}.patience) return;
  warnings.push_back(
      fmt::format("training.patience is {} of {} epochs: no training ends early; make patience smaller, "
                  "or epochs more",
                  recipe.patience, recipe.epochs));
}

void warn_of_batch(const Recipe& recipe, const Dataset& dataset, Warnings& warnings) {
  const auto sequences = static_cast<std::int64_t>(dataset.train.size());
  if (recipe.batching.strategy == "one_by_one" || recipe.batching.size <= sequences ||
      recipe.batching.size == Recipe{}.batching.size)
    return;
  warnings.push_back(
      fmt::format("training.batching.size is {}, but the training split has {} sequences: no batch is "
                  "ever full; make size smaller",
                  recipe.batching.size, sequences));
}

void warn_of_schedule(const Recipe& recipe, Warnings& warnings) {
  if (recipe.schedule != "step" || recipe.schedule_epochs < recipe.epochs) return;
  warnings.push_back(fmt::format(
      "training.learning_rate.every is {} of {} epochs: the rate never falls; make every smaller, or epochs "
      "more",
      recipe.schedule_epochs, recipe.epochs));
}

void warn_of_truncation(const Recipe& recipe, const std::vector<std::int64_t>& lengths, Warnings& warnings) {
  const std::int64_t longest = lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end());
  if (recipe.truncated_bptt_steps == 0 || recipe.truncated_bptt_steps < longest) return;
  warnings.push_back(
      fmt::format("training.truncated_bptt_steps is {}, but the longest training sequence has {} steps: "
                  "no gradient is cut; make it smaller, or take it out",
                  recipe.truncated_bptt_steps, longest));
}

}  // namespace

void check_recipe(const Recipe& recipe, const Dataset& dataset) {
  check_two_classes(dataset);
  class_weights_of(recipe, dataset);
  if (recipe.carry_state && recipe.truncated_bptt_steps == 0)
    throw InputError("training.carry_state needs training.truncated_bptt_steps, the length of its windows");
  if (recipe.int8_epochs >= recipe.epochs && recipe.int8_epochs > 0)
    throw InputError(fmt::format("training.int8_epochs is {} of {} epochs; at least one must come before them",
                                 recipe.int8_epochs, recipe.epochs));
}

void check_recipe(const Recipe& recipe, const Architecture& architecture, const Dataset& dataset) {
  const bool built_in = find_family(architecture.family).built_in();
  if (recipe.carry_state && architecture.bidirectional) {
    throw InputError(
        fmt::format("training.carry_state: {} reads a sequence from both ends, and no state can be carried backwards "
                    "into steps that were not seen yet; take 'bidirectional' out of architectures.direction, or "
                    "carry_state out of [training]",
                    architecture.id()));
  }
  if (recipe.carry_state && !built_in) {
    throw InputError(
        fmt::format("training.carry_state: cell family '{}' is a plugin's, whose equations start from "
                    "zeros; take it out of architectures.families, or carry_state out of [training]",
                    architecture.family));
  }
  if (recipe.int8_epochs > 0 && !built_in) {
    throw InputError(
        fmt::format("training.int8_epochs: cell family '{}' is a plugin's, whose equations know no int8 "
                    "grid; take it out of architectures.families, or int8_epochs out of [training]",
                    architecture.family));
  }
  if (recipe.time_stretch > 0) check_stretch(architecture, dataset);
}

std::vector<std::string> recipe_warnings(const Recipe& recipe, const Dataset& dataset) {
  const std::vector<std::int64_t> lengths = lengths_of(dataset.train);
  Warnings warnings;
  warn_of_warmup(recipe, updates_in_all(lengths, recipe, dataset.task), warnings);
  warn_of_patience(recipe, warnings);
  warn_of_batch(recipe, dataset, warnings);
  warn_of_schedule(recipe, warnings);
  warn_of_truncation(recipe, lengths, warnings);
  return warnings;
}

}  // namespace gatewise
