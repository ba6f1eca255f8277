#ifndef GATEWISE_HOST_LENGTHS_HPP
#define GATEWISE_HOST_LENGTHS_HPP

#include "host/plugin.hpp"

namespace gatewise {

/// Runs a padded batch through any cell. A cell that has lengths gets them; for one that lacks them the host emulates
/// them step by step: finished lanes get zeros for x, keep their state and yield y = 0. The row of such a cell says
/// lengths=emulated and bears the cost. `cell.needs(steps, lanes)` and `cell.needs(1, lanes)` must have been called;
/// `scratch` must hold the larger of both.
void run_with_lengths(const PreparedCell& cell, bool has_lengths, std::int64_t steps, std::int64_t lanes,
                      const float* x, float* y, const std::int32_t* lengths, std::byte* state,
                      std::uint64_t state_bytes, std::byte* scratch);

}  // namespace gatewise

#endif
