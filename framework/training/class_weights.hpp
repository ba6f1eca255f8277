#ifndef GATEWISE_TRAINING_CLASS_WEIGHTS_HPP
#define GATEWISE_TRAINING_CLASS_WEIGHTS_HPP

#include <vector>

#include "data/dataset.hpp"
#include "training/recipe.hpp"

namespace gatewise {

/// What the loss of an answer is multiplied with, by its label. [classes], or empty where all are equal or numbers are
/// asked for. "balanced": inversely as often as the class occurs among the labels of dataset.train, so that their mean
/// over these labels is 1; 0 for a class that does not occur. Throws InputError, naming training.class_weights, where a
/// list is not of as many weights as there are classes, or gives none to any label of the training split.
std::vector<double> class_weights_of(const Recipe& recipe, const Dataset& dataset);

}  // namespace gatewise

#endif
