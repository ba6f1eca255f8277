#include "quality/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "base/random.hpp"

namespace gatewise {
namespace {

/// Indices of each group's sequences, in the order of first appearance.
std::vector<std::vector<std::uint32_t>> members_of(std::span<const Outcome> outcomes,
                                                   const std::vector<std::string>& groups) {
  std::vector<std::vector<std::uint32_t>> members;
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

}  // namespace

std::size_t count_units(std::span<const Outcome> outcomes, const std::vector<std::string>& groups) {
  return members_of(outcomes, groups).size();
}

Draws bootstrap(const Metric& metric, std::span<const Outcome> outcomes, const std::vector<std::string>& groups) {
  const std::vector<std::vector<std::uint32_t>> members = members_of(outcomes, groups);
  Random random(members.size(), "bootstrap");
  Draws draws;
  std::vector<std::uint32_t> picks;
  for (std::size_t draw = 0; draw < bootstrap_draws; ++draw) {
    picks.clear();
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::vector<std::uint32_t>& group = members[random.below(members.size())];
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
