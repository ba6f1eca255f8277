#include "quality/floors.hpp"

#include "quality/floor_rules.hpp"

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
                      outcomes_of(dataset, dataset.test, rule.rule)});
  }
  return floors;
}

}  // namespace gatewise
