#include "training/update_kernels.hpp"

// This file is compiled once for each target; the order of these includes is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "training/update_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "training/along_row-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gatewise {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void add_values_rows(std::int64_t count, const float* values, float* sum) {
  along_row<float>(count, [=](auto d, std::int64_t i) HWY_ATTR {
    hn::StoreU(hn::Add(hn::LoadU(d, sum + i), hn::LoadU(d, values + i)), d, sum + i);
  });
}

double sum_of_squares_rows(std::int64_t count, const float* values) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> narrow;
  const auto width = static_cast<std::int64_t>(hn::Lanes(d));
  auto even = hn::Zero(d), odd = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + 2 * width <= count; i += 2 * width) {
    const auto a = hn::PromoteTo(d, hn::LoadU(narrow, values + i));
    const auto b = hn::PromoteTo(d, hn::LoadU(narrow, values + i + width));
    even = hn::MulAdd(a, a, even);
    odd = hn::MulAdd(b, b, odd);
  }
  double sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
  for (; i < count; ++i) sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  return sum;
}

void adamw_step_rows(std::int64_t count, const AdamwStep& step, const float* gradient, const float* decay, float* first,
                     float* second, float* parameters) {
  constexpr float beta1 = adamw_beta1, beta2 = adamw_beta2, epsilon = 1e-8F;
  const AdamwStep s = step;
  along_row<float>(count, [=](auto d, std::int64_t i) HWY_ATTR {
    const auto g = hn::LoadU(d, gradient + i);
    const auto m = hn::MulAdd(hn::Set(d, beta1), hn::LoadU(d, first + i), hn::Mul(hn::Set(d, 1 - beta1), g));
    const auto v =
        hn::MulAdd(hn::Set(d, beta2), hn::LoadU(d, second + i), hn::Mul(hn::Set(d, 1 - beta2), hn::Mul(g, g)));
    hn::StoreU(m, d, first + i);
    hn::StoreU(v, d, second + i);
    const auto by = hn::Add(hn::Sqrt(hn::Mul(v, hn::Set(d, s.correction2))), hn::Set(d, epsilon));
    const auto p = hn::LoadU(d, parameters + i);
    const auto moved = hn::Div(hn::Mul(m, hn::Set(d, s.correction1)), by);
    const auto all = hn::MulAdd(hn::LoadU(d, decay + i), p, moved);
    hn::StoreU(hn::NegMulAdd(hn::Set(d, s.rate), all, p), d, parameters + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace gatewise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gatewise {

HWY_EXPORT(add_values_rows);
HWY_EXPORT(sum_of_squares_rows);
HWY_EXPORT(adamw_step_rows);

void add_values(std::int64_t count, const float* values, float* sum) {
  HWY_DYNAMIC_DISPATCH(add_values_rows)(count, values, sum);
}

double sum_of_squares(std::int64_t count, const float* values) {
  return HWY_DYNAMIC_DISPATCH(sum_of_squares_rows)(count, values);
}

void adamw_step(std::int64_t count, const AdamwStep& step, const float* gradient, const float* decay, float* first,
                float* second, float* parameters) {
  HWY_DYNAMIC_DISPATCH(adamw_step_rows)(count, step, gradient, decay, first, second, parameters);
}

}  // namespace gatewise
#endif
