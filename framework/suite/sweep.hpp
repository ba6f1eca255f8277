// A learning-rate sweep: each architecture is trained once at every rate, and the best on validation is its own.
#ifndef GATEWISE_SUITE_SWEEP_HPP
#define GATEWISE_SUITE_SWEEP_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "cells/architecture.hpp"
#include "quality/metrics.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

Recipe at_rate(Recipe recipe, double rate);

/// The validation score of a training's best epoch: all that a rate is chosen by.
double validation_score_of(const Json& training);

/// The index of the best score; of equals the lowest rate's, which comes first. Rates without one (they diverged) are
/// passed over; empty where none has one.
std::optional<std::size_t> choose_rate(const std::vector<std::optional<double>>& scores, Better better);

}  // namespace gatewise

#endif
