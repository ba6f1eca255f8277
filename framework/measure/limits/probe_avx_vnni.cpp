// VNNI on registers of 256 bits, as processors without AVX-512 have it.
#if defined(__x86_64__)

#include <immintrin.h>

#define GW_PROBE_TARGET __attribute__((target("avx2,avxvnni")))
#include "measure/limits/probe_loops.hpp"

namespace gatewise {
namespace {

struct Int8 {
  static constexpr Arithmetic arithmetic = Arithmetic::int8;
  using Value = __m256i;
  using Sum = __m256i;
  using Lane = std::int32_t;
  GW_PROBE_INLINE static Sum zero() { return _mm256_setzero_si256(); }
  GW_PROBE_INLINE static Value load(const std::byte* at) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(at));
  }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    sum = _mm256_dpbusd_avx_epi32(sum, _mm256_set1_epi8(probe_factor_int8), value);
  }
};

}  // namespace

void add_avx_vnni_kernels(ProbeKernels& kernels) {
  add_streams<Int8>(kernels, "avx_vnni");
  add_peak<Int8>(kernels, "avx_vnni");
}

}  // namespace gatewise

#endif
