#ifndef GATEWISE_TORCH_LIBRARY_HPP
#define GATEWISE_TORCH_LIBRARY_HPP

namespace libtorch {

/// "libtorch 1.13.0, OpenBLAS 0.3.21 (Zen)", both as they report themselves.
const char* library_name();

/// What libtorch's own loops work with on this machine: "avx2", "avx512", "baseline". Its BLAS chooses for itself.
const char* isa_name();

}  // namespace libtorch

#endif
