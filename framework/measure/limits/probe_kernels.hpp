#ifndef GATEWISE_MEASURE_LIMITS_PROBE_KERNELS_HPP
#define GATEWISE_MEASURE_LIMITS_PROBE_KERNELS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "measure/limits/arithmetic.hpp"

namespace gatewise {

/// What every element is multiplied with: powers of two, which keep the sums of small integers exact.
constexpr float probe_factor = 0.5F;
constexpr int probe_factor_int8 = 2;

/// Reads `lines` lines of 64 bytes at `data`, which is aligned to a line, `passes` times over, and returns the sum of
/// all elements times the factor. Sums of int8 wrap around at 32 bits.
using StreamSum = double (*)(const std::byte* data, std::size_t lines, std::int64_t passes);

/// One way through a buffer.
struct StreamKernel {
  Arithmetic arithmetic;
  std::string isa;     ///< "avx512_vnni"
  std::string layout;  ///< "4 streams by 2 lines"
  StreamSum sum;
};

/// Multiply-adds among registers, in more independent sums than an instruction has cycles.
struct PeakKernel {
  Arithmetic arithmetic;
  std::string isa;
  std::int64_t operations;  ///< of one round: two for each multiply-add
  double (*run)(std::int64_t rounds);
};

struct ProbeKernels {
  std::vector<StreamKernel> streams;
  std::vector<PeakKernel> peaks;  ///< only where the instruction set has a multiply-add of that arithmetic
};

/// All kernels of every instruction set that this machine has; those of "portable" run anywhere and come first.
const ProbeKernels& probe_kernels();

void add_portable_kernels(ProbeKernels& kernels);
#if defined(__x86_64__)
void add_avx2_kernels(ProbeKernels& kernels);
void add_avx_vnni_kernels(ProbeKernels& kernels);
void add_avx512_kernels(ProbeKernels& kernels);
void add_avx512_bf16_kernels(ProbeKernels& kernels);
void add_avx512_vnni_kernels(ProbeKernels& kernels);
#elif defined(__aarch64__)
void add_neon_kernels(ProbeKernels& kernels);
void add_neon_dotprod_kernels(ProbeKernels& kernels);
#endif

}  // namespace gatewise

#endif
