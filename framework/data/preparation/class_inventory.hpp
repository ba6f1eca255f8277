#ifndef GATEWISE_DATA_PREPARATION_CLASS_INVENTORY_HPP
#define GATEWISE_DATA_PREPARATION_CLASS_INVENTORY_HPP

#include "data/dataset_fwd.hpp"
#include "data/readers/name_table.hpp"

namespace gatewise {

/// Numbers the labels: `labels` holds the names that they are numbers of. The classes of train come first, by name;
/// those that only validation or test have follow, by name, counted in `unseen_classes`. A model has an output for
/// these too, which training only ever pushes down: such a step or sequence stays in the score, and counts as wrong.
/// Sets the dataset's classes, unseen_classes, entity_tags and outputs.
void number_classes(const NameTable& labels, Dataset& dataset);

/// Whether the names are those of entity tagging: each "O" or a position (B, I, E, S, L, U) and a type, such as
/// "B-artist", at least one of them B- or I-.
bool are_entity_tags(const std::vector<std::string>& classes);

/// How many labels of the sequences are of classes that train lacks.
std::int64_t count_unseen_labels(const Sequences& sequences, const Dataset& dataset);

}  // namespace gatewise

#endif
