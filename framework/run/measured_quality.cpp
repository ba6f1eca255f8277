#include "run/measured_quality.hpp"

#include "base/json.hpp"
#include "base/packed_doubles.hpp"
#include "quality/bootstrap.hpp"
#include "quality/metrics.hpp"

namespace gatewise {

Json measure_quality(const Dataset& dataset, const Sequences& sequences, const std::vector<Outcome>& outcomes) {
  std::vector<std::string> groups;
  for (const Sequence& sequence : sequences) groups.push_back(sequence.group);
  const std::size_t units = count_units(outcomes, groups);
  std::size_t asked = 0;
  for (const Outcome& outcome : outcomes) asked += outcome.asked();
  Json measured;
  for (const Metric* metric : metrics_of(dataset)) {
    const Draws draws = bootstrap(*metric, outcomes, groups);
    measured[std::string(metric->name)] = {{"value", metric->value(outcomes)},
                                           {"units", units},
                                           {"asked", asked},
                                           {"draws", pack_doubles(draws.values)},
                                           {"draws_left_out", draws.left_out}};
  }
  return measured;
}

}  // namespace gatewise
