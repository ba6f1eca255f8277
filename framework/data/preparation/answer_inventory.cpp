#include "data/preparation/answer_inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/moments.hpp"
#include "data/readers/marks.hpp"

namespace gatewise {
namespace {

bool asks_for_labels(const Sequences& sequences) {
  return std::any_of(sequences.begin(), sequences.end(), [](const Sequence& sequence) {
    return std::any_of(sequence.labels.begin(), sequence.labels.end(),
                       [](std::int32_t label) { return label != no_label; });
  });
}

bool asks_for_numbers(const Sequences& sequences) {
  return std::any_of(sequences.begin(), sequences.end(), [](const Sequence& sequence) {
    return std::any_of(sequence.targets.begin(), sequence.targets.end(),
                       [](double target) { return !std::isnan(target); });
  });
}

template <class Asks>
bool each_split_asks(const Dataset& dataset, Asks asks) {
  return asks(dataset.train) && asks(dataset.validation) && asks(dataset.test);
}

void check_some_label(const DatasetDescription& description, const Dataset& dataset) {
  if (each_split_asks(dataset, asks_for_labels)) return;
  throw InputError(fmt::format("{}: task '{}' asks for labels, but a split holds none", description.file.string(),
                               task_name(description.task)));
}

void check_some_number(const DatasetDescription& description, const Dataset& dataset) {
  if (dataset.outputs > 0 && each_split_asks(dataset, asks_for_numbers)) return;
  throw InputError(fmt::format(
      "{}: task '{}' asks for numbers, but a split holds none; name a column, an array or a file of role \"targets\"",
      description.file.string(), task_name(description.task)));
}

/// The numbers of one target.
Moments numbers_of_target(const Sequences& sequences, std::size_t target, std::size_t outputs) {
  Moments moments;
  for (const Sequence& sequence : sequences) {
    for (std::size_t i = target; i < sequence.targets.size(); i += outputs) {
      if (!std::isnan(sequence.targets[i])) moments.add(sequence.targets[i]);
    }
  }
  return moments;
}

void check_target(const DatasetDescription& description, std::size_t target, Dataset& dataset) {
  const auto outputs = static_cast<std::size_t>(dataset.outputs);
  const std::string name = target_name(dataset, target);
  const Moments train = numbers_of_target(dataset.train, target, outputs);
  if (train.count == 0) {
    throw InputError(
        fmt::format("{}: target {} has no number in train, so nothing teaches it; take it out or change "
                    "the split",
                    description.file.string(), name));
  }
  if (train.squares == 0) dataset.repairs.add(fmt::format("targets that are constant in train: {}", name), "");
  if (numbers_of_target(dataset.validation, target, outputs).count == 0)
    dataset.repairs.add(fmt::format("targets without a number in validation: {}", name), "");
  if (numbers_of_target(dataset.test, target, outputs).count == 0)
    dataset.repairs.add(fmt::format("targets without a number in test: {}", name), "");
}

}  // namespace

void check_answers(const DatasetDescription& description, Dataset& dataset) {
  if (!answers_numbers(description.task)) return check_some_label(description, dataset);
  check_some_number(description, dataset);
  if (description.task == Task::forecasting) return;  // its outputs are steps of one target
  for (std::size_t k = 0; k < static_cast<std::size_t>(dataset.outputs); ++k) check_target(description, k, dataset);
}

}  // namespace gatewise
