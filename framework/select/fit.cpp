#include "select/fit.hpp"

#include <algorithm>

#include "select/figure.hpp"

namespace gatewise {
namespace {

void add(BudgetFit& all, Violation violation) {
  violation.fit = violation.value ? fit_of(*violation.value, violation.is_max, violation.limit) : Fit::violated;
  all.fit = std::max(all.fit, violation.fit);
  if (violation.fit != Fit::proven) all.violations.push_back(std::move(violation));
}

}  // namespace

std::string fit_name(Fit fit) {
  switch (fit) {
    case Fit::proven:
      return "proven";
    case Fit::unproven:
      return "unproven";
    default:
      return "violated";
  }
}

Fit fit_of(const Interval& value, bool is_max, double limit) {
  const double worst = is_max ? value.high : -value.low;
  const double best = is_max ? value.low : -value.high;
  const double bound = is_max ? limit : -limit;
  if (worst <= bound) return Fit::proven;
  return best <= bound ? Fit::unproven : Fit::violated;
}

BudgetFit fit_budget(const Candidate& candidate, const Budget& budget, const Evidence& evidence) {
  BudgetFit all;
  for (const Limit& limit : budget.limits) {
    add(all, {limit.metric.text, limit.is_max, limit.value, figure_of(candidate, limit.metric), limit.metric.unit, Fit::proven});
  }
  const auto floor = evidence.floors.find(evidence.suite.metric);
  if (floor != evidence.floors.end()) {
    const MetricPath primary = parse_metric_path("quality." + evidence.suite.metric, evidence.suite.task);
    add(all, {primary.text + " beyond its floor", primary.better == Better::less, floor->second.validation, figure_of(candidate, primary), Unit::none, Fit::proven});
  }
  return all;
}

}  // namespace gatewise
