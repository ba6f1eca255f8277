#ifndef GATEWISE_INT8_PRODUCT_HPP
#define GATEWISE_INT8_PRODUCT_HPP

#include <cstdint>

#include "isa.hpp"
#include "packed_matrix.hpp"

namespace int8 {

/// sums [G, padded H] = start + W a, exactly, in 32 bits. `a` [padded K] holds u8 activations, anything behind K.
/// All three give the same bits. K may be at most 65536: 255 · 127 · K must stay below 2^31.
using Product = void (*)(const PackedMatrix& w, const std::uint8_t* a, std::int32_t* sums);

void product_portable(const PackedMatrix& w, const std::uint8_t* a, std::int32_t* sums);
#if defined(__x86_64__)
void product_avx2(const PackedMatrix& w, const std::uint8_t* a, std::int32_t* sums);
void product_avx512_vnni(const PackedMatrix& w, const std::uint8_t* a, std::int32_t* sums);
#endif

Product product_for(Isa isa);

}  // namespace int8

#endif
