#include "measure/limits/probe_kernels.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace gatewise {
namespace {

#if defined(__x86_64__)

/// VNNI on registers of 256 bits. Not every supported compiler's __builtin_cpu_supports knows its name.
bool has_avx_vnni() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 && (a & (1U << 4)) != 0;
}

void add_machine_kernels(ProbeKernels& kernels) {
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx2) add_avx2_kernels(kernels);
  if (avx2 && has_avx_vnni()) add_avx_vnni_kernels(kernels);
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
  if (avx512) add_avx512_kernels(kernels);
  const bool short_too = avx512 && __builtin_cpu_supports("avx512vl");
  if (short_too && __builtin_cpu_supports("avx512bf16")) add_avx512_bf16_kernels(kernels);
  if (short_too && __builtin_cpu_supports("avx512vnni")) add_avx512_vnni_kernels(kernels);
}

#elif defined(__aarch64__)

void add_machine_kernels(ProbeKernels& kernels) {
  add_neon_kernels(kernels);
  if ((::getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0) add_neon_dotprod_kernels(kernels);
}

#else

void add_machine_kernels(ProbeKernels&) {}

#endif

ProbeKernels find_kernels() {
  ProbeKernels kernels;
  add_portable_kernels(kernels);
  add_machine_kernels(kernels);
  return kernels;
}

}  // namespace

const ProbeKernels& probe_kernels() {
  static const ProbeKernels kernels = find_kernels();
  return kernels;
}

}  // namespace gatewise
