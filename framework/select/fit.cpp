#include "select/fit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "select/figure.hpp"
#include "select/quality_interval.hpp"
#include "select/reserve.hpp"

namespace gatewise {
namespace {

void add(BudgetFit& all, const LimitFit& limit) {
  all.fit = std::max(all.fit, limit.fit);
  if (limit.fit == Fit::kept) all.kept.push_back(limit);
  if (!is_inside(limit.fit)) all.violations.push_back(limit);
}

/// The paired difference of what ships from the floor on the same sequences must be on the better side of zero.
void add_floor(BudgetFit& all, const Candidate& candidate, const Evidence& evidence) {
  const auto floor = evidence.floors.find(evidence.suite.metric);
  const auto quality = candidate.quality.find(evidence.suite.metric);
  if (floor == evidence.floors.end() || quality == candidate.quality.end()) return;
  Interval gain =
      artifact_gain(quality->second.validation, candidate.artifact, floor->second.validation, quality->second.better);
  if (!evidence.unfitted_floor.empty()) {
    gain =
        unknown_interval(gain.value, fmt::format("the floor '{}' had no row of train to learn an output from, and what "
                                                 "could not be fitted can't be beaten",
                                                 evidence.unfitted_floor));
  }
  const bool is_max = quality->second.better == Better::less;
  LimitFit floor_fit{
      "quality." + evidence.suite.metric + " minus its floor's", is_max, 0, gain, Unit::none, fit_of(gain, is_max, 0)};
  const bool equal = is_max ? gain.high >= 0 : gain.low <= 0;  // to equal the floor is not to beat it
  if (floor_fit.fit == Fit::proven && equal) floor_fit.fit = Fit::unproven;
  add(all, floor_fit);
}

/// The largest share up to `most` by which time may grow while `inside` holds, as it does for 0 and not for `most`.
template <class Function>
double largest_inside(double most, Function inside) {
  double least = 0;
  for (int step = 0; step < 16; ++step) {  // far finer than the tenth of a percent that is shown
    const double middle = (least + most) / 2;
    (inside(middle) ? least : most) = middle;
  }
  return least;
}

/// Asks what a limit's figure has kept in this run whether it would with its reserve, too.
void ask_for_reserve(LimitFit& result, const Candidate& candidate, const Limit& limit, const Scenarios& scenarios) {
  const auto inside = [&](double grown) {
    const Interval slower = slower_figure(*result.value, candidate, limit.metric, 1 + grown, scenarios);
    return fit_of(slower, limit.is_max, limit.value) == Fit::proven;
  };
  if (inside(result.reserve)) return;
  result.fit = Fit::kept;
  result.spare = largest_inside(result.reserve, inside);
}

/// A limit against one measurement.
LimitFit check_once(const Candidate& candidate, const Limit& limit, double reserve, const Scenarios& scenarios) {
  const std::optional<Interval> figure = figure_of(candidate, limit.metric);
  const Fit fit = figure ? fit_of(*figure, limit.is_max, limit.value) : Fit::violated;
  LimitFit result{limit.metric.text, limit.is_max, limit.value, figure, limit.metric.unit, fit, reserve};
  if (fit == Fit::proven && reserve > 0) ask_for_reserve(result, candidate, limit, scenarios);
  return result;
}

/// Where a finalist was measured afresh, with more samples, that decides: the first measurement chose it, and what was
/// chosen for being small may have been lucky. What the first one violates stays violated.
LimitFit check_limit(const Candidate& candidate, const Limit& limit, double reserve, const Scenarios& scenarios) {
  LimitFit first = check_once(candidate, limit, reserve, scenarios);
  if (!candidate.confirmed || limit.metric.kind == "quality" || first.fit == Fit::violated) return first;
  return check_once(*candidate.confirmed, limit, reserve, scenarios);
}

}  // namespace

std::string fit_name(Fit fit) {
  switch (fit) {
    case Fit::proven:
      return "proven";
    case Fit::kept:
      return "kept";
    case Fit::unproven:
      return "unproven";
    default:
      return "violated";
  }
}

Fit fit_of(const Interval& value, bool is_max, double limit) {
  if (!value.is_known()) return Fit::unproven;
  const double worst = is_max ? value.high : -value.low;
  const double best = is_max ? value.low : -value.high;
  const double bound = is_max ? limit : -limit;
  if (worst <= bound) return Fit::proven;
  return best <= bound ? Fit::unproven : Fit::violated;
}

BudgetFit fit_budget(const Candidate& candidate, const Budget& budget, const Evidence& evidence) {
  BudgetFit all;
  for (const Limit& limit : budget.limits) {
    add(all, check_limit(candidate, limit, reserve_of(limit.metric, budget), evidence.scenarios));
  }
  add_floor(all, candidate, evidence);
  return all;
}

}  // namespace gatewise
