#include "training/int8_grid.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace gatewise {
namespace {

/// Below it a row counts as zero, as in the plugin, whose factor would overflow.
constexpr double least = 1e-30;

/// To the nearest integer, ties to even, for magnitudes below 2^22: adding 1.5 · 2^(mantissa bits - 1) leaves no bits
/// for a fraction. std::nearbyint is a call for each value.
template <class Real>
Real rounded(Real value) {
  constexpr Real shift = std::is_same_v<Real, float> ? Real(12582912.0) : Real(6755399441055744.0);
  return (value + shift) - shift;
}

}  // namespace

double h_levels_of(const std::string& family) { return family == "rnn_relu" ? unsigned_levels : signed_levels; }

template <class Real>
void put_on_grid(Real* values, std::int64_t rows, std::int64_t width, double levels) {
  const auto most = static_cast<Real>(levels);
  for (std::int64_t row = 0; row < rows; ++row) {
    Real* v = values + row * width;
    Real largest = 0;
    for (std::int64_t j = 0; j < width; ++j) largest = std::max(largest, std::abs(v[j]));
    const Real factor = largest > static_cast<Real>(least) ? most / largest : Real{0};
    const Real step = factor > 0 ? largest / most : Real{0};
    for (std::int64_t j = 0; j < width; ++j) v[j] = rounded(v[j] * factor) * step;
  }
}

template <class Real>
std::vector<Real> on_int8_grid(const ParameterLayout& layout, const std::vector<Real>& parameters) {
  std::vector<Real> values = parameters;
  for (const Parameter& parameter : layout.parameters()) {
    if (parameter.shape.size() != 2) continue;
    put_on_grid(values.data() + layout.offset(parameter.name), parameter.shape[0], parameter.shape[1], signed_levels);
  }
  return values;
}

template void put_on_grid(float*, std::int64_t, std::int64_t, double);
template void put_on_grid(double*, std::int64_t, std::int64_t, double);
template std::vector<float> on_int8_grid(const ParameterLayout&, const std::vector<float>&);
template std::vector<double> on_int8_grid(const ParameterLayout&, const std::vector<double>&);

}  // namespace gatewise
