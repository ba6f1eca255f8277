// The largest that a suite may ask for: products of these extents stay far below 2^63, and what is beyond them is
// refused by its number before any memory is taken.
#ifndef GATEWISE_BASE_LARGEST_HPP
#define GATEWISE_BASE_LARGEST_HPP

#include <cstdint>

namespace gatewise {

inline constexpr std::int64_t largest_width = 65'536;  ///< of hidden layers, embeddings and inputs
inline constexpr std::int64_t largest_layers = 10'000;
inline constexpr std::int64_t largest_steps = 100'000'000;  ///< of one sequence
inline constexpr std::int64_t largest_lanes = 1'000'000;    ///< side by side
inline constexpr std::int64_t largest_outputs = 1'000'000;
inline constexpr double largest_model = 1e9;   ///< parameters
inline constexpr double largest_values = 1e9;  ///< laid out in memory at once

}  // namespace gatewise

#endif
