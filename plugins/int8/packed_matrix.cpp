#include "packed_matrix.hpp"

#include <algorithm>
#include <cmath>

namespace int8 {
namespace {

constexpr float levels = 127.0F;

float row_scale(const float* row, std::int64_t columns) {
  float most = 0;
  for (std::int64_t k = 0; k < columns; ++k) most = std::max(most, std::abs(row[k]));
  return most / levels;
}

std::int8_t on_grid(float value, float scale) {
  if (scale == 0) return 0;
  return static_cast<std::int8_t>(std::clamp(std::nearbyint(value / scale), -levels, levels));
}

}  // namespace

std::uint64_t PackedMatrix::bytes() const {
  return tiles.size() + start.size() * sizeof(std::int32_t) + scale.size() * sizeof(float);
}

PackedMatrix pack(std::span<const float> weights, std::int64_t gates, std::int64_t hidden, std::int64_t columns,
                  std::int32_t zero_point) {
  PackedMatrix m{gates, hidden, columns, {}, {}, {}};
  m.tiles.resize(static_cast<std::size_t>(m.blocks() * m.groups() * gates * tile_bytes), 0);
  m.start.resize(static_cast<std::size_t>(gates * m.padded_hidden()), 0);
  m.scale.resize(m.start.size(), 0.0F);
  for (std::int64_t g = 0; g < gates; ++g) {
    for (std::int64_t u = 0; u < hidden; ++u) {
      const float* row = weights.data() + (g * hidden + u) * columns;
      const float scale = row_scale(row, columns);
      const auto at = static_cast<std::size_t>(g * m.padded_hidden() + u);
      m.scale[at] = scale;
      const std::int64_t block = u / units_per_block;
      for (std::int64_t k = 0; k < columns; ++k) {
        const std::int64_t tile = (block * m.groups() + k / values_per_group) * gates + g;
        const std::int8_t q = on_grid(row[k], scale);
        m.tiles[static_cast<std::size_t>(tile * tile_bytes + u % units_per_block * values_per_group +
                                         k % values_per_group)] = q;
        m.start[at] -= zero_point * q;
      }
    }
  }
  return m;
}

}  // namespace int8
