#ifndef GATEWISE_HOST_ALIGNED_BUFFER_HPP
#define GATEWISE_HOST_ALIGNED_BUFFER_HPP

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace gatewise {

/// Bytes at a 64-byte boundary, zeroed: what the contract asks for x, y, state and scratch.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t bytes) : bytes_(bytes) {
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment + alignment;
    data_.reset(static_cast<std::byte*>(std::aligned_alloc(alignment, rounded)));
    if (!data_) throw std::bad_alloc();
    std::memset(data_.get(), 0, rounded);
  }

  /// Makes it at least so large; what it held is gone where it grows.
  void grow(std::size_t bytes) {
    if (bytes > bytes_) *this = AlignedBuffer(bytes);
  }

  std::byte* data() { return data_.get(); }
  const std::byte* data() const { return data_.get(); }
  float* floats() { return reinterpret_cast<float*>(data_.get()); }
  const float* floats() const { return reinterpret_cast<const float*>(data_.get()); }
  std::size_t size() const { return bytes_; }

 private:
  static constexpr std::size_t alignment = 64;
  struct Free {
    void operator()(std::byte* data) const { std::free(data); }
  };
  std::size_t bytes_ = 0;
  std::unique_ptr<std::byte, Free> data_;
};

}  // namespace gatewise

#endif
