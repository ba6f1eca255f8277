// The 8-bit grids of plugins/int8 and of the host's own int8 matrices, for training on them (Jacob et al. 2018).
#ifndef GATEWISE_TRAINING_INT8_GRID_HPP
#define GATEWISE_TRAINING_INT8_GRID_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "training/parameters.hpp"

namespace gatewise {

/// Steps from 0 to a row's largest magnitude: 127 for values of both signs, 255 for relu's h, which is never negative.
constexpr double signed_levels = 127;
constexpr double unsigned_levels = 255;

/// The levels of the grid that a family's h is put on.
double h_levels_of(const std::string& family);

/// Moves every value to the nearest point (ties to even) of its row's grid, laid by the row's largest magnitude: what
/// an activation is when a step of the int8 plugin reads it. values [rows, width]. The largest stays what it is, so
/// that nothing saturates.
template <class Real>
void put_on_grid(Real* values, std::int64_t rows, std::int64_t width, double levels);

/// The parameters with every matrix on the s8 grid of its rows: what an int8 backend computes with. Biases are kept.
template <class Real>
std::vector<Real> on_int8_grid(const ParameterLayout& layout, const std::vector<Real>& parameters);

}  // namespace gatewise

#endif
