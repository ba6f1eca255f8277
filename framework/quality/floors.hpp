// The scores that need no recurrence. A model that does not beat them is never recommended.
#ifndef GATEWISE_QUALITY_FLOORS_HPP
#define GATEWISE_QUALITY_FLOORS_HPP

#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "quality/outcome.hpp"

namespace gatewise {

/// A rule without memory, fitted on train, and what it answers.
struct Floor {
  std::string name;
  std::vector<Outcome> validation;
  std::vector<Outcome> test;
};

/// The rules of quality/floor_rules.hpp for the dataset's task; of a synthetic task its trivial answer first.
std::vector<Floor> floors_of(const Dataset& dataset);

}  // namespace gatewise

#endif
