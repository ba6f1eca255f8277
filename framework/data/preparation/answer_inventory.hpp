#ifndef GATEWISE_DATA_PREPARATION_ANSWER_INVENTORY_HPP
#define GATEWISE_DATA_PREPARATION_ANSWER_INVENTORY_HPP

#include "data/dataset_fwd.hpp"
#include "data/description/description.hpp"

namespace gatewise {

/// Looks at what is asked in each split, target by target. Throws InputError where a split asks for nothing at all, and
/// where train has no number of a target. Tells, in the dataset's repairs, a target without a number in validation or
/// test, and one that is constant in train.
void check_answers(const DatasetDescription& description, Dataset& dataset);

}  // namespace gatewise

#endif
