#include "select/fit.hpp"

#include <algorithm>

#include "select/figure.hpp"
#include "select/quality_interval.hpp"

namespace gatewise {
namespace {

void keep(BudgetFit& all, const Violation& violation) {
  all.fit = std::max(all.fit, violation.fit);
  if (violation.fit != Fit::proven) all.violations.push_back(violation);
}

/// The paired difference from the floor on the same sequences must be on the better side of zero.
void add_floor(BudgetFit& all, const Candidate& candidate, const Evidence& evidence) {
  const auto floor = evidence.floors.find(evidence.suite.metric);
  const auto quality = candidate.quality.find(evidence.suite.metric);
  if (floor == evidence.floors.end() || quality == candidate.quality.end()) return;
  const Interval gain =
      quality_difference(comparable_of(quality->second.validation), comparable_of(floor->second.validation), false)
          .interval();
  const bool is_max = quality->second.better == Better::less;
  Violation violation{
      "quality." + evidence.suite.metric + " minus its floor's", is_max, 0, gain, Unit::none, fit_of(gain, is_max, 0)};
  const bool equal = is_max ? gain.high >= 0 : gain.low <= 0;  // to equal the floor is not to beat it
  if (violation.fit == Fit::proven && equal) violation.fit = Fit::unproven;
  keep(all, violation);
}

/// A limit against one measurement.
Violation check_once(const Candidate& candidate, const Limit& limit) {
  const std::optional<Interval> figure = figure_of(candidate, limit.metric);
  const Fit fit = figure ? fit_of(*figure, limit.is_max, limit.value) : Fit::violated;
  return {limit.metric.text, limit.is_max, limit.value, figure, limit.metric.unit, fit};
}

/// Where a finalist was measured afresh, with more samples, that decides: the first measurement chose it, and what was
/// chosen for being small may have been lucky. What the first one violates stays violated.
Violation check_limit(const Candidate& candidate, const Limit& limit) {
  const Violation first = check_once(candidate, limit);
  if (!candidate.confirmed || limit.metric.kind == "quality" || first.fit == Fit::violated) return first;
  return check_once(*candidate.confirmed, limit);
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
    keep(all, check_limit(candidate, limit));
  }
  add_floor(all, candidate, evidence);
  return all;
}

}  // namespace gatewise
