// A weight matrix on the s8 grid, in the order in which the products read it.
#ifndef GATEWISE_INT8_PACKED_MATRIX_HPP
#define GATEWISE_INT8_PACKED_MATRIX_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "aligned.hpp"

namespace int8 {

constexpr std::int64_t units_per_block = 16;   // hidden units side by side: one 512-bit register of 32-bit sums
constexpr std::int64_t values_per_group = 4;   // 8-bit products that one instruction adds up
constexpr std::int64_t columns_multiple = 16;  // columns are padded to it, so that loops over groups have no tail
constexpr std::int64_t tile_bytes = units_per_block * values_per_group;

inline std::int64_t round_up(std::int64_t value, std::int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// W [G·H, K] as s8 = round(w / scale), a scale for each row: its largest magnitude by 127.
///
/// Blocks of 16 hidden units lie one behind the other; in a block, for each group of 4 columns and each gate, a tile
/// [16 units, 4 columns]: one stream of bytes, read once a step from front to back. Rows and columns behind H and K are
/// zero.
struct PackedMatrix {
  std::int64_t gates = 0;       // G, 1 to 4
  std::int64_t hidden = 0;      // H
  std::int64_t columns = 0;     // K
  Aligned<std::int8_t> tiles;   // [blocks, groups, G, 16, 4]
  Aligned<std::int32_t> start;  // [G, padded H]: what a sum starts from: -zero_point · the row's sum
  Aligned<float> scale;         // [G, padded H]

  std::int64_t blocks() const { return round_up(hidden, units_per_block) / units_per_block; }
  std::int64_t groups() const { return round_up(columns, columns_multiple) / values_per_group; }
  std::int64_t padded_hidden() const { return blocks() * units_per_block; }
  std::int64_t padded_columns() const { return groups() * values_per_group; }
  std::uint64_t bytes() const;
};

/// Quantises and packs row-major weights [G·H, K]. `zero_point` is that of the activations that it will be multiplied
/// with.
PackedMatrix pack(std::span<const float> weights, std::int64_t gates, std::int64_t hidden, std::int64_t columns,
                  std::int32_t zero_point);

}  // namespace int8

#endif
