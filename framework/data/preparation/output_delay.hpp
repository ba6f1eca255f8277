#ifndef GATEWISE_DATA_PREPARATION_OUTPUT_DELAY_HPP
#define GATEWISE_DATA_PREPARATION_OUTPUT_DELAY_HPP

#include <cstdint>

#include "data/dataset_fwd.hpp"

namespace gatewise {

/// Asks for the label or the numbers of step t at step t + delay, so that a model without a backward direction has seen
/// `delay` steps of what follows. Each sequence grows by `delay` steps: tokens that say "the end", or zeros, which are
/// the features' mean. The first `delay` steps ask nothing (label -1, target NaN). Tasks that ask at each step only; a
/// delay of 0 changes nothing.
void delay_labels(Dataset& dataset, std::int64_t delay);

}  // namespace gatewise

#endif
