#include "select/finalists.hpp"

#include <algorithm>

namespace gatewise {
namespace {

constexpr std::size_t most_of_a_budget = 3;

/// The winner and those that come next among those inside every limit.
bool is_front_runner(const Ranking& ranking, std::size_t index) {
  return ranking.winner && index < most_of_a_budget && is_inside(ranking.order[index].fit.fit);
}

/// Would win, or be preferred to the winner, if only its measured cost were known better.
bool only_straddles_cost(const Place& place, const Ranking& ranking) {
  if (place.fit.fit != Fit::unproven || place.fit.violations.empty()) return false;
  if (ranking.winner && place.cost >= ranking.order.front().cost) return false;
  return std::all_of(place.fit.violations.begin(), place.fit.violations.end(), [](const LimitFit& violation) {
    return violation.metric.rfind("latency.", 0) == 0 || violation.metric.rfind("throughput.", 0) == 0;
  });
}

}  // namespace

bool speaks_of_measured_cost(const Budget& budget) {
  return budget.prefer.is_timed() || std::any_of(budget.limits.begin(), budget.limits.end(),
                                                 [](const Limit& limit) { return limit.metric.is_timed(); });
}

std::vector<std::string> unconfirmed_finalists(const std::vector<Ranking>& rankings) {
  std::vector<std::string> ids;
  for (const Ranking& ranking : rankings) {
    if (!speaks_of_measured_cost(*ranking.budget)) continue;
    std::size_t straddling = 0;
    for (std::size_t i = 0; i < ranking.order.size(); ++i) {
      const Place& place = ranking.order[i];
      const bool straddles = only_straddles_cost(place, ranking) && straddling < most_of_a_budget;
      straddling += straddles ? 1 : 0;
      if (!straddles && !is_front_runner(ranking, i)) continue;
      const std::string& id = place.candidate->id;
      if (place.candidate->confirmed || std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
      ids.push_back(id);
    }
  }
  return ids;
}

}  // namespace gatewise
