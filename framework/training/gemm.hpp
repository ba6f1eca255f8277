#ifndef GATEWISE_TRAINING_GEMM_HPP
#define GATEWISE_TRAINING_GEMM_HPP

#include <cstdint>

namespace gatewise {

/// Whether an operand is used as it lies or transposed.
enum class Layout { plain, transposed };

/// C [M,N] = op(A) op(B) + beta C, row-major, one thread: the trainer's parallelism is over shards of a batch, so that
/// a result does not depend on the number of threads. f32 through oneDNN's GEMM (measured faster than OpenBLAS on the
/// small products of recurrent layers, 1.1 to 1.6 times at M 16 to 32); double in plain loops, for gradient checks
/// only.
void gemm(Layout a_layout, Layout b_layout, std::int64_t m, std::int64_t n, std::int64_t k, const float* a,
          std::int64_t lda, const float* b, std::int64_t ldb, float beta, float* c, std::int64_t ldc);
void gemm(Layout a_layout, Layout b_layout, std::int64_t m, std::int64_t n, std::int64_t k, const double* a,
          std::int64_t lda, const double* b, std::int64_t ldb, double beta, double* c, std::int64_t ldc);

/// Makes gemm() use only the calling thread. Called once by each thread that calls gemm().
void use_one_gemm_thread();

}  // namespace gatewise

#endif
