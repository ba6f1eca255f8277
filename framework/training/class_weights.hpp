#ifndef GATEWISE_TRAINING_CLASS_WEIGHTS_HPP
#define GATEWISE_TRAINING_CLASS_WEIGHTS_HPP

#include <string>
#include <vector>

#include "data/dataset_fwd.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

/// What the loss of an answer is multiplied with, by its label. [classes], or empty where all are equal or numbers are
/// asked for. "balanced": inversely as often as the class occurs among the labels of dataset.train, so that their mean
/// over these labels is 1; 0 for a class that does not occur. By names: 1 for a class that is not named. Throws
/// InputError, naming training.class_weights, where a name is no class, a list is not of as many weights as there are
/// classes, or no label of the training split has a weight.
std::vector<double> class_weights_of(const Recipe& recipe, const Dataset& dataset);

/// [classes] how many labels of the training split are of each.
std::vector<double> label_counts(const Dataset& dataset);

/// "cat = 1, dog = 20": each class with its weight, in the dataset's order. Empty where all weigh the same.
std::string text_of_class_weights(const Recipe& recipe, const Dataset& dataset);

}  // namespace gatewise

#endif
