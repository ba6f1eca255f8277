#ifndef GATEWISE_HOST_ROW_PRODUCTS_HPP
#define GATEWISE_HOST_ROW_PRODUCTS_HPP

#include <cstdint>

namespace gatewise {

/// out [rows] = M x for M [rows, columns] row-major: f32, bf16 (its upper half of an f32), or s8. Products and sums are
/// f32. `columns` must be a multiple of 16, M and x aligned to 64 bytes.
void row_products(const float* matrix, std::int64_t rows, std::int64_t columns, const float* x, float* out);
void row_products(const std::uint16_t* matrix, std::int64_t rows, std::int64_t columns, const float* x, float* out);
void row_products(const std::int8_t* matrix, std::int64_t rows, std::int64_t columns, const float* x, float* out);

}  // namespace gatewise

#endif
