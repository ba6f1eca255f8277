#include "select/ranking.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "base/units.hpp"
#include "select/explain.hpp"
#include "select/figure.hpp"
#include "select/pareto.hpp"
#include "select/tie.hpp"

namespace gatewise {
namespace {

/// Less is better; infinite where there is no value.
double cost_of(const Candidate& candidate, const MetricPath& path) {
  const std::optional<Interval> figure = preference_of(candidate, path);
  if (!figure) return std::numeric_limits<double>::infinity();
  return path.better == Better::less ? figure->value : -figure->value;
}

/// The winner's index: the first place is the best of those inside every limit; of those that tie with it the smallest
/// wins.
std::optional<std::size_t> choose_winner(const std::vector<Place>& order, const Budget& budget) {
  if (order.empty() || !is_inside(order.front().fit.fit) || !figure_of(*order.front().candidate, budget.prefer))
    return std::nullopt;
  const Comparable best = comparable_of(*order.front().candidate, budget.prefer);
  std::size_t winner = 0;
  for (std::size_t i = 1; i < order.size() && is_inside(order[i].fit.fit); ++i) {
    if (tie_of(comparable_of(*order[i].candidate, budget.prefer), best, budget.indifference) == Tie::none) continue;
    if (total_bytes_of(*order[i].candidate) < total_bytes_of(*order[winner].candidate)) winner = i;
  }
  return winner;
}

std::vector<Place> sorted_places(const Evidence& evidence, const Budget& budget) {
  std::vector<Place> order;
  for (const Candidate& candidate : evidence.candidates) {
    if (candidate.status == "passed")
      order.push_back(
          {&candidate, cost_of(candidate, budget.prefer), 0, fit_budget(candidate, budget, evidence), {}, 0, ""});
  }
  std::stable_sort(order.begin(), order.end(), [&](const Place& a, const Place& b) {
    const auto key = [&](const Place& place) {
      return std::tuple(std::max(place.fit.fit, Fit::kept), place.cost, total_bytes_of(*place.candidate));
    };
    return key(a) < key(b);
  });
  return order;
}

void add_tie(Place& place, const Place& other) {
  if (place.tied_with.size() < most_ties_named) place.tied_with.push_back(other.candidate->id);
  ++place.ties;
}

/// In the order's own order, so that the best are those that are named.
void fill_ties(std::vector<Place>& order, const Budget& budget) {
  std::vector<Comparable> all;
  for (const Place& place : order) all.push_back(comparable_of(*place.candidate, budget.prefer));
  for (std::size_t i = 1; i < order.size(); ++i) order[i].tie_with_first = tie_of(all[i], all[0], budget.indifference);
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      if (tie_of(all[i], all[j], budget.indifference) == Tie::none) continue;
      add_tie(order[i], order[j]);
      add_tie(order[j], order[i]);
    }
  }
}

/// Whether it is this very limit that is broken, by a value that a looser one would admit.
bool breaks(const LimitFit& violation, const Limit& limit) {
  return violation.value && violation.metric == limit.metric.text && violation.is_max == limit.is_max &&
         violation.limit == limit.value;
}

/// For each limit, the best candidate that breaks or strains only it and would be preferred to the winner.
std::vector<Relaxation> find_relaxations(const std::vector<Place>& order, const Budget& budget, const Place* winner) {
  std::vector<Relaxation> relaxations;
  for (const Limit& limit : budget.limits) {
    const Place* best = nullptr;
    for (const Place& place : order) {
      if (place.fit.violations.size() != 1 || !breaks(place.fit.violations[0], limit)) continue;
      if (!place.fit.violations[0].value->is_known()) continue;
      if (winner != nullptr && place.cost >= winner->cost) continue;
      if (best == nullptr || place.cost < best->cost) best = &place;
    }
    if (best == nullptr) continue;
    const Interval& value = *best->fit.violations[0].value;
    relaxations.push_back({limit.metric.text, limit.value, limit.is_max ? value.high : value.low, best->candidate->id,
                           limit.metric.unit});
  }
  return relaxations;
}

}  // namespace

Ranking rank(const Evidence& evidence, const Budget& budget) {
  Ranking ranking;
  ranking.budget = &budget;
  ranking.order = sorted_places(evidence, budget);
  ranking.pareto = pareto_front(evidence);
  if (const std::optional<std::size_t> index = choose_winner(ranking.order, budget)) {
    std::rotate(ranking.order.begin(), ranking.order.begin() + static_cast<std::ptrdiff_t>(*index),
                ranking.order.begin() + static_cast<std::ptrdiff_t>(*index) + 1);
    ranking.winner = ranking.order.front().candidate->id;
  }
  fill_ties(ranking.order, budget);
  for (std::size_t i = 0; i < ranking.order.size(); ++i) ranking.order[i].rank = static_cast<int>(i) + 1;
  const Place* winner = ranking.winner ? &ranking.order.front() : nullptr;
  ranking.relax = find_relaxations(ranking.order, budget, winner);
  for (Place& place : ranking.order) place.why = explain_place(place, winner, budget);
  ranking.why = explain_ranking(ranking, evidence);
  return ranking;
}

}  // namespace gatewise
