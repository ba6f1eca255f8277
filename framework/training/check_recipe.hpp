// Whether a recipe can train what it is meant for: asked before anything is trained.
#ifndef GATEWISE_TRAINING_CHECK_RECIPE_HPP
#define GATEWISE_TRAINING_CHECK_RECIPE_HPP

#include <string>
#include <vector>

#include "cells/architecture.hpp"
#include "data/dataset_fwd.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

/// Throws InputError, with the key and the remedy, where a recipe can train nothing on this dataset: class weights must
/// fit the classes, and labels must be of two classes at least.
void check_recipe(const Recipe& recipe, const Dataset& dataset);

/// The same where it can't train this architecture: state is carried forward only, a plugin's family starts from zeros
/// and knows no int8 grid, a label that comes late stands against a stretched time.
void check_recipe(const Recipe& recipe, const Architecture& architecture, const Dataset& dataset);

/// What a recipe asks for in vain on this dataset, a sentence each with the key and the remedy: a warm-up that never
/// ends, a patience that nothing exhausts, a batch that is never full, a rate that never falls, a cut that cuts
/// nothing. The training works nevertheless.
std::vector<std::string> recipe_warnings(const Recipe& recipe, const Dataset& dataset);

}  // namespace gatewise

#endif
