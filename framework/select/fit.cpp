#include "select/fit.hpp"

#include <algorithm>

#include "select/figure.hpp"
#include "select/quality_interval.hpp"

namespace gatewise {
namespace {

void add(BudgetFit& all, Violation violation) {
  violation.fit = violation.value ? fit_of(*violation.value, violation.is_max, violation.limit) : Fit::violated;
  all.fit = std::max(all.fit, violation.fit);
  if (violation.fit != Fit::proven) all.violations.push_back(std::move(violation));
}

/// The paired difference from the floor on the same sequences must be on the better side of zero.
void add_floor(BudgetFit& all, const Candidate& candidate, const Evidence& evidence) {
  const auto floor = evidence.floors.find(evidence.suite.metric);
  const auto quality = candidate.quality.find(evidence.suite.metric);
  if (floor == evidence.floors.end() || quality == candidate.quality.end()) return;
  const Interval gain = quality_difference(quality->second.validation, floor->second.validation, false);
  add(all, {"quality." + evidence.suite.metric + " minus its floor's", quality->second.better == Better::less, 0, gain, Unit::none, Fit::proven});
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
  add_floor(all, candidate, evidence);
  return all;
}

}  // namespace gatewise
