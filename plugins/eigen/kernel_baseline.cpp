#define Eigen Eigen_baseline
#include "kernel_impl.hpp"

#define GW_TEXT_OF(macro) GW_TEXT(macro)
#define GW_TEXT(text) #text

namespace eigen {

constinit const Kernel kernel_baseline{prepare, run};

const char* library_name() {
  return "Eigen " GW_TEXT_OF(EIGEN_WORLD_VERSION) "." GW_TEXT_OF(EIGEN_MAJOR_VERSION) "." GW_TEXT_OF(
      EIGEN_MINOR_VERSION);
}

}  // namespace eigen
