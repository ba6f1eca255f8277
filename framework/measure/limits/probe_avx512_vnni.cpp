// One instruction multiplies 64 pairs of u8 and s8 and adds them, by fours, to 16 sums.
#if defined(__x86_64__)

#include <immintrin.h>

#define GW_PROBE_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#include "measure/limits/probe_loops.hpp"

namespace gatewise {
namespace {

struct Int8 {
  static constexpr Arithmetic arithmetic = Arithmetic::int8;
  using Value = __m512i;
  using Sum = __m512i;
  using Lane = std::int32_t;
  GW_PROBE_INLINE static Sum zero() { return _mm512_setzero_si512(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return _mm512_load_si512(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    sum = _mm512_dpbusd_epi32(sum, _mm512_set1_epi8(probe_factor_int8), value);
  }
};

/// Processors that load two short registers a cycle but only one long one can be faster with these.
struct ShortInt8 {
  static constexpr Arithmetic arithmetic = Arithmetic::int8;
  using Value = __m256i;
  using Sum = __m256i;
  using Lane = std::int32_t;
  GW_PROBE_INLINE static Sum zero() { return _mm256_setzero_si256(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(at));
  }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    sum = _mm256_dpbusd_epi32(sum, _mm256_set1_epi8(probe_factor_int8), value);
  }
};

}  // namespace

void add_avx512_vnni_kernels(ProbeKernels& kernels) {
  add_streams<Int8>(kernels, "avx512_vnni");
  add_streams<ShortInt8>(kernels, "avx512_vnni_256");
  add_peak<Int8>(kernels, "avx512_vnni");
  add_peak<ShortInt8>(kernels, "avx512_vnni_256");
}

}  // namespace gatewise

#endif
