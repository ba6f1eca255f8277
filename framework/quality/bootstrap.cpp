#include "quality/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "base/random.hpp"

namespace gatewise {
namespace {

bool asks_something(const Outcome& outcome) {
  return std::any_of(outcome.truth.begin(), outcome.truth.end(), [](std::int32_t label) { return label >= 0; }) ||
         std::any_of(outcome.target.begin(), outcome.target.end(), [](float target) { return !std::isnan(target); });
}

/// Indices of each group's sequences, in the order of first appearance.
std::vector<std::vector<std::uint32_t>> members_of(std::span<const Outcome> outcomes,
                                                   const std::vector<std::string>& groups) {
  std::vector<std::vector<std::uint32_t>> members;
  std::map<std::string, std::size_t> known;
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    if (!asks_something(outcomes[i])) continue;
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

std::vector<double> bootstrap(const Metric& metric, std::span<const Outcome> outcomes,
                              const std::vector<std::string>& groups) {
  const std::vector<std::vector<std::uint32_t>> members = members_of(outcomes, groups);
  Random random(members.size(), "bootstrap");
  std::vector<double> draws;
  std::vector<std::uint32_t> picks;
  for (std::size_t draw = 0; draw < bootstrap_draws; ++draw) {
    picks.clear();
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::vector<std::uint32_t>& group = members[random.below(members.size())];
      picks.insert(picks.end(), group.begin(), group.end());
    }
    draws.push_back(metric.over(outcomes, picks));
  }
  return draws;
}

}  // namespace gatewise
