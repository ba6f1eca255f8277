#ifndef GATEWISE_TRAINING_SCHEDULE_HPP
#define GATEWISE_TRAINING_SCHEDULE_HPP

#include <cstdint>
#include <vector>

#include "quality/metrics.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

/// The learning rate of update `step` (from 0) of `total`: linear warm-up, then the recipe's schedule. `falls` is
/// falls_of(): what "step" and "plateau" go by.
double learning_rate(const Recipe& recipe, std::int64_t step, std::int64_t total, std::int64_t falls = 0);

/// How often the rate has fallen after epochs with these validation scores: for "step" by their number, for "plateau"
/// each time that `schedule_patience` of them in a row were no better than the best before; 0 for other schedules. A
/// function of what was seen, so that nothing else needs to be kept.
std::int64_t falls_of(const Recipe& recipe, const std::vector<double>& scores, Better better);

}  // namespace gatewise

#endif
