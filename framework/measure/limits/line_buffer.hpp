#ifndef GATEWISE_MEASURE_LIMITS_LINE_BUFFER_HPP
#define GATEWISE_MEASURE_LIMITS_LINE_BUFFER_HPP

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace gatewise {

/// Kernels of the probe read whole lines of so many bytes: a cache line of most machines, a register of the widest.
constexpr std::size_t line_bytes = 64;

/// Memory of so many bytes that starts on a line and is followed by zeros to the end of its last line, so that no
/// kernel needs a tail. All of it is written once: its pages are resident. Huge pages are asked for where they fit.
class LineBuffer {
 public:
  /// Throws std::bad_alloc.
  explicit LineBuffer(std::size_t bytes);

  std::byte* data() { return data_.get(); }
  const std::byte* data() const { return data_.get(); }
  std::size_t bytes() const { return bytes_; }
  /// Lines that hold `bytes()`; 0 for none.
  std::size_t lines() const { return (bytes_ + line_bytes - 1) / line_bytes; }

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };

  std::size_t bytes_;
  std::unique_ptr<std::byte[], Free> data_;
};

}  // namespace gatewise

#endif
