#include "select/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.hpp"
#include "select/figure.hpp"

namespace gatewise {
namespace {

std::string show(double value, Unit unit) { return format_quantity(value, unit); }

/// The bare value where the interval has no width, as with what is counted, and the reason where it is unknown.
std::string show_interval(const Interval& interval, Unit unit) {
  if (!interval.is_known())
    return fmt::format("{} (interval unknown: {})", show(interval.value, unit), interval.unknown);
  if (interval.low == interval.high) return show(interval.value, unit);
  return fmt::format("{} [{}, {}]", show(interval.value, unit), show(interval.low, unit), show(interval.high, unit));
}

std::string show_share(double share) { return fmt::format("{:.3g} %", 100 * share); }

/// What the whole rests on least: of the limits that are kept by less than their reserve the one nearest to breaking.
std::string narrowly_kept(const BudgetFit& fit) {
  if (fit.kept.empty()) return "";
  const auto nearest = std::min_element(fit.kept.begin(), fit.kept.end(), [](const LimitFit& a, const LimitFit& b) {
    return a.spare * b.reserve < b.spare * a.reserve;
  });
  const std::size_t others = fit.kept.size() - 1;
  return "; " + explain_kept(*nearest) + (others == 0 ? "" : fmt::format(" (and {} more)", others));
}

/// "2 of 9 candidates are proven to keep every limit, 3 keep them by less than the reserve".
std::string inside_text(std::ptrdiff_t proven, std::ptrdiff_t kept, std::size_t all) {
  std::string text = fmt::format("{} of {} candidates are proven to keep every limit", proven, all);
  if (kept > 0) text += fmt::format(", {} {} by less than the reserve", kept, kept == 1 ? "keeps them" : "keep them");
  return text;
}

/// "ties with the winner on quality.accuracy", and by what.
std::string tie_text(Tie tie, const Budget& budget) {
  const std::string text = "ties with the winner on " + budget.prefer.text;
  return tie == Tie::chance ? text
                            : text + fmt::format(" (they differ by less than {})", show_share(budget.indifference));
}

/// Whether a score of the path is of several trainings, so that its artifact and its recipe differ.
bool is_of_trainings(const Candidate& candidate, const MetricPath& path) {
  return path.kind == "quality" && candidate.quality.at(path.detail).validation.by_seed.size() > 1;
}

/// "quality.accuracy 0.961 [0.94, 0.98] (artifact; recipe 0.955 [0.93, 0.97])".
std::string preferred_text(const Candidate& candidate, const MetricPath& prefer) {
  std::string text = fmt::format("{} {}", prefer.text, show_interval(*figure_of(candidate, prefer), prefer.unit));
  if (is_of_trainings(candidate, prefer))
    text += fmt::format(" (artifact; recipe {})", show_interval(*preference_of(candidate, prefer), prefer.unit));
  return text;
}

std::string lost_by_value(const Place& place, const Place& winner, const Budget& budget) {
  const MetricPath& prefer = budget.prefer;
  const std::optional<Interval> mine = preference_of(*place.candidate, prefer);
  const std::optional<Interval> theirs = preference_of(*winner.candidate, prefer);
  if (!mine || !theirs) return fmt::format("has no {}", prefer.text);
  if (place.tie_with_first != Tie::none) {
    const std::string ties = tie_text(place.tie_with_first, budget);
    const double size = total_bytes_of(*place.candidate);
    const double winners = total_bytes_of(*winner.candidate);
    if (size > winners) {
      return fmt::format("{} and needs more memory: {} against {}", ties, show(size, Unit::bytes),
                         show(winners, Unit::bytes));
    }
    if (size == winners)
      return fmt::format("{} at the same size, with the worse value {}", ties, show(mine->value, prefer.unit));
    return ties + " but not with the best, which the winner does";
  }
  const bool worse = (prefer.better == Better::less) == (mine->value > theirs->value);
  if (!worse)
    return fmt::format("is better on {} than the winner, but not than all that the winner ties with", prefer.text);
  return fmt::format("{}{} {} is worse than the winner's {}",
                     is_of_trainings(*place.candidate, prefer) ? "the recipe's " : "", prefer.text,
                     show(mine->value, prefer.unit), show(theirs->value, prefer.unit));
}

}  // namespace

std::string explain_violation(const LimitFit& violation) {
  const std::string bound =
      fmt::format("{} {}", violation.is_max ? "at most" : "at least", show(violation.limit, violation.unit));
  if (!violation.value) return fmt::format("has no {} ({} is asked for)", violation.metric, bound);
  if (!violation.value->is_known()) {
    return fmt::format("{} {} proves nothing, {} is asked for: {}", violation.metric,
                       show(violation.value->value, violation.unit), bound, violation.value->unknown);
  }
  if (violation.fit == Fit::unproven) {
    return fmt::format("{} {} straddles the limit, {}", violation.metric,
                       show_interval(*violation.value, violation.unit), bound);
  }
  return fmt::format("{} is {}, {} is asked for", violation.metric, show(violation.value->value, violation.unit),
                     bound);
}

std::string explain_kept(const LimitFit& kept) {
  const double shown = std::floor(1000 * kept.spare) / 1000;  // never more than there is
  return fmt::format("keeps {} {} {} in this run, with {} to spare: runs of such a machine differ by more (reserve {})",
                     kept.metric, kept.is_max ? "<=" : ">=", show(kept.limit, kept.unit), show_share(shown),
                     show_share(kept.reserve));
}

std::string explain_place(const Place& place, const Place* winner, const Budget& budget) {
  if (&place == winner) {
    return fmt::format("keeps every limit with {}{}{}", preferred_text(*place.candidate, budget.prefer),
                       place.candidate->confirmed ? ", and did when it was measured afresh" : "",
                       narrowly_kept(place.fit));
  }
  if (!place.fit.violations.empty()) {
    // The worst first: a broken limit says more than a straddled one.
    const auto worst = std::max_element(place.fit.violations.begin(), place.fit.violations.end(),
                                        [](const LimitFit& a, const LimitFit& b) { return a.fit < b.fit; });
    const std::size_t others = place.fit.violations.size() - 1;
    return explain_violation(*worst) + (others == 0 ? "" : fmt::format(" (and {} more)", others));
  }
  return (winner == nullptr ? "keeps every limit" : lost_by_value(place, *winner, budget)) + narrowly_kept(place.fit);
}

std::string explain_ranking(const Ranking& ranking, const Evidence& evidence) {
  const auto count = [&](Fit fit) {
    return std::count_if(ranking.order.begin(), ranking.order.end(),
                         [fit](const Place& p) { return p.fit.fit == fit; });
  };
  const std::size_t all = evidence.candidates.size();
  if (!ranking.winner) {
    if (ranking.order.empty()) return fmt::format("none of {} candidates passed; see their reasons", all);
    return fmt::format(
        "no candidate of {} is proven to keep every limit ({} unproven, {} violated); nearest: {}, which {}", all,
        count(Fit::unproven), count(Fit::violated), ranking.order.front().candidate->id, ranking.order.front().why);
  }
  const Place& winner = ranking.order.front();
  const auto tied = std::count_if(ranking.order.begin() + 1, ranking.order.end(), [&](const Place& place) {
    return is_inside(place.fit.fit) && total_bytes_of(*place.candidate) > total_bytes_of(*winner.candidate) &&
           place.tie_with_first != Tie::none;
  });
  std::string text =
      fmt::format("{} {}; {}", *ranking.winner, winner.why, inside_text(count(Fit::proven), count(Fit::kept), all));
  if (tied > 0)
    text += fmt::format(", {} of them {} with it on {} and {} larger", tied, tied == 1 ? "ties" : "tie",
                        ranking.budget->prefer.text, tied == 1 ? "is" : "are");
  return text;
}

}  // namespace gatewise
