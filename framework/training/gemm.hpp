// The trainer's matrix products: B is packed once and multiplied many times, on the calling thread alone. The
// parallelism is over shards of a batch, so that a result does not depend on the number of threads.
#ifndef GATEWISE_TRAINING_GEMM_HPP
#define GATEWISE_TRAINING_GEMM_HPP

#include <cstdint>
#include <span>
#include <vector>

namespace gatewise {

/// Whether an operand is used as it lies or transposed.
enum class Layout { plain, transposed };

/// Whether a product is written over C or added to it.
enum class Into { overwrite, add };

/// op(B) [K,N] in panels of a few vectors' width, each panel [K, width] contiguous and padded with zeros: what the
/// kernel reads lies in the order in which it reads it (Goto and van de Geijn 2008). The panels' width is that of the
/// instruction set in use, so that a packed matrix is good for the process that packed it.
template <class Real>
class PackedMatrix {
 public:
  PackedMatrix() = default;
  /// As pack().
  PackedMatrix(Layout layout, std::int64_t k, std::int64_t n, const Real* b, std::int64_t ldb) {
    pack(layout, k, n, b, ldb);
  }

  /// Packs anew, in the memory that is there. Layout::plain reads op(B)(k, n) at b[k · ldb + n], transposed at
  /// b[n · ldb + k].
  void pack(Layout layout, std::int64_t k, std::int64_t n, const Real* b, std::int64_t ldb);

  std::int64_t k() const { return k_; }
  std::int64_t n() const { return n_; }
  const Real* panels() const { return panels_.data(); }

 private:
  std::int64_t k_ = 0;
  std::int64_t n_ = 0;
  std::vector<Real> panels_;
};

/// C [M,N] = (or +=) A [M,K] op(B), row-major with row strides `lda` and `ldc`.
template <class Real>
void multiply(std::int64_t m, const Real* a, std::int64_t lda, const PackedMatrix<Real>& b, Into into, Real* c,
              std::int64_t ldc);

/// C [M,N] += A [K,M]^T B [K,N]: a weight's gradient from the K rows of all steps at once.
template <class Real>
void add_transposed_product(std::int64_t m, std::int64_t n, std::int64_t k, const Real* a, std::int64_t lda,
                            const Real* b, std::int64_t ldb, Real* c, std::int64_t ldc);

}  // namespace gatewise

#endif
