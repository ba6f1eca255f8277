#ifndef GATEWISE_DATA_PREPARATION_STANDARDISE_HPP
#define GATEWISE_DATA_PREPARATION_STANDARDISE_HPP

#include "data/dataset_fwd.hpp"

namespace gatewise {

/// Subtracts the training split's mean from each dense feature and divides by its standard deviation (1 where that is
/// 0, or no more than rounding beside the feature's magnitude or beside what most values of validation and test differ
/// by: such features are named in the repairs), in all three splits. A missing value becomes train's mean, and is
/// counted. Of what regression asks for, mean and deviation on train are kept in the dataset, output by
/// output; of a forecast, the deviation of all (target - offset) / scale together. Nothing else is learnt from
/// validation or test.
void standardise(Dataset& dataset);

}  // namespace gatewise

#endif
