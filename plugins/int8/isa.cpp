#include "isa.hpp"

namespace int8 {

const char* implementation_name(Isa isa) {
  switch (isa) {
    case Isa::avx512_vnni:
      return "avx512_vnni";
    case Isa::avx2:
      return "avx2";
    default:
      return "portable";
  }
}

const char* isa_name(Isa isa) { return isa == Isa::portable ? "baseline" : implementation_name(isa); }

bool is_supported(Isa isa) {
  if (isa == Isa::portable) return true;
#if defined(__x86_64__)
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512vnni");
#else
  return false;
#endif
}

}  // namespace int8
