#ifndef GATEWISE_DATA_READERS_PADDING_HPP
#define GATEWISE_DATA_READERS_PADDING_HPP

#include <cstdint>
#include <vector>

namespace gatewise {

/// How many steps at the end of values [T, width] hold nothing but `pad`, which may be NaN.
std::int64_t padded_steps(const std::vector<double>& values, std::int64_t width, double pad);

}  // namespace gatewise

#endif
