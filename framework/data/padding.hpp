#ifndef GATEWISE_DATA_PADDING_HPP
#define GATEWISE_DATA_PADDING_HPP

#include <cstdint>
#include <vector>

namespace gatewise {

/// How many steps at the end of features [T, width] hold nothing but `pad`, which may be NaN.
std::int64_t padded_steps(const std::vector<float>& features, std::int64_t width, float pad);

}  // namespace gatewise

#endif
