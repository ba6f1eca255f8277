#include "host/stored_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/error.hpp"
#include "host/row_products.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t line_bytes = 64;
constexpr float s8_levels = 127.0F;

std::int64_t element_bytes(Storage storage) { return storage == Storage::f32 ? 4 : storage == Storage::bf16 ? 2 : 1; }

std::uint16_t to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

float row_scale(std::span<const float> row) {
  float most = 0;
  for (const float value : row) most = std::max(most, std::abs(value));
  return most / s8_levels;
}

std::int8_t on_grid(float value, float scale) {
  return scale == 0 ? std::int8_t{0}
                    : static_cast<std::int8_t>(std::clamp(std::nearbyint(value / scale), -s8_levels, s8_levels));
}

}  // namespace

Storage storage_of(const std::string& precision) {
  if (precision == "f32") return Storage::f32;
  if (precision == "bf16") return Storage::bf16;
  if (precision == "int8") return Storage::int8;
  throw InputError(
      fmt::format("precision '{}': the host keeps embedding and head in f32, bf16 or int8 only", precision));
}

StoredMatrix::StoredMatrix(std::span<const float> values, std::int64_t rows, std::int64_t columns, Storage storage)
    : storage_(storage), rows_(rows), columns_(columns) {
  row_bytes_ = (columns * element_bytes(storage) + line_bytes - 1) / line_bytes * line_bytes;
  padded_columns_ = row_bytes_ / element_bytes(storage);
  elements_ = AlignedBuffer(static_cast<std::size_t>(rows * row_bytes_));
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::span<const float> row =
        values.subspan(static_cast<std::size_t>(r * columns), static_cast<std::size_t>(columns));
    std::byte* target = elements_.data() + r * row_bytes_;
    if (storage == Storage::f32) {
      std::copy(row.begin(), row.end(), reinterpret_cast<float*>(target));
    } else if (storage == Storage::bf16) {
      std::transform(row.begin(), row.end(), reinterpret_cast<std::uint16_t*>(target), to_bf16);
    } else {
      const float scale = scales_.emplace_back(row_scale(row));
      std::transform(row.begin(), row.end(), reinterpret_cast<std::int8_t*>(target),
                     [scale](float value) { return on_grid(value, scale); });
    }
  }
}

void StoredMatrix::read_row(std::int64_t row, float* out) const {
  const std::byte* at = row_at(row);
  if (storage_ == Storage::f32) {
    std::copy_n(reinterpret_cast<const float*>(at), columns_, out);
  } else if (storage_ == Storage::bf16) {
    const auto* elements = reinterpret_cast<const std::uint16_t*>(at);
    for (std::int64_t k = 0; k < columns_; ++k)
      out[k] = std::bit_cast<float>(static_cast<std::uint32_t>(elements[k]) << 16);
  } else {
    const auto* elements = reinterpret_cast<const std::int8_t*>(at);
    const float scale = scale_of(row);
    for (std::int64_t k = 0; k < columns_; ++k) out[k] = static_cast<float>(elements[k]) * scale;
  }
}

void StoredMatrix::multiply(const float* x, std::span<const float> bias, float* out) const {
  const std::byte* all = elements_.data();
  if (storage_ == Storage::f32) row_products(reinterpret_cast<const float*>(all), rows_, padded_columns_, x, out);
  if (storage_ == Storage::bf16)
    row_products(reinterpret_cast<const std::uint16_t*>(all), rows_, padded_columns_, x, out);
  if (storage_ == Storage::int8)
    row_products(reinterpret_cast<const std::int8_t*>(all), rows_, padded_columns_, x, out);
  for (std::int64_t r = 0; r < rows_; ++r) out[r] = bias[static_cast<std::size_t>(r)] + scale_of(r) * out[r];
}

}  // namespace gatewise
