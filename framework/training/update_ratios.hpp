#ifndef GATEWISE_TRAINING_UPDATE_RATIOS_HPP
#define GATEWISE_TRAINING_UPDATE_RATIOS_HPP

#include <vector>

#include "training/parameters.hpp"

namespace gatewise {

/// For each tensor in the layout's order, the norm of what an update changed by the norm that it has afterwards: about
/// 1e-3 is usual, far above is a rate that is too high, far below one that is too low. 0 where the tensor is all 0.
std::vector<double> update_ratios(const ParameterLayout& layout, const std::vector<float>& before,
                                  const std::vector<float>& after);

}  // namespace gatewise

#endif
