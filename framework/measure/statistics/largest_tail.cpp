#include "measure/statistics/largest_tail.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gatewise {
namespace {

constexpr double most_alike = 0.999;  // beyond it they are one
constexpr double reach = 8;           // deviations that the common part is integrated over
constexpr int points = 400;

double below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }

/// That the largest is below z: what they have in common is integrated out.
double largest_below(double z, double count, double correlation) {
  const double common = std::sqrt(correlation);
  const double own = std::sqrt(1 - correlation);
  const double step = 2 * reach / points;
  double sum = 0;
  for (int i = 0; i <= points; ++i) {
    const double at = -reach + i * step;
    sum += density(at) * std::pow(below((z - common * at) / own), count) * step;
  }
  return sum;
}

}  // namespace

double largest_tail(std::size_t count, double correlation, double tail) {
  if (count < 2 || correlation >= most_alike) return tail;
  const double alike = std::max(0.0, correlation);
  double low = 0;
  double high = reach;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (largest_below(middle, static_cast<double>(count), alike) < 1 - tail ? low : high) = middle;
  }
  return 1 - below(high);
}

}  // namespace gatewise
