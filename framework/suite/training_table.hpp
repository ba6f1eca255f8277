// The parts of a suite's [training] that are more than one number.
#ifndef GATEWISE_SUITE_TRAINING_TABLE_HPP
#define GATEWISE_SUITE_TRAINING_TABLE_HPP

#include <vector>

#include "base/toml_table.hpp"
#include "data/task.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

/// Each reads its keys of [training] into the recipe, and throws InputError with file, line, column, key and remedy
/// where one is not usable, or belongs to another choice than the one made.

/// optimizer, momentum, nesterov; sets the peak rate that is usual for the optimizer.
void read_optimizer(TomlTable& table, Recipe& recipe);

/// [training.learning_rate]: peak or sweep, schedule, warmup_steps, and what the schedule needs. The recipe's patience
/// is read before. Returns the sweep's rates, rising; empty where there is none. The recipe's peak is then the first.
std::vector<double> read_learning_rate(TomlTable table, Recipe& recipe);

/// class_weights: a word, or a table of names or a list, which are held against the dataset's classes later.
void read_class_weights(TomlTable& table, Task task, Recipe& recipe);

/// truncated_bptt_steps, carry_state.
void read_truncation(TomlTable& table, Recipe& recipe);

/// on_divergence, retry_factor.
void read_divergence(TomlTable& table, Recipe& recipe);

}  // namespace gatewise

#endif
