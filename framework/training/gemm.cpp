#include "training/gemm.hpp"

#include <algorithm>
#include <cstring>

// Accumulators are arrays of vectors, which SVE's types of unknown size can't be; such a machine takes NEON.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

// This file is compiled once for each target; the order of these includes is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "training/gemm.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace gatewise {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Vectors in a panel's width.
constexpr int panel_vectors = 2;
/// Rows of C that the kernel keeps in registers: with the panel's two vectors and a broadcast, what 32 or 16 hold.
constexpr int block_rows = HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL || HWY_TARGET == HWY_NEON ? 8 : 6;

template <class Real>
std::int64_t vector_width() {
  return static_cast<std::int64_t>(hn::Lanes(hn::ScalableTag<Real>()));
}

template <class Real>
std::int64_t panel_width_of() {
  return panel_vectors * vector_width<Real>();
}

/// A block of A: element (i, k) at data[i · row_stride + k · k_stride].
template <class Real>
struct ABlock {
  const Real* data;
  std::int64_t row_stride;
  std::int64_t k_stride;
};

/// C [rows, vectors · width] (+)= A [rows, K] B panel [K, panel width]; all of C's block is stored.
template <int rows, int vectors, class Real>
void block_product(std::int64_t k, const ABlock<Real>& a, const Real* panel, Into into, Real* c, std::int64_t ldc) {
  const hn::ScalableTag<Real> d;
  const auto width = static_cast<std::int64_t>(hn::Lanes(d));
  hn::Vec<decltype(d)> sum[rows][vectors];
  for (int i = 0; i < rows; ++i) {
    for (int v = 0; v < vectors; ++v)
      sum[i][v] = into == Into::add ? hn::LoadU(d, c + i * ldc + v * width) : hn::Zero(d);
  }
  const Real* at = a.data;
  for (std::int64_t step = 0; step < k; ++step) {
    hn::Vec<decltype(d)> b[vectors];
    for (int v = 0; v < vectors; ++v) b[v] = hn::LoadU(d, panel + v * width);
    for (int i = 0; i < rows; ++i) {
      const auto value = hn::Set(d, at[i * a.row_stride]);
      for (int v = 0; v < vectors; ++v) sum[i][v] = hn::MulAdd(value, b[v], sum[i][v]);
    }
    panel += panel_vectors * width;
    at += a.k_stride;
  }
  for (int i = 0; i < rows; ++i) {
    for (int v = 0; v < vectors; ++v) hn::StoreU(sum[i][v], d, c + i * ldc + v * width);
  }
}

/// A block whose last columns are padding: through a buffer.
template <int rows, class Real>
void edge_product(std::int64_t k, const ABlock<Real>& a, const Real* panel, Into into, Real* c, std::int64_t ldc,
                  std::int64_t columns) {
  constexpr std::size_t widest = panel_vectors * hn::MaxLanes(hn::ScalableTag<Real>());
  HWY_ALIGN Real block[static_cast<std::size_t>(rows) * widest];
  const std::int64_t stride = panel_width_of<Real>();
  for (int i = 0; i < rows && into == Into::add; ++i) std::copy_n(c + i * ldc, columns, block + i * stride);
  for (int i = 0; i < rows && into == Into::add; ++i)
    std::fill(block + i * stride + columns, block + (i + 1) * stride, Real{0});
  if (columns <= vector_width<Real>()) {
    block_product<rows, 1>(k, a, panel, into, block, stride);
  } else {
    block_product<rows, panel_vectors>(k, a, panel, into, block, stride);
  }
  for (int i = 0; i < rows; ++i) std::copy_n(block + i * stride, columns, c + i * ldc);
}

template <int rows, class Real>
void rows_product(std::int64_t k, const ABlock<Real>& a, const Real* panel, Into into, Real* c, std::int64_t ldc,
                  std::int64_t columns) {
  if (columns >= panel_width_of<Real>()) {
    block_product<rows, panel_vectors>(k, a, panel, into, c, ldc);
  } else {
    edge_product<rows>(k, a, panel, into, c, ldc, columns);
  }
}

/// The same for a number of rows that is known at run time, at most `rows`.
template <int rows, class Real>
void last_rows_product(std::int64_t count, std::int64_t k, const ABlock<Real>& a, const Real* panel, Into into, Real* c,
                       std::int64_t ldc, std::int64_t columns) {
  if (count == rows) return rows_product<rows>(k, a, panel, into, c, ldc, columns);
  if constexpr (rows > 1) last_rows_product<rows - 1>(count, k, a, panel, into, c, ldc, columns);
}

