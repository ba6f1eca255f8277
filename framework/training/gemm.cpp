#include "training/gemm.hpp"

#include <dnnl.h>
#include <omp.h>

#include <stdexcept>

namespace gatewise {

void use_one_gemm_thread() { omp_set_num_threads(1); }

void gemm(Layout a_layout, Layout b_layout, std::int64_t m, std::int64_t n, std::int64_t k, const float* a,
          std::int64_t lda, const float* b, std::int64_t ldb, float beta, float* c, std::int64_t ldc) {
  if (m == 0 || n == 0) return;
  const auto letter = [](Layout layout) { return layout == Layout::plain ? 'N' : 'T'; };
  if (dnnl_sgemm(letter(a_layout), letter(b_layout), m, n, k, 1.0F, a, lda, b, ldb, beta, c, ldc) != dnnl_success) {
    throw std::runtime_error("oneDNN refused a matrix product");
  }
}

void gemm(Layout a_layout, Layout b_layout, std::int64_t m, std::int64_t n, std::int64_t k, const double* a,
          std::int64_t lda, const double* b, std::int64_t ldb, double beta, double* c, std::int64_t ldc) {
  const auto at = [](const double* matrix, Layout layout, std::int64_t row, std::int64_t column, std::int64_t stride) {
    return layout == Layout::plain ? matrix[row * stride + column] : matrix[column * stride + row];
  };
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::int64_t l = 0; l < k; ++l) sum += at(a, a_layout, i, l, lda) * at(b, b_layout, l, j, ldb);
      double& element = c[i * ldc + j];
      element = beta == 0 ? sum : beta * element + sum;
    }
  }
}

}  // namespace gatewise
