#include "isa.hpp"

namespace eigen {

const char* name_of(Isa isa) {
  switch (isa) {
    case Isa::avx512:
      return "avx512";
    case Isa::avx2:
      return "avx2";
    default:
      return "baseline";
  }
}

#if defined(__x86_64__)

const char* isa_of(Isa isa) { return name_of(isa); }

const char* missing_for(Isa isa) {
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (isa == Isa::avx2 && !has_avx2) return "AVX2 with FMA";
  const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (isa == Isa::avx512 && !has_avx512) return "AVX-512 F, DQ, BW and VL";
  return "";
}

const Kernel& kernel_for(Isa isa) {
  if (isa == Isa::avx512) return kernel_avx512;
  return isa == Isa::avx2 ? kernel_avx2 : kernel_baseline;
}

#else

const char* isa_of(Isa) {
#if defined(__aarch64__)
  return "neon";
#else
  return "baseline";
#endif
}

const char* missing_for(Isa) { return ""; }

const Kernel& kernel_for(Isa) { return kernel_baseline; }

#endif

}  // namespace eigen
