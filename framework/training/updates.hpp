// How many updates a recipe comes to: what warm-up and schedule are measured by.
#ifndef GATEWISE_TRAINING_UPDATES_HPP
#define GATEWISE_TRAINING_UPDATES_HPP

#include <cstdint>
#include <vector>

#include "data/batching.hpp"
#include "data/task.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

/// The windows whose states are carried, each an update; 0: a minibatch is one update.
std::int64_t update_window(const Recipe& recipe);

/// Updates for one minibatch of sequences of these lengths: as many as windows that ask for something; fewer where some
/// of a labelling ask nothing.
std::int64_t updates_of(const Batch& batch, const std::vector<std::int64_t>& lengths, const Recipe& recipe, Task task);

/// Updates over all epochs.
std::int64_t updates_in_all(const std::vector<std::int64_t>& lengths, const Recipe& recipe, Task task);

}  // namespace gatewise

#endif
