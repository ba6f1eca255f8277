#ifndef GATEWISE_TORCH_BLAS_HPP
#define GATEWISE_TORCH_BLAS_HPP

#include <string>

namespace gatewise_torch {

/// Whose matrix products libtorch uses in this process.
struct Blas {
  std::string name;        ///< "OpenBLAS 0.3.21"; or the file that it is
  bool optimised = false;  ///< not the reference BLAS, which is ten times slower and would make torch a straw man
};

const Blas& blas();

}  // namespace gatewise_torch

#endif
