// One instruction multiplies 32 pairs of bf16 and adds them, by twos, to 16 floats.
#if defined(__x86_64__)

#include <immintrin.h>

#define GW_PROBE_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))
#include "measure/limits/probe_loops.hpp"

namespace gatewise {
namespace {

constexpr short half = 0x3f00;  // the upper half of the float 0.5
static_assert(probe_factor == 0.5F);

struct Bf16 {
  static constexpr Arithmetic arithmetic = Arithmetic::bf16;
  using Value = __m512i;
  using Sum = __m512;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return _mm512_setzero_ps(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return _mm512_load_si512(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    sum = _mm512_dpbf16_ps(sum, (__m512bh)_mm512_set1_epi16(half), (__m512bh)value);
  }
};

/// Processors that load two short registers a cycle but only one long one can be faster with these.
struct ShortBf16 {
  static constexpr Arithmetic arithmetic = Arithmetic::bf16;
  using Value = __m256i;
  using Sum = __m256;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return _mm256_setzero_ps(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(at));
  }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    sum = _mm256_dpbf16_ps(sum, (__m256bh)_mm256_set1_epi16(half), (__m256bh)value);
  }
};

}  // namespace

void add_avx512_bf16_kernels(ProbeKernels& kernels) {
  add_streams<Bf16>(kernels, "avx512_bf16");
  add_streams<ShortBf16>(kernels, "avx512_bf16_256");
  add_peak<Bf16>(kernels, "avx512_bf16");
  add_peak<ShortBf16>(kernels, "avx512_bf16_256");
}

}  // namespace gatewise

#endif
