#ifndef GATEWISE_DATA_STANDARDISE_HPP
#define GATEWISE_DATA_STANDARDISE_HPP

#include "data/dataset.hpp"

namespace gatewise {

/// Subtracts the training split's mean from each dense feature and divides by its standard deviation (1 where that is
/// 0), in all three splits; the same for the forecasting target's difference from its offset, whose scale is kept in
/// the dataset. Nothing is learnt from validation or test.
void standardise(Dataset& dataset);

}  // namespace gatewise

#endif
