// Included once for each target by the files that Highway compiles for all of them.
#if defined(GATEWISE_TRAINING_ALONG_ROW_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GATEWISE_TRAINING_ALONG_ROW_INL_HPP
#undef GATEWISE_TRAINING_ALONG_ROW_INL_HPP
#else
#define GATEWISE_TRAINING_ALONG_ROW_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace gatewise {
namespace HWY_NAMESPACE {

/// f(tag, i) for what is left of a row, by ever smaller vectors.
template <class Real, std::size_t most, class Function>
void rest_of_row(std::int64_t i, std::int64_t count, const Function& f) {
  const hwy::HWY_NAMESPACE::CappedTag<Real, most> d;
  for (const auto width = static_cast<std::int64_t>(hwy::HWY_NAMESPACE::Lanes(d)); i + width <= count; i += width)
    f(d, i);
  if constexpr (most > 1) rest_of_row<Real, most / 2>(i, count, f);
}

/// f(tag, i) over [0, count): a whole vector at i each time.
template <class Real, class Function>
void along_row(std::int64_t count, const Function& f) {
  rest_of_row<Real, hwy::HWY_NAMESPACE::MaxLanes(hwy::HWY_NAMESPACE::ScalableTag<Real>())>(0, count, f);
}

}  // namespace HWY_NAMESPACE
}  // namespace gatewise
HWY_AFTER_NAMESPACE();

#endif
