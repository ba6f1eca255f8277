#include "product.hpp"

#include <algorithm>

namespace int8 {

void product_portable(const PackedMatrix& w, const std::uint8_t* a, std::int32_t* sums) {
  const std::int64_t groups = w.groups();
  for (std::int64_t b = 0; b < w.blocks(); ++b) {
    for (std::int64_t g = 0; g < w.gates; ++g) {
      const std::int64_t at = g * w.padded_hidden() + b * units_per_block;
      std::int32_t block[units_per_block];
      std::copy_n(w.start.data() + at, units_per_block, block);
      for (std::int64_t k = 0; k < groups; ++k) {
        const std::int8_t* tile = w.tiles.data() + ((b * groups + k) * w.gates + g) * tile_bytes;
        const std::uint8_t* values = a + k * values_per_group;
        for (std::int64_t u = 0; u < units_per_block; ++u) {
          const std::int8_t* row = tile + u * values_per_group;
          block[u] += row[0] * values[0] + row[1] * values[1] + row[2] * values[2] + row[3] * values[3];
        }
      }
      std::copy_n(block, units_per_block, sums + at);
    }
  }
}

Product product_for(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx512_vnni) return product_avx512_vnni;
  if (isa == Isa::avx2) return product_avx2;
#endif
  return isa == Isa::portable ? product_portable : nullptr;
}

}  // namespace int8
