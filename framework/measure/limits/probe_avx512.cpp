// AVX-512 without its later parts: no bf16, and int8 in three instructions.
#if defined(__x86_64__)

#include <immintrin.h>

#define GW_PROBE_TARGET __attribute__((target("avx512f,avx512bw")))
#include "measure/limits/probe_loops.hpp"

namespace gatewise {
namespace {

GW_PROBE_INLINE void add_floats(__m512& sum, __m512 value) {
  sum = _mm512_fmadd_ps(value, _mm512_set1_ps(probe_factor), sum);
}

struct F32 {
  static constexpr Arithmetic arithmetic = Arithmetic::f32;
  using Value = __m512;
  using Sum = __m512;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return _mm512_setzero_ps(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return _mm512_load_ps(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) { add_floats(sum, value); }
};

/// A bf16 is the upper half of a float: even elements are shifted there, odd ones are there.
struct Bf16 {
  static constexpr Arithmetic arithmetic = Arithmetic::bf16;
  using Value = __m512i;
  using Sum = __m512;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return _mm512_setzero_ps(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return _mm512_load_si512(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    // A mask of all lanes: GCC 12 takes the unmasked one's unused source for an uninitialized variable.
    add_floats(sum, _mm512_castsi512_ps(_mm512_maskz_slli_epi32(0xffff, value, 16)));
    add_floats(sum, _mm512_castsi512_ps(_mm512_and_si512(value, _mm512_set1_epi32(-65536))));
  }
};

/// Sums of two products in 16 bits, which this factor can't saturate, then of two of those in 32.
struct Int8 {
  static constexpr Arithmetic arithmetic = Arithmetic::int8;
  using Value = __m512i;
  using Sum = __m512i;
  using Lane = std::int32_t;
  GW_PROBE_INLINE static Sum zero() { return _mm512_setzero_si512(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return _mm512_load_si512(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    const __m512i pairs = _mm512_maddubs_epi16(_mm512_set1_epi8(probe_factor_int8), value);
    sum = _mm512_add_epi32(sum, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)));
  }
};

}  // namespace

void add_avx512_kernels(ProbeKernels& kernels) {
  add_streams<F32>(kernels, "avx512");
  add_streams<Bf16>(kernels, "avx512");
  add_streams<Int8>(kernels, "avx512");
  add_peak<F32>(kernels, "avx512");
  add_peak<Int8>(kernels, "avx512");
}

}  // namespace gatewise

#endif
