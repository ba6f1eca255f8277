// One instruction multiplies 16 pairs of s8 and adds them, by fours, to 4 sums.
#if defined(__aarch64__)

#if defined(__clang__) && __clang_major__ < 16

// It hides vdotq_s32 unless the whole file is built for it; the kernels of plain NEON remain.
#include "measure/limits/probe_kernels.hpp"

namespace gatewise {

void add_neon_dotprod_kernels(ProbeKernels&) {}

}  // namespace gatewise

#else

#include <arm_neon.h>

#define GW_PROBE_TARGET __attribute__((target("arch=armv8.2-a+dotprod")))
#include "measure/limits/probe_loops.hpp"

namespace gatewise {
namespace {

struct Int8 {
  static constexpr Arithmetic arithmetic = Arithmetic::int8;
  using Value = int8x16_t;
  using Sum = int32x4_t;
  using Lane = std::int32_t;
  GW_PROBE_INLINE static Sum zero() { return vdupq_n_s32(0); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return vld1q_s8(reinterpret_cast<const std::int8_t*>(at)); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) { sum = vdotq_s32(sum, value, vdupq_n_s8(probe_factor_int8)); }
};

}  // namespace

void add_neon_dotprod_kernels(ProbeKernels& kernels) {
  add_streams<Int8>(kernels, "neon_dotprod");
  add_peak<Int8>(kernels, "neon_dotprod");
}

}  // namespace gatewise

#endif
#endif
