// The scores that need no recurrence. A model that does not beat them is never recommended.
#ifndef GATEWISE_QUALITY_FLOORS_HPP
#define GATEWISE_QUALITY_FLOORS_HPP

#include <string>
#include <vector>

#include "data/dataset_fwd.hpp"
#include "data/repair.hpp"
#include "quality/floor_rules.hpp"
#include "quality/outcome.hpp"

namespace gatewise {

/// A rule without memory, fitted on train, and what it answers.
struct Floor {
  std::string name;
  std::vector<Outcome> validation;
  std::vector<Outcome> test;
  FitRows fit;  ///< of no output where nothing was fitted row by row
};

/// The rules of quality/floor_rules.hpp for the dataset's task; of a synthetic task its trivial answer first.
std::vector<Floor> floors_of(const Dataset& dataset);

/// What a floor could not use, in words and counted: rows of train without the target that an output was to learn. One
/// entry a target that has a name; of others, such as a forecast's horizons, one for that which lacks most.
std::vector<Repair> rows_without_use(const Dataset& dataset, const Floor& floor);

}  // namespace gatewise

#endif
