#include "quality/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "base/random.hpp"

namespace gatewise {

Units units_of(std::span<const Outcome> outcomes, const std::vector<std::string>& groups) {
  Units members;
  std::map<std::string, std::size_t> known;
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    if (outcomes[i].asked() == 0) continue;
    const auto [entry, fresh] = known.emplace(groups[i], members.size());
    if (fresh || groups[i].empty()) {
      members.push_back({i});
    } else {
      members[entry->second].push_back(i);
    }
  }
  return members;
}

Draws bootstrap(const Metric& metric, std::span<const Outcome> outcomes, const Units& units) {
  Random random(units.size(), "bootstrap");
  Draws draws;
  std::vector<std::uint32_t> picks;
  for (std::size_t draw = 0; draw < bootstrap_draws; ++draw) {
    picks.clear();
    for (std::size_t i = 0; i < units.size(); ++i) {
      const std::vector<std::uint32_t>& group = units[random.below(units.size())];
      picks.insert(picks.end(), group.begin(), group.end());
    }
    if (metric.defined(outcomes, picks)) {
      draws.values.push_back(metric.over(outcomes, picks));
    } else {
      ++draws.left_out;
    }
  }
  return draws;
}

}  // namespace gatewise