/// One panel's part of a product over a few blocks of rows: the panel stays in the nearest cache meanwhile.
template <class Real>
void panel_product(std::int64_t m, std::int64_t k, const Real* a, std::int64_t lda, const Real* panel, Into into,
                   Real* c, std::int64_t ldc, std::int64_t columns) {
  std::int64_t i = 0;
  for (; i + block_rows <= m; i += block_rows)
    rows_product<block_rows>(k, ABlock<Real>{a + i * lda, lda, 1}, panel, into, c + i * ldc, ldc, columns);
  if (i < m) {
    last_rows_product<block_rows - 1>(m - i, k, ABlock<Real>{a + i * lda, lda, 1}, panel, into, c + i * ldc, ldc,
                                      columns);
  }
}

template <class Real>
void multiply_panels(std::int64_t m, std::int64_t n, std::int64_t k, const Real* a, std::int64_t lda,
                     const Real* panels, Into into, Real* c, std::int64_t ldc) {
  constexpr std::int64_t piece = std::int64_t{4} * block_rows;
  const std::int64_t width = panel_width_of<Real>();
  for (std::int64_t i = 0; i < m; i += piece) {
    for (std::int64_t j = 0; j < n; j += width) {
      panel_product(std::min(piece, m - i), k, a + i * lda, lda, panels + j * k, into, c + i * ldc + j, ldc,
                    std::min(width, n - j));
    }
  }
}

/// values [K, count] to groups of `width` columns, each [K, width], padded with zeros. A width that the compiler knows
/// makes a copy a move or two.
template <std::int64_t width, class Real>
void pack_columns(std::int64_t k, std::int64_t count, const Real* values, std::int64_t stride, Real* packed) {
  const std::int64_t whole = count / width * width;
  for (std::int64_t row = 0; row < k; ++row) {
    const Real* source = values + row * stride;
    Real* target = packed + row * width;
    for (std::int64_t j = 0; j < whole; j += width)
      std::memcpy(target + j * k, source + j, static_cast<std::size_t>(width) * sizeof(Real));
    if (whole == count) continue;
    std::copy_n(source + whole, count - whole, target + whole * k);
    std::fill(target + whole * k + count - whole, target + whole * k + width, Real{0});
  }
}

/// The same from values [count, K].
template <class Real>
void pack_rows(std::int64_t k, std::int64_t count, const Real* values, std::int64_t stride, std::int64_t width,
               Real* packed) {
  if (k == 0) return;  // no panel, and no address to step from
  for (std::int64_t j = 0; j < count; j += width) {
    const std::int64_t columns = std::min(width, count - j);
    if (columns < width) std::fill_n(packed + j * k, k * width, Real{0});
    for (std::int64_t column = 0; column < columns; ++column) {
      const Real* source = values + (j + column) * stride;
      Real* target = packed + j * k + column;
      for (std::int64_t row = 0; row < k; ++row) target[row * width] = source[row];
    }
  }
}

template <class Real>
void pack_panels(std::int64_t k, std::int64_t n, const Real* b, std::int64_t ldb, Real* packed) {
  constexpr std::int64_t widest = panel_vectors * hn::MaxLanes(hn::ScalableTag<Real>());
  pack_columns<widest>(k, n, b, ldb, packed);
}

std::int64_t round_up(std::int64_t count, std::int64_t step) { return (count + step - 1) / step * step; }

template <class Real>
void pack_matrix(Layout layout, std::int64_t k, std::int64_t n, const Real* b, std::int64_t ldb,
                 std::vector<Real>& panels) {
  const std::int64_t width = panel_width_of<Real>();
  panels.resize(static_cast<std::size_t>(round_up(n, width) * k));
  if (layout == Layout::plain) {
    pack_panels(k, n, b, ldb, panels.data());
  } else {
    pack_rows(k, n, b, ldb, width, panels.data());
  }
}

/// Both operands are packed by pieces of K that leave room in the second cache.
template <class Real>
void add_transposed(std::int64_t m, std::int64_t n, std::int64_t k, const Real* a, std::int64_t lda, const Real* b,
                    std::int64_t ldb, Real* c, std::int64_t ldc) {
  constexpr std::int64_t piece = 256;
  static thread_local std::vector<Real> a_groups, b_panels;
  const std::int64_t width = panel_width_of<Real>();
  a_groups.resize(static_cast<std::size_t>(piece * round_up(m, block_rows)));
  b_panels.resize(static_cast<std::size_t>(piece * round_up(n, width)));
  for (std::int64_t begin = 0; begin < k; begin += piece) {
    const std::int64_t count = std::min(piece, k - begin);
    pack_columns<block_rows>(count, m, a + begin * lda, lda, a_groups.data());
    pack_panels(count, n, b + begin * ldb, ldb, b_panels.data());
    for (std::int64_t i = 0; i < m; i += block_rows) {
      for (std::int64_t j = 0; j < n; j += width) {
        const ABlock<Real> block{a_groups.data() + i * count, 1, block_rows};
        last_rows_product<block_rows>(std::min<std::int64_t>(block_rows, m - i), count, block,
                                      b_panels.data() + j * count, Into::add, c + i * ldc + j, ldc,
                                      std::min(width, n - j));
      }
    }
  }
}

