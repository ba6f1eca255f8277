#ifndef GATEWISE_MEASURE_PARITY_ERROR_BUDGET_HPP
#define GATEWISE_MEASURE_PARITY_ERROR_BUDGET_HPP

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cells/oracle.hpp"
#include "host/plugin.hpp"

namespace gatewise {

/// A padded batch for the oracle: x [T,N,I], lengths [N].
struct OracleBatch {
  std::vector<double> x;
  std::int64_t steps = 0;
  std::vector<std::int32_t> lengths;

  std::int64_t lanes() const { return static_cast<std::int64_t>(lengths.size()); }
};

/// The oracle's y [T,N,H] from fresh states.
std::vector<double> run_oracle(const OracleCell& oracle, const OracleBatch& batch, const HiddenRounding& rounding = {});

/// How outputs differ: the largest difference, and the squared differences by the squares of what was expected.
struct Difference {
  double max_abs = 0;
  double nmse = 0;
};

/// Not finite anywhere: both are the largest double (JSON has no infinity).
template <class Got>
Difference difference_from(const std::vector<double>& expected, const std::vector<Got>& got) {
  constexpr double unbounded = std::numeric_limits<double>::max();
  Difference difference;
  double errors = 0;
  double squares = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double error = std::abs(expected[i] - static_cast<double>(got[i]));
    if (!std::isfinite(error)) return {unbounded, unbounded};
    difference.max_abs = std::max(difference.max_abs, error);
    errors += error * error;
    squares += expected[i] * expected[i];
  }
  difference.nmse = squares > 0 ? errors / squares : errors;
  return difference;
}

/// The differences that a precision explains, for a cell driven with this batch.
///
/// The oracle is run eight more times through all T steps with what the products read changed at random by as much as
/// the precision may change it; allowed = 6 × the largest change of an output + 16 · 2^-24 T for the activations, which
/// every precision computes in f32, + the rounding of y itself. The squared differences may be 36 = 6² times the
/// largest seen, with the same additions: they tell a cell with wrong equations where a long sequence or a coarse grid
/// makes the first bound wide. So a cell that amplifies errors over time is allowed what its own dynamics make of
/// rounding, and no more. What is changed:
///   f32   weights and x by n u of themselves, u = 2^-24, n = I + H + 2: the backward error of dot products (Higham
///   2002,
///         3.1)
///   bf16  weights, x and the h that the recurrent matrix reads by u = 2^-8 of themselves (products are summed in f32)
///   int8  matrix elements by half a step of their row's s8 grid; x and the h that the recurrent matrix reads by a step
///   of
///         an 8-bit grid over the calibrated range of both, the coarsest that the contract lets a cell use: half a step
///         for rounding, half a step where the zero point, an integer too, cuts the range's end; y likewise, since a
///         cell may hand out h as it stands on that grid (oneDNN does)
/// Inside a family that a plugin brings nothing can be moved: there the h that a recurrent matrix reads stays as it is,
/// and the slack stands for it.
/// Throws InputError where the precision has no budget.
Difference allowed_difference(const OracleCell& oracle, const OracleBatch& batch, const std::vector<double>& expected,
                              const CellRequest& request, const CalibrationRanges& ranges, std::uint64_t seed);

}  // namespace gatewise

#endif
