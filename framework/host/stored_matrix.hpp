#ifndef GATEWISE_HOST_STORED_MATRIX_HPP
#define GATEWISE_HOST_STORED_MATRIX_HPP

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/aligned_buffer.hpp"

namespace gatewise {

/// What a matrix's elements are kept as.
enum class Storage {
  f32,
  bf16,  ///< rounded to nearest, ties to even
  int8,  ///< s8 with an f32 scale for each row: its largest magnitude by 127
};

/// The storage of a candidate's precision. Throws InputError where there is none.
Storage storage_of(const std::string& precision);

/// A matrix [rows, columns] that the host itself reads, the embedding or the head, kept in the candidate's precision
/// and read into f32 arithmetic (Google Highway, dispatched at run time). Each row begins at a cache line.
class StoredMatrix {
 public:
  StoredMatrix() = default;
  /// Row-major values.
  StoredMatrix(std::span<const float> values, std::int64_t rows, std::int64_t columns, Storage storage);

  /// out [columns] = row. Writes no further than `columns`.
  void read_row(std::int64_t row, float* out) const;

  /// out [rows] = bias + W x. x [columns] must be readable, and zero, up to padded_columns().
  void multiply(const float* x, std::span<const float> bias, float* out) const;

  std::int64_t padded_columns() const { return padded_columns_; }
  /// Padding and scales included.
  std::uint64_t bytes() const { return elements_.size() + scales_.size() * sizeof(float); }
  bool empty() const { return rows_ == 0; }

 private:
  const std::byte* row_at(std::int64_t row) const { return elements_.data() + row * row_bytes_; }
  float scale_of(std::int64_t row) const { return scales_.empty() ? 1.0F : scales_[static_cast<std::size_t>(row)]; }

  Storage storage_ = Storage::f32;
  std::int64_t rows_ = 0;
  std::int64_t columns_ = 0;
  std::int64_t padded_columns_ = 0;
  std::int64_t row_bytes_ = 0;
  AlignedBuffer elements_;
  std::vector<float> scales_;  // [rows] for int8
};

}  // namespace gatewise

#endif
