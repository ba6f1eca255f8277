#include "measure/limits/line_buffer.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace gatewise {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

std::byte* allocate_zeros(std::size_t bytes) {
  const std::size_t alignment = bytes >= huge_page ? huge_page : line_bytes;
  const std::size_t whole = std::max<std::size_t>(1, (bytes + alignment - 1) / alignment) * alignment;
  void* memory = std::aligned_alloc(alignment, whole);
  if (memory == nullptr) throw std::bad_alloc();
  // A refusal leaves small pages, which are slower and right.
  if (alignment == huge_page) static_cast<void>(::madvise(memory, whole, MADV_HUGEPAGE));
  std::memset(memory, 0, whole);
  return static_cast<std::byte*>(memory);
}

}  // namespace

LineBuffer::LineBuffer(std::size_t bytes) : bytes_(bytes), data_(allocate_zeros(bytes)) {}

}  // namespace gatewise
