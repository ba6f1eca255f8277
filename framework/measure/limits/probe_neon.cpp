// What every 64-bit Arm has: no bf16, and int8 in three instructions.
#if defined(__aarch64__)

#include <arm_neon.h>

#include "measure/limits/probe_loops.hpp"

namespace gatewise {
namespace {

GW_PROBE_INLINE void add_floats(float32x4_t& sum, float32x4_t value) {
  sum = vfmaq_f32(sum, value, vdupq_n_f32(probe_factor));
}

struct F32 {
  static constexpr Arithmetic arithmetic = Arithmetic::f32;
  using Value = float32x4_t;
  using Sum = float32x4_t;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return vdupq_n_f32(0); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return vld1q_f32(reinterpret_cast<const float*>(at)); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) { add_floats(sum, value); }
};

/// A bf16 is the upper half of a float: even elements are shifted there, odd ones are there.
struct Bf16 {
  static constexpr Arithmetic arithmetic = Arithmetic::bf16;
  using Value = uint32x4_t;
  using Sum = float32x4_t;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return vdupq_n_f32(0); }
  GW_PROBE_INLINE static Value load(const std::byte* at) {
    return vld1q_u32(reinterpret_cast<const std::uint32_t*>(at));
  }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    add_floats(sum, vreinterpretq_f32_u32(vshlq_n_u32(value, 16)));
    add_floats(sum, vreinterpretq_f32_u32(vandq_u32(value, vdupq_n_u32(0xffff0000U))));
  }
};

/// Sums of two products in 16 bits, then of two of those in 32.
struct Int8 {
  static constexpr Arithmetic arithmetic = Arithmetic::int8;
  using Value = int8x16_t;
  using Sum = int32x4_t;
  using Lane = std::int32_t;
  GW_PROBE_INLINE static Sum zero() { return vdupq_n_s32(0); }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return vld1q_s8(reinterpret_cast<const std::int8_t*>(at)); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    const int8x8_t factor = vdup_n_s8(probe_factor_int8);
    const int16x8_t pairs = vmlal_s8(vmull_s8(vget_low_s8(value), factor), vget_high_s8(value), factor);
    sum = vpadalq_s16(sum, pairs);
  }
};

}  // namespace

void add_neon_kernels(ProbeKernels& kernels) {
  add_streams<F32>(kernels, "neon");
  add_streams<Bf16>(kernels, "neon");
  add_streams<Int8>(kernels, "neon");
  add_peak<F32>(kernels, "neon");
  add_peak<Int8>(kernels, "neon");
}

}  // namespace gatewise

#endif
