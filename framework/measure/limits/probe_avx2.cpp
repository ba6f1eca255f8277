// AVX2 with FMA: no bf16, and int8 in three instructions.
#if defined(__x86_64__)

#include <immintrin.h>

#define GW_PROBE_TARGET __attribute__((target("avx2,fma")))
#include "measure/limits/probe_loops.hpp"

namespace gatewise {
namespace {

GW_PROBE_INLINE __m256i load_line(const std::byte* at) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(at));
}

GW_PROBE_INLINE void add_floats(__m256& sum, __m256 value) {
  sum = _mm256_fmadd_ps(value, _mm256_set1_ps(probe_factor), sum);
}

struct F32 {
  static constexpr Arithmetic arithmetic = Arithmetic::f32;
  using Value = __m256;
  using Sum = __m256;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return _mm256_setzero_ps(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return _mm256_castsi256_ps(load_line(at)); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) { add_floats(sum, value); }
};

/// A bf16 is the upper half of a float: even elements are shifted there, odd ones are there.
struct Bf16 {
  static constexpr Arithmetic arithmetic = Arithmetic::bf16;
  using Value = __m256i;
  using Sum = __m256;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return _mm256_setzero_ps(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return load_line(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    add_floats(sum, _mm256_castsi256_ps(_mm256_slli_epi32(value, 16)));
    add_floats(sum, _mm256_castsi256_ps(_mm256_and_si256(value, _mm256_set1_epi32(-65536))));
  }
};

/// Sums of two products in 16 bits, which this factor can't saturate, then of two of those in 32.
struct Int8 {
  static constexpr Arithmetic arithmetic = Arithmetic::int8;
  using Value = __m256i;
  using Sum = __m256i;
  using Lane = std::int32_t;
  GW_PROBE_INLINE static Sum zero() { return _mm256_setzero_si256(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return load_line(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_set1_epi8(probe_factor_int8), value);
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
};

}  // namespace

void add_avx2_kernels(ProbeKernels& kernels) {
  add_streams<F32>(kernels, "avx2");
  add_streams<Bf16>(kernels, "avx2");
  add_streams<Int8>(kernels, "avx2");
  add_peak<F32>(kernels, "avx2");
  add_peak<Int8>(kernels, "avx2");
}

}  // namespace gatewise

#endif
