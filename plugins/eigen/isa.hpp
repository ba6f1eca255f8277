#ifndef GATEWISE_EIGEN_ISA_HPP
#define GATEWISE_EIGEN_ISA_HPP

#include "kernel.hpp"

namespace eigen {

/// The instruction sets that the kernel is compiled for.
enum class Isa { baseline, avx2, avx512 };

/// The name of its cell.
const char* name_of(Isa isa);

/// What Eigen's packets are made of there: NEON is AArch64's baseline.
const char* isa_of(Isa isa);

/// Empty, or what this machine lacks for it.
const char* missing_for(Isa isa);

const Kernel& kernel_for(Isa isa);

}  // namespace eigen

#endif
