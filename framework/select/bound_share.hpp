// How near a measured time is to its bound.
#ifndef GATEWISE_SELECT_BOUND_SHARE_HPP
#define GATEWISE_SELECT_BOUND_SHARE_HPP

#include <optional>
#include <vector>

#include "select/evidence.hpp"
#include "select/verdict.hpp"

namespace gatewise {

struct BoundShare {
  Bound bound;
  /// Bound by measured, each block by what its own round's probe took; its ends are unknown where there was none.
  Interval fraction;
};

/// The share of a step that took `step_ns` in all and so long in each block. Empty where there is no bound or no time.
std::optional<BoundShare> bound_share(const Candidate& candidate, const Evidence& evidence, double step_ns,
                                      const std::vector<double>& block_ns, double lanes = 1);

}  // namespace gatewise

#endif
