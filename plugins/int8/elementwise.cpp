#include "elementwise.hpp"

#include <cmath>

// This file is compiled once for each of Highway's targets; the order of these includes is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "elementwise.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace int8 {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// At most 16 lanes: arrays are padded to that.
using F32 = hn::CappedTag<float, 16>;
using I32 = hn::CappedTag<std::int32_t, 16>;
using V = hn::Vec<F32>;

/// e^x for |x| <= 60, within 3e-6 of itself: 2^n · 2^f, |f| <= 1/2, the second by Taylor's polynomial of degree 6.
HWY_INLINE V exp_of(V x) {
  const F32 d;
  const I32 di;
  const V t = hn::Mul(x, hn::Set(d, 1.44269504F));
  const V n = hn::Round(t);
  const V f = hn::Mul(hn::Sub(t, n), hn::Set(d, 0.693147181F));
  V p = hn::Set(d, 1.0F / 720);
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F / 120));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F / 24));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F / 6));
  p = hn::MulAdd(p, f, hn::Set(d, 0.5F));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F));
  const auto exponent = hn::ShiftLeft<23>(hn::ConvertTo(di, n));
  return hn::BitCast(d, hn::Add(hn::BitCast(di, p), exponent));
}

HWY_INLINE V sigmoid(V a) {
  const F32 d;
  const V bounded = hn::Max(hn::Min(a, hn::Set(d, 60.0F)), hn::Set(d, -60.0F));
  const V one = hn::Set(d, 1.0F);
  return hn::Div(one, hn::Add(one, exp_of(hn::Neg(bounded))));
}

/// tanh a = 2 sigmoid(2 a) - 1; within 3e-7 absolutely, far below the 8-bit grids around it.
HWY_INLINE V tanh_of(V a) {
  const F32 d;
  return hn::MulSub(hn::Set(d, 2.0F), sigmoid(hn::Add(a, a)), hn::Set(d, 1.0F));
}

/// W_ih x + b_ih of unit j, gate g.
HWY_INLINE V from_x(const GateSums& a, std::int64_t g, std::int64_t j) {
  const F32 d;
  const std::int64_t at = g * a.hidden + j;
  const V sum = hn::ConvertTo(d, hn::Load(I32(), a.x + at));
  return hn::MulAdd(hn::Mul(sum, hn::Set(d, a.x_step)), hn::Load(d, a.x_scale + at), hn::Load(d, a.x_bias + at));
}

/// W_hh h + b_hh.
HWY_INLINE V from_h(const GateSums& a, std::int64_t g, std::int64_t j) {
  const F32 d;
  const std::int64_t at = g * a.hidden + j;
  const V sum = hn::ConvertTo(d, hn::Load(I32(), a.h + at));
  return hn::MulAdd(hn::Mul(sum, hn::Set(d, a.h_step)), hn::Load(d, a.h_scale + at), hn::Load(d, a.h_bias + at));
}

HWY_INLINE V both(const GateSums& a, std::int64_t g, std::int64_t j) {
  return hn::Add(from_x(a, g, j), from_h(a, g, j));
}

/// h' = (1 - z) n + z h = n + z (h - n)
HWY_INLINE V blend(V z, V n, V h) { return hn::MulAdd(z, hn::Sub(h, n), n); }

void rnn_tanh(const GateSums& a, float* h) {
  const F32 d;
  for (std::int64_t j = 0; j < a.hidden; j += static_cast<std::int64_t>(hn::Lanes(d)))
    hn::Store(tanh_of(both(a, 0, j)), d, h + j);
}

void rnn_relu(const GateSums& a, float* h) {
  const F32 d;
  for (std::int64_t j = 0; j < a.hidden; j += static_cast<std::int64_t>(hn::Lanes(d)))
    hn::Store(hn::Max(both(a, 0, j), hn::Zero(d)), d, h + j);
}

