#include "host/row_products.hpp"

// This file is compiled once for each target; the order of these includes is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "host/row_products.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace gatewise {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::CappedTag<float, 16>;
using V = hn::Vec<F32>;

HWY_INLINE V load(const float* from) { return hn::Load(F32(), from); }

HWY_INLINE V load(const std::uint16_t* from) {
  const hn::Rebind<std::uint32_t, F32> d32;
  const hn::Rebind<std::uint16_t, F32> d16;
  return hn::BitCast(F32(), hn::ShiftLeft<16>(hn::PromoteTo(d32, hn::Load(d16, from))));
}

HWY_INLINE V load(const std::int8_t* from) {
  const hn::Rebind<std::int32_t, F32> d32;
  const hn::Rebind<std::int8_t, F32> d8;
  return hn::ConvertTo(F32(), hn::PromoteTo(d32, hn::Load(d8, from)));
}

/// Four rows at a time, so that four sums are under way at once.
template <class Element>
HWY_INLINE void products(const Element* matrix, std::int64_t rows, std::int64_t columns, const float* x, float* out) {
  const F32 d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t r = 0;
  for (; r + 4 <= rows; r += 4) {
    const Element* m = matrix + r * columns;
    V a = hn::Zero(d), b = a, c = a, e = a;
    for (std::int64_t k = 0; k < columns; k += lanes) {
      const V v = hn::Load(d, x + k);
      a = hn::MulAdd(load(m + k), v, a);
      b = hn::MulAdd(load(m + columns + k), v, b);
      c = hn::MulAdd(load(m + 2 * columns + k), v, c);
      e = hn::MulAdd(load(m + 3 * columns + k), v, e);
    }
    out[r] = hn::GetLane(hn::SumOfLanes(d, a));
    out[r + 1] = hn::GetLane(hn::SumOfLanes(d, b));
    out[r + 2] = hn::GetLane(hn::SumOfLanes(d, c));
    out[r + 3] = hn::GetLane(hn::SumOfLanes(d, e));
  }
  for (; r < rows; ++r) {
    V a = hn::Zero(d);
    for (std::int64_t k = 0; k < columns; k += lanes)
      a = hn::MulAdd(load(matrix + r * columns + k), hn::Load(d, x + k), a);
    out[r] = hn::GetLane(hn::SumOfLanes(d, a));
  }
}

void products_f32(const float* m, std::int64_t rows, std::int64_t columns, const float* x, float* out) {
  products(m, rows, columns, x, out);
}
void products_bf16(const std::uint16_t* m, std::int64_t rows, std::int64_t columns, const float* x, float* out) {
  products(m, rows, columns, x, out);
}
void products_s8(const std::int8_t* m, std::int64_t rows, std::int64_t columns, const float* x, float* out) {
  products(m, rows, columns, x, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace gatewise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gatewise {

HWY_EXPORT(products_f32);
HWY_EXPORT(products_bf16);
HWY_EXPORT(products_s8);

void row_products(const float* matrix, std::int64_t rows, std::int64_t columns, const float* x, float* out) {
  HWY_DYNAMIC_DISPATCH(products_f32)(matrix, rows, columns, x, out);
}
void row_products(const std::uint16_t* matrix, std::int64_t rows, std::int64_t columns, const float* x, float* out) {
  HWY_DYNAMIC_DISPATCH(products_bf16)(matrix, rows, columns, x, out);
}
void row_products(const std::int8_t* matrix, std::int64_t rows, std::int64_t columns, const float* x, float* out) {
  HWY_DYNAMIC_DISPATCH(products_s8)(matrix, rows, columns, x, out);
}

}  // namespace gatewise
#endif
