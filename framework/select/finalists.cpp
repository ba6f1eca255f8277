#include "select/finalists.hpp"

#include <algorithm>

namespace gatewise {
namespace {

constexpr std::size_t most_of_a_budget = 3;

bool is_measured(const MetricPath& path) { return path.kind == "latency" || path.kind == "throughput"; }

bool speaks_of_cost(const Budget& budget) {
  return is_measured(budget.prefer) || std::any_of(budget.limits.begin(), budget.limits.end(),
                                                   [](const Limit& limit) { return is_measured(limit.metric); });
}

}  // namespace

std::vector<std::string> unconfirmed_finalists(const std::vector<Ranking>& rankings) {
  std::vector<std::string> ids;
  for (const Ranking& ranking : rankings) {
    if (!ranking.winner || !speaks_of_cost(*ranking.budget)) continue;
    for (std::size_t i = 0; i < std::min(most_of_a_budget, ranking.order.size()); ++i) {
      const Place& place = ranking.order[i];
      const std::string& id = place.candidate->id;
      if (place.fit.fit != Fit::proven || place.candidate->confirmed) continue;
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
  }
  return ids;
}

}  // namespace gatewise
