#include "data/preparation/class_inventory.hpp"

#include <algorithm>
#include <set>

#include "data/readers/marks.hpp"

namespace gatewise {
namespace {

std::set<std::string> names_in(const Sequences& sequences, const NameTable& labels) {
  std::set<std::int32_t> numbers;
  for (const Sequence& sequence : sequences) numbers.insert(sequence.labels.begin(), sequence.labels.end());
  numbers.erase(no_label);
  std::set<std::string> names;
  for (const std::int32_t number : numbers) names.insert(labels.names()[static_cast<std::size_t>(number)]);
  return names;
}

/// The classes' names in order; sets `unseen` to how many of them train lacks.
std::vector<std::string> order_classes(const NameTable& labels, const Dataset& dataset, std::int64_t& unseen) {
  const std::set<std::string> seen = names_in(dataset.train, labels);
  std::set<std::string> others = names_in(dataset.validation, labels);
  others.merge(names_in(dataset.test, labels));
  std::vector<std::string> classes(seen.begin(), seen.end());
  std::set_difference(others.begin(), others.end(), seen.begin(), seen.end(), std::back_inserter(classes));
  unseen = static_cast<std::int64_t>(classes.size() - seen.size());
  return classes;
}

bool is_typed_position(const std::string& name) {
  return name.size() > 2 && name[1] == '-' && std::string_view("BIES").find(name[0]) != std::string_view::npos;
}

}  // namespace

bool are_entity_tags(const std::vector<std::string>& classes) {
  const bool all = std::all_of(classes.begin(), classes.end(),
                               [](const std::string& name) { return name == "O" || is_typed_position(name); });
  const bool any = std::any_of(classes.begin(), classes.end(), [](const std::string& name) {
    return name.starts_with("B-") || name.starts_with("I-");
  });
  return all && any;
}

void number_classes(const NameTable& labels, Dataset& dataset) {
  dataset.classes = order_classes(labels, dataset, dataset.unseen_classes);
  NameTable numbers;
  for (const std::string& name : dataset.classes) numbers.number_of(name);
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (Sequence& sequence : *split) {
      for (std::int32_t& label : sequence.labels) {
        if (label != no_label) label = numbers.number_of(labels.names()[static_cast<std::size_t>(label)]);
      }
    }
  }
  dataset.entity_tags = are_entity_tags(dataset.classes);
  dataset.outputs = static_cast<std::int64_t>(dataset.classes.size());
}

std::int64_t count_unseen_labels(const Sequences& sequences, const Dataset& dataset) {
  const auto first = static_cast<std::int64_t>(dataset.classes.size()) - dataset.unseen_classes;
  std::int64_t count = 0;
  for (const Sequence& sequence : sequences) {
    count += std::count_if(sequence.labels.begin(), sequence.labels.end(),
                           [first](std::int32_t label) { return label >= first; });
  }
  return count;
}

}  // namespace gatewise
