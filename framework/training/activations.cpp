#include "training/activations.hpp"

#include <cmath>

// This file is compiled once for each target; the order of these includes is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "training/activations.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace gatewise {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// f over all values; the tail goes through a buffer of one vector.
template <class Function>
void transform(float* values, std::int64_t count, Function f) {
  const hn::ScalableTag<float> d;
  const auto width = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t i = 0;
  for (; i + width <= count; i += width) hn::StoreU(f(d, hn::LoadU(d, values + i)), d, values + i);
  if (i == count) return;
  HWY_ALIGN float tail[hn::MaxLanes(d)] = {};
  for (std::int64_t j = i; j < count; ++j) tail[j - i] = values[j];
  hn::Store(f(d, hn::Load(d, tail)), d, tail);
  for (std::int64_t j = i; j < count; ++j) values[j] = tail[j - i];
}

void sigmoid_f32(float* values, std::int64_t count) {
  transform(values, count, [](auto d, auto v) HWY_ATTR {
    const auto one = hn::Set(d, 1.0F);
    return hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(v))));
  });
}

void tanh_f32(float* values, std::int64_t count) {
  transform(values, count, [](auto d, auto v) HWY_ATTR { return hn::Tanh(d, v); });
}

}  // namespace HWY_NAMESPACE
}  // namespace gatewise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gatewise {

HWY_EXPORT(sigmoid_f32);
HWY_EXPORT(tanh_f32);

void apply_sigmoid(float* values, std::int64_t count) { HWY_DYNAMIC_DISPATCH(sigmoid_f32)(values, count); }
void apply_tanh(float* values, std::int64_t count) { HWY_DYNAMIC_DISPATCH(tanh_f32)(values, count); }

void apply_sigmoid(double* values, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) values[i] = 1.0 / (1.0 + std::exp(-values[i]));
}

void apply_tanh(double* values, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) values[i] = std::tanh(values[i]);
}

}  // namespace gatewise
#endif
