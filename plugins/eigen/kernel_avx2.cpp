#define Eigen Eigen_avx2
#include "kernel_impl.hpp"

namespace eigen {

void run_avx2(const Layer& layer, const Batch& batch) { Run(layer, batch)(); }

}  // namespace eigen
