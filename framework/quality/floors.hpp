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

/// sequence-classification: "majority class", "softmax on the mean frame"; token-labelling: "most frequent label", and
/// "softmax on the frame" (dense) or "most frequent label per token"; forecasting: "last value", "mean of the last
/// window".
std::vector<Floor> floors_of(const Dataset& dataset);

}  // namespace gatewise

#endif
