#include "quality/floors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/dataset.hpp"
#include "data/task.hpp"

namespace gatewise {
namespace {

std::vector<Outcome> outcomes_of(const Dataset& dataset, const Sequences& sequences, const Rule& rule) {
  std::vector<Outcome> outcomes;
  for (const Sequence& sequence : sequences) outcomes.push_back(outcome_of(dataset, sequence, rule(sequence)));
  return outcomes;
}

std::vector<NamedRule> rules_of(const Dataset& dataset) {
  if (!answers_numbers(dataset.task)) return label_rules(dataset);
  return dataset.task == Task::forecasting ? forecast_rules(dataset) : regression_rules(dataset);
}

}  // namespace

std::vector<Floor> floors_of(const Dataset& dataset) {
  std::vector<NamedRule> rules = rules_of(dataset);
  if (!dataset.synthetic.kind.empty()) rules.insert(rules.begin(), trivial_rule(dataset));
  std::vector<Floor> floors;
  for (const NamedRule& rule : rules) {
    floors.push_back({rule.name, outcomes_of(dataset, dataset.validation, rule.rule),
                      outcomes_of(dataset, dataset.test, rule.rule), rule.fit});
  }
  return floors;
}

std::vector<Repair> rows_without_use(const Dataset& dataset, const Floor& floor) {
  std::vector<Repair> unused;
  for (std::size_t k = 0; k < floor.fit.used.size(); ++k) {
    const auto count = static_cast<std::int64_t>(floor.fit.rows - floor.fit.used[k]);
    if (count == 0) continue;
    const bool named = k < dataset.target_names.size();
    const std::string what = named ? fmt::format("target {}", target_name(dataset, k)) : "an output's target";
    const std::string sentence = fmt::format("rows of train without {}: floor '{}' does without", what, floor.name);
    if (unused.empty() || unused.back().what != sentence) unused.push_back({sentence, 0, ""});
    unused.back().count = std::max(unused.back().count, count);
  }
  return unused;
}

}  // namespace gatewise
