#define Eigen Eigen_avx512
#include "kernel_impl.hpp"

namespace eigen {

void run_avx512(const Layer& layer, const Batch& batch) { Run(layer, batch)(); }

}  // namespace eigen
