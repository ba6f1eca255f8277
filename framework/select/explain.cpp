#include "select/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.hpp"
#include "select/figure.hpp"

namespace gatewise {
namespace {

std::string show(double value, Unit unit) { return format_quantity(value, unit); }

/// The bare value where the interval has no width, as with what is counted.
std::string show_interval(const Interval& interval, Unit unit) {
  if (interval.low == interval.high) return show(interval.value, unit);
  return fmt::format("{} [{}, {}]", show(interval.value, unit), show(interval.low, unit), show(interval.high, unit));
}

std::string lost_by_value(const Place& place, const Place& winner, const MetricPath& prefer) {
  const std::optional<Interval> mine = figure_of(*place.candidate, prefer);
  const std::optional<Interval> theirs = figure_of(*winner.candidate, prefer);
  if (!mine || !theirs) return fmt::format("has no {}", prefer.text);
  if (difference_of(*place.candidate, *winner.candidate, prefer)->holds_zero()) {
    const double size = total_bytes_of(*place.candidate);
    const double winners = total_bytes_of(*winner.candidate);
    if (size > winners) {
      return fmt::format("ties with the winner on {} and needs more memory: {} against {}", prefer.text,
                         show(size, Unit::bytes), show(winners, Unit::bytes));
    }
    if (size == winners)
      return fmt::format("ties with the winner on {} at the same size, with the worse value {}", prefer.text,
                         show(mine->value, prefer.unit));
    return fmt::format("ties with the winner on {} but not with the best, which the winner does", prefer.text);
  }
  const bool worse = (prefer.better == Better::less) == (mine->value > theirs->value);
  if (!worse)
    return fmt::format("is better on {} than the winner, but not than all that the winner ties with", prefer.text);
  return fmt::format("{} {} is worse than the winner's {}", prefer.text, show(mine->value, prefer.unit),
                     show(theirs->value, prefer.unit));
}

}  // namespace

std::string explain_violation(const Violation& violation) {
  const std::string bound =
      fmt::format("{} {}", violation.is_max ? "at most" : "at least", show(violation.limit, violation.unit));
  if (!violation.value) return fmt::format("has no {} ({} is asked for)", violation.metric, bound);
  if (violation.fit == Fit::unproven) {
    return fmt::format("{} {} straddles the limit, {}", violation.metric,
                       show_interval(*violation.value, violation.unit), bound);
  }
  return fmt::format("{} is {}, {} is asked for", violation.metric, show(violation.value->value, violation.unit),
                     bound);
}

std::string explain_place(const Place& place, const Place* winner, const Budget& budget) {
  if (&place == winner) {
    const std::optional<Interval> figure = figure_of(*place.candidate, budget.prefer);
    return fmt::format("keeps every limit with {} {}{}", budget.prefer.text, show_interval(*figure, budget.prefer.unit),
                       place.candidate->confirmed ? ", and did when it was measured afresh" : "");
  }
  if (!place.fit.violations.empty()) {
    // The worst first: a broken limit says more than a straddled one.
    const auto worst = std::max_element(place.fit.violations.begin(), place.fit.violations.end(),
                                        [](const Violation& a, const Violation& b) { return a.fit < b.fit; });
    const std::size_t others = place.fit.violations.size() - 1;
    return explain_violation(*worst) + (others == 0 ? "" : fmt::format(" (and {} more)", others));
  }
  if (winner == nullptr) return "keeps every limit";
  return lost_by_value(place, *winner, budget.prefer);
}

std::string explain_ranking(const Ranking& ranking, const Evidence& evidence) {
  const auto count = [&](Fit fit) {
    return std::count_if(ranking.order.begin(), ranking.order.end(),
                         [fit](const Place& p) { return p.fit.fit == fit; });
  };
  const auto proven = count(Fit::proven);
  const std::size_t all = evidence.candidates.size();
  if (!ranking.winner) {
    if (ranking.order.empty()) return fmt::format("none of {} candidates passed; see their reasons", all);
    return fmt::format(
        "no candidate of {} is proven to keep every limit ({} unproven, {} violated); nearest: {}, which {}", all,
        count(Fit::unproven), count(Fit::violated), ranking.order.front().candidate->id, ranking.order.front().why);
  }
  const Place& winner = ranking.order.front();
  const auto tied = std::count_if(ranking.order.begin() + 1, ranking.order.end(), [&](const Place& place) {
    return place.fit.fit == Fit::proven && total_bytes_of(*place.candidate) > total_bytes_of(*winner.candidate) &&
           difference_of(*place.candidate, *winner.candidate, ranking.budget->prefer)->holds_zero();
  });
  std::string text = fmt::format("{} {}; {} of {} candidates are proven to keep every limit", *ranking.winner,
                                 winner.why, proven, all);
  if (tied > 0)
    text += fmt::format(", {} of them {} with it on {} and {} larger", tied, tied == 1 ? "ties" : "tie",
                        ranking.budget->prefer.text, tied == 1 ? "is" : "are");
  return text;
}

}  // namespace gatewise
