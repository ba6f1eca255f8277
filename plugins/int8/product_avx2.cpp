// AVX2 without VNNI: both sides widened to 16 bits first, since the 8-bit multiply-add of AVX2 saturates its sums.
#if defined(__x86_64__)

#include <immintrin.h>

#include <cstddef>
#include <cstring>

#include "product.hpp"

#define GW_AVX2 __attribute__((target("avx2")))

namespace int8 {
namespace {

constexpr int quarters = 4;  // a tile's 16 units, four to a register

GW_AVX2 inline __m256i four_values(const std::uint8_t* a) {
  std::int32_t four;
  std::memcpy(&four, a, sizeof four);
  return _mm256_broadcastq_epi64(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(four)));
}

GW_AVX2 inline __m256i four_rows(const std::int8_t* tile) {
  return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(tile)));
}

/// Two registers of pairs of sums to eight sums in order.
GW_AVX2 inline __m256i join_pairs(__m256i low, __m256i high) {
  return _mm256_permute4x64_epi64(_mm256_hadd_epi32(low, high), 0b11011000);
}

/// One gate's tiles of a block; the next tile of the gate is `step` bytes further on.
GW_AVX2 void gate_product(const std::int8_t* tile, std::int64_t step, const std::uint8_t* a, std::int64_t groups,
                          const std::int32_t* start, std::int32_t* sums) {
  __m256i sum[quarters];
  for (__m256i& s : sum) s = _mm256_setzero_si256();
  for (std::int64_t k = 0; k < groups; ++k, tile += step) {
    const __m256i values = four_values(a + k * values_per_group);
    for (std::ptrdiff_t q = 0; q < quarters; ++q)
      sum[q] = _mm256_add_epi32(sum[q], _mm256_madd_epi16(four_rows(tile + 16 * q), values));
  }
  for (std::ptrdiff_t half = 0; half < 2; ++half) {
    const __m256i begin = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(start + 8 * half));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + 8 * half),
                        _mm256_add_epi32(begin, join_pairs(sum[2 * half], sum[2 * half + 1])));
  }
}

}  // namespace

GW_AVX2 void product_avx2(const PackedMatrix& w, const std::uint8_t* a, std::int32_t* sums) {
  const std::int64_t groups = w.groups();
  for (std::int64_t b = 0; b < w.blocks(); ++b) {
    for (std::int64_t g = 0; g < w.gates; ++g) {
      const std::int64_t at = g * w.padded_hidden() + b * units_per_block;
      gate_product(w.tiles.data() + (b * groups * w.gates + g) * tile_bytes, w.gates * tile_bytes, a, groups,
                   w.start.data() + at, sums + at);
    }
  }
}

}  // namespace int8

#endif