// c' = f c + i g     h' = o tanh(c')
void lstm(const GateSums& a, float* h, float* c) {
  const F32 d;
  for (std::int64_t j = 0; j < a.hidden; j += static_cast<std::int64_t>(hn::Lanes(d))) {
    const V i = sigmoid(both(a, 0, j));
    const V f = sigmoid(both(a, 1, j));
    const V g = tanh_of(both(a, 2, j));
    const V o = sigmoid(both(a, 3, j));
    const V cell = hn::MulAdd(f, hn::Load(d, c + j), hn::Mul(i, g));
    hn::Store(cell, d, c + j);
    hn::Store(hn::Mul(o, tanh_of(cell)), d, h + j);
  }
}

// n = tanh(W_in x + b_in + r (W_hn h + b_hn))
void gru(const GateSums& a, float* h) {
  const F32 d;
  for (std::int64_t j = 0; j < a.hidden; j += static_cast<std::int64_t>(hn::Lanes(d))) {
    const V r = sigmoid(both(a, 0, j));
    const V z = sigmoid(both(a, 1, j));
    const V n = tanh_of(hn::MulAdd(r, from_h(a, 2, j), from_x(a, 2, j)));
    hn::Store(blend(z, n, hn::Load(d, h + j)), d, h + j);
  }
}

void reset_and_update(const GateSums& a, const float* h, float* z, float* reset_h) {
  const F32 d;
  for (std::int64_t j = 0; j < a.hidden; j += static_cast<std::int64_t>(hn::Lanes(d))) {
    hn::Store(hn::Mul(sigmoid(both(a, 0, j)), hn::Load(d, h + j)), d, reset_h + j);
    hn::Store(sigmoid(both(a, 1, j)), d, z + j);
  }
}

void blend_candidate(const GateSums& a, const float* z, float* h) {
  const F32 d;
  for (std::int64_t j = 0; j < a.hidden; j += static_cast<std::int64_t>(hn::Lanes(d)))
    hn::Store(blend(hn::Load(d, z + j), tanh_of(both(a, 0, j)), hn::Load(d, h + j)), d, h + j);
}

float largest_magnitude(const float* v, std::int64_t count) {
  const F32 d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  V most = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) most = hn::Max(most, hn::Abs(hn::LoadU(d, v + i)));
  float largest = hn::GetLane(hn::MaxOfLanes(d, most));
  for (; i < count; ++i) largest = std::max(largest, std::abs(v[i]));
  return largest;
}

float quantise(const float* v, std::int64_t count, const ActivationGrid& grid, std::uint8_t* q) {
  constexpr float least = 1e-30F;  // below it the factor would overflow
  const F32 d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const float largest = largest_magnitude(v, count);
  const float factor = largest > least ? grid.levels / largest : 0.0F;
  const auto zero_point = hn::Set(I32(), grid.zero_point);
  const hn::Rebind<std::uint8_t, I32> d8;
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto rounded = hn::NearestInt(hn::Mul(hn::LoadU(d, v + i), hn::Set(d, factor)));
    hn::StoreU(hn::DemoteTo(d8, hn::Add(rounded, zero_point)), d8, q + i);
  }
  for (; i < count; ++i) {
    const float on_grid = std::nearbyint(v[i] * factor) + static_cast<float>(grid.zero_point);
    q[i] = on_grid > 0 ? static_cast<std::uint8_t>(std::min(on_grid, 255.0F)) : std::uint8_t{0};  // 0 for NaN, too
  }
  return largest > least ? largest / grid.levels : 0.0F;
}

const Elementwise& table() {
  static const Elementwise functions{quantise, rnn_tanh, rnn_relu, lstm, gru, reset_and_update, blend_candidate};
  return functions;
}

}  // namespace HWY_NAMESPACE
}  // namespace int8
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace int8 {

// Each product goes with the Highway target of the same width; "portable" is the compiler's own baseline.
const Elementwise& elementwise_for(Isa isa) {
#if defined(__x86_64__) && (HWY_TARGETS & HWY_AVX3)
  if (isa == Isa::avx512_vnni) return N_AVX3::table();
#endif
#if defined(__x86_64__) && (HWY_TARGETS & HWY_AVX2)
  if (isa == Isa::avx2) return N_AVX2::table();
#endif
  return HWY_STATIC_DISPATCH(table)();
}

}  // namespace int8
#endif
