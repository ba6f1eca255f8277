// Vectors of 16 bytes as GCC and clang write them: the widest that every machine's compiler has an answer to.
#include "measure/limits/probe_loops.hpp"

namespace gatewise {
namespace {

using Floats = float __attribute__((vector_size(16)));
using Words = std::uint32_t __attribute__((vector_size(16)));
using SignedWords = std::int32_t __attribute__((vector_size(16)));
using Shorts = std::uint16_t __attribute__((vector_size(16)));
using SignedShorts = std::int16_t __attribute__((vector_size(16)));

template <class Vector>
GW_PROBE_INLINE Vector load_vector(const std::byte* at) {
  Vector vector;
  std::memcpy(&vector, at, sizeof vector);
  return vector;
}

struct F32 {
  static constexpr Arithmetic arithmetic = Arithmetic::f32;
  using Value = Floats;
  using Sum = Floats;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return Sum{}; }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return load_vector<Value>(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) { sum += value * probe_factor; }
};

/// A bf16 is the upper half of a float: even elements are shifted there, odd ones are there.
struct Bf16 {
  static constexpr Arithmetic arithmetic = Arithmetic::bf16;
  using Value = Words;
  using Sum = Floats;
  using Lane = float;
  GW_PROBE_INLINE static Sum zero() { return Sum{}; }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return load_vector<Value>(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    sum += (Floats)(value << 16) * probe_factor;
    sum += (Floats)(value & 0xffff0000U) * probe_factor;
  }
};

/// Even and odd bytes as 16 bits, the sums of two products likewise as 32.
struct Int8 {
  static constexpr Arithmetic arithmetic = Arithmetic::int8;
  using Value = Shorts;
  using Sum = Words;
  using Lane = std::int32_t;
  GW_PROBE_INLINE static Sum zero() { return Sum{}; }
  GW_PROBE_INLINE static Value load(const std::byte* at) { return load_vector<Value>(at); }
  GW_PROBE_INLINE static void add(Sum& sum, Value value) {
    const SignedShorts even = (SignedShorts)(value << 8) >> 8;
    const SignedShorts odd = (SignedShorts)value >> 8;
    const Words pairs = (Words)(even * probe_factor_int8 + odd * probe_factor_int8);
    sum += (Words)((SignedWords)(pairs << 16) >> 16);
    sum += (Words)((SignedWords)pairs >> 16);
  }
};

}  // namespace

void add_portable_kernels(ProbeKernels& kernels) {
  add_streams<F32>(kernels, "portable");
  add_streams<Bf16>(kernels, "portable");
  add_streams<Int8>(kernels, "portable");
  add_peak<F32>(kernels, "portable");
  add_peak<Int8>(kernels, "portable");
}

}  // namespace gatewise
