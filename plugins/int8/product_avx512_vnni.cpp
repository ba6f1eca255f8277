// VNNI: one instruction multiplies 64 pairs of u8 and s8 and adds them, by fours, to 16 sums.
#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>

#include "product.hpp"

#define GW_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

namespace int8 {
namespace {

GW_VNNI inline __m512i four_values(const std::uint8_t* a) {
  std::int32_t four;
  std::memcpy(&four, a, sizeof four);
  return _mm512_set1_epi32(four);
}

/// One block of 16 units for all gates. `Chains` sums run side by side for each gate, since an addition takes several
/// cycles and the next one to the same sum has to wait for it.
template <int Gates, int Chains>
GW_VNNI void block_product(const std::int8_t* tile, const std::uint8_t* a, std::int64_t groups,
                           const std::int32_t* start, std::int64_t stride, std::int32_t* sums) {
  __m512i sum[Gates][Chains];
  for (int g = 0; g < Gates; ++g) {
    sum[g][0] = _mm512_loadu_si512(start + g * stride);
    for (int c = 1; c < Chains; ++c) sum[g][c] = _mm512_setzero_si512();
  }
  for (std::int64_t k = 0; k < groups; k += Chains) {
    for (int c = 0; c < Chains; ++c) {
      const __m512i values = four_values(a + (k + c) * values_per_group);
      for (int g = 0; g < Gates; ++g, tile += tile_bytes)
        sum[g][c] = _mm512_dpbusd_epi32(sum[g][c], values, _mm512_loadu_si512(tile));
    }
  }
  for (int g = 0; g < Gates; ++g) {
    for (int c = 1; c < Chains; ++c) sum[g][0] = _mm512_add_epi32(sum[g][0], sum[g][c]);
    _mm512_storeu_si512(sums + g * stride, sum[g][0]);
  }
}

template <int Gates, int Chains>
GW_VNNI void all_blocks(const PackedMatrix& w, const std::uint8_t* a, std::int32_t* sums) {
  const std::int64_t groups = w.groups();
  for (std::int64_t b = 0; b < w.blocks(); ++b) {
    block_product<Gates, Chains>(w.tiles.data() + b * groups * Gates * tile_bytes, a, groups,
                                 w.start.data() + b * units_per_block, w.padded_hidden(), sums + b * units_per_block);
  }
}

}  // namespace

void product_avx512_vnni(const PackedMatrix& w, const std::uint8_t* a, std::int32_t* sums) {
  if (w.gates == 1) return all_blocks<1, 4>(w, a, sums);
  if (w.gates == 2) return all_blocks<2, 4>(w, a, sums);
  if (w.gates == 3) return all_blocks<3, 2>(w, a, sums);
  all_blocks<4, 2>(w, a, sums);
}

}  // namespace int8

#endif
