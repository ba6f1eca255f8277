#ifndef GATEWISE_INT8_ISA_HPP
#define GATEWISE_INT8_ISA_HPP

namespace int8 {

/// The instruction sets that the kernels are written for.
enum class Isa { portable, avx2, avx512_vnni };

/// As it stands in a row: of the implementation, and of what its code was built for.
const char* implementation_name(Isa isa);
const char* isa_name(Isa isa);

/// Whether this machine has it.
bool is_supported(Isa isa);

}  // namespace int8

#endif
