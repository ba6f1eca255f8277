#include "data/padding.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {

std::int64_t padded_steps(const std::vector<float>& features, std::int64_t width, float pad) {
  const auto is_pad = [pad](float value) { return value == pad || (std::isnan(pad) && std::isnan(value)); };
  const auto last = std::find_if_not(features.rbegin(), features.rend(), is_pad);
  return (last - features.rbegin()) / width;
}

}  // namespace gatewise
