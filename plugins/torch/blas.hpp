#ifndef GATEWISE_TORCH_BLAS_HPP
#define GATEWISE_TORCH_BLAS_HPP

#include <string>

namespace libtorch {

/// The library that libtorch's matrix products call. libtorch is linked to the interface, libblas.so.3, behind which
/// the system may have put any implementation, or the reference.
struct Blas {
  std::string name;                               ///< "OpenBLAS 0.3.21 (Zen)"; the file where it is none of the known
  bool is_optimised = false;                      ///< OpenBLAS, MKL or BLIS
  void (*set_threads)(int threads) = [](int) {};  ///< for the whole process
};

/// Found once, by what stands behind the symbol sgemm_ in this process.
const Blas& blas();

}  // namespace libtorch

#endif
