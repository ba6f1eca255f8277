#include "run/trials/measured_quality.hpp"

#include <cmath>

#include "base/json.hpp"
#include "base/packed_doubles.hpp"
#include "data/dataset.hpp"
#include "quality/bootstrap.hpp"
#include "quality/metrics.hpp"

namespace gatewise {

namespace {

/// How many of the labels or numbers of these sequences are asked for.
double asked_of(const std::vector<Outcome>& outcomes, std::span<const std::uint32_t> members) {
  std::size_t asked = 0;
  for (const std::uint32_t i : members) asked += outcomes[i].asked();
  return static_cast<double>(asked);
}

/// What each unit of a share was asked, and how much of it was right.
void add_counts(Json& measured, const Metric& metric, const std::vector<Outcome>& outcomes, const Units& units) {
  std::vector<double> asked;
  std::vector<double> right;
  for (const std::vector<std::uint32_t>& unit : units) {
    asked.push_back(asked_of(outcomes, unit));
    right.push_back(std::round(metric.over(outcomes, unit) * asked.back()));
  }
  measured["unit_asked"] = pack_doubles(asked);
  measured["unit_right"] = pack_doubles(right);
}

}  // namespace

Json measure_quality(const Dataset& dataset, const Sequences& sequences, const std::vector<Outcome>& outcomes) {
  std::vector<std::string> groups;
  for (const Sequence& sequence : sequences) groups.push_back(sequence.group);
  const Units units = units_of(outcomes, groups);
  std::size_t asked = 0;
  for (const Outcome& outcome : outcomes) asked += outcome.asked();
  Json measured;
  for (const Metric* metric : metrics_of(dataset)) {
    const Draws draws = bootstrap(*metric, outcomes, units);
    Json& one = measured[std::string(metric->name)];
    one = {{"value", metric->value(outcomes)},
           {"units", units.size()},
           {"asked", asked},
           {"draws", pack_doubles(draws.values)},
           {"draws_left_out", draws.left_out}};
    if (metric->is_share && units.size() <= most_units_counted) add_counts(one, *metric, outcomes, units);
  }
  return measured;
}

}  // namespace gatewise