void pack_f32(Layout layout, std::int64_t k, std::int64_t n, const float* b, std::int64_t ldb,
              std::vector<float>& panels) {
  pack_matrix(layout, k, n, b, ldb, panels);
}
void pack_f64(Layout layout, std::int64_t k, std::int64_t n, const double* b, std::int64_t ldb,
              std::vector<double>& panels) {
  pack_matrix(layout, k, n, b, ldb, panels);
}
void multiply_f32(std::int64_t m, std::int64_t n, std::int64_t k, const float* a, std::int64_t lda, const float* panels,
                  Into into, float* c, std::int64_t ldc) {
  multiply_panels(m, n, k, a, lda, panels, into, c, ldc);
}
void multiply_f64(std::int64_t m, std::int64_t n, std::int64_t k, const double* a, std::int64_t lda,
                  const double* panels, Into into, double* c, std::int64_t ldc) {
  multiply_panels(m, n, k, a, lda, panels, into, c, ldc);
}
void add_transposed_f32(std::int64_t m, std::int64_t n, std::int64_t k, const float* a, std::int64_t lda,
                        const float* b, std::int64_t ldb, float* c, std::int64_t ldc) {
  add_transposed(m, n, k, a, lda, b, ldb, c, ldc);
}
void add_transposed_f64(std::int64_t m, std::int64_t n, std::int64_t k, const double* a, std::int64_t lda,
                        const double* b, std::int64_t ldb, double* c, std::int64_t ldc) {
  add_transposed(m, n, k, a, lda, b, ldb, c, ldc);
}

}  // namespace HWY_NAMESPACE
}  // namespace gatewise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gatewise {

HWY_EXPORT(pack_f32);
HWY_EXPORT(pack_f64);
HWY_EXPORT(multiply_f32);
HWY_EXPORT(multiply_f64);
HWY_EXPORT(add_transposed_f32);
HWY_EXPORT(add_transposed_f64);

template <>
void PackedMatrix<float>::pack(Layout layout, std::int64_t k, std::int64_t n, const float* b, std::int64_t ldb) {
  k_ = k;
  n_ = n;
  HWY_DYNAMIC_DISPATCH(pack_f32)(layout, k, n, b, ldb, panels_);
}

template <>
void PackedMatrix<double>::pack(Layout layout, std::int64_t k, std::int64_t n, const double* b, std::int64_t ldb) {
  k_ = k;
  n_ = n;
  HWY_DYNAMIC_DISPATCH(pack_f64)(layout, k, n, b, ldb, panels_);
}

template <>
void multiply(std::int64_t m, const float* a, std::int64_t lda, const PackedMatrix<float>& b, Into into, float* c,
              std::int64_t ldc) {
  HWY_DYNAMIC_DISPATCH(multiply_f32)(m, b.n(), b.k(), a, lda, b.panels(), into, c, ldc);
}

template <>
void multiply(std::int64_t m, const double* a, std::int64_t lda, const PackedMatrix<double>& b, Into into, double* c,
              std::int64_t ldc) {
  HWY_DYNAMIC_DISPATCH(multiply_f64)(m, b.n(), b.k(), a, lda, b.panels(), into, c, ldc);
}

template <>
void add_transposed_product(std::int64_t m, std::int64_t n, std::int64_t k, const float* a, std::int64_t lda,
                            const float* b, std::int64_t ldb, float* c, std::int64_t ldc) {
  HWY_DYNAMIC_DISPATCH(add_transposed_f32)(m, n, k, a, lda, b, ldb, c, ldc);
}

template <>
void add_transposed_product(std::int64_t m, std::int64_t n, std::int64_t k, const double* a, std::int64_t lda,
                            const double* b, std::int64_t ldb, double* c, std::int64_t ldc) {
  HWY_DYNAMIC_DISPATCH(add_transposed_f64)(m, n, k, a, lda, b, ldb, c, ldc);
}

}  // namespace gatewise
#endif
