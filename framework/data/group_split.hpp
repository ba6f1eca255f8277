#ifndef GATEWISE_DATA_GROUP_SPLIT_HPP
#define GATEWISE_DATA_GROUP_SPLIT_HPP

#include "data/dataset.hpp"
#include "data/description.hpp"

namespace gatewise {

/// Deals whole groups to test, validation and train by a seeded shuffle of their names; the order of sequences within a
/// split is kept. Each share is rounded to whole groups, at least one.
void split_by_group(Sequences sequences, const GroupSplit& split, Dataset& dataset);

}  // namespace gatewise

#endif
