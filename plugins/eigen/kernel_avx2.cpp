#define Eigen Eigen_avx2
#include "kernel_impl.hpp"

namespace eigen {

constinit const Kernel kernel_avx2{prepare, run};

}  // namespace eigen
