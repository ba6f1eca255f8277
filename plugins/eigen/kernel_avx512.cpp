#define Eigen Eigen_avx512
#include "kernel_impl.hpp"

namespace eigen {

constinit const Kernel kernel_avx512{prepare, run};

}  // namespace eigen
