#ifndef GATEWISE_RUN_PLAN_SOLVE_SIZES_HPP
#define GATEWISE_RUN_PLAN_SOLVE_SIZES_HPP

#include <vector>

#include "data/dataset_fwd.hpp"
#include "suite/size_search.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// The sizes by a rule that needs no measurement, for the suite's architectures. Throws InputError with the place of
/// `max` where the smallest is over it.
std::vector<SolvedSize> solve_sizes(const Suite& suite, const Dataset& dataset);

}  // namespace gatewise

#endif
