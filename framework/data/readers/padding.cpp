#include "data/readers/padding.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {

std::int64_t padded_steps(const std::vector<double>& values, std::int64_t width, double pad) {
  const auto is_pad = [pad](double value) { return value == pad || (std::isnan(pad) && std::isnan(value)); };
  const auto last = std::find_if_not(values.rbegin(), values.rend(), is_pad);
  return (last - values.rbegin()) / width;
}

}  // namespace gatewise
