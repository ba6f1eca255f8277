// Counts the process's calls of the allocator by standing in front of glibc's. Linked into the program itself and not
// into a library: the dynamic linker then resolves every plugin's and library's malloc to these. Left out of sanitizer
// builds, which have an allocator of their own.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "measure/machine/memory.hpp"

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

std::atomic<std::int64_t> calls = 0;

void count() { calls.fetch_add(1, std::memory_order_relaxed); }

const bool announced = [] {
  gatewise::set_allocation_counter([] { return calls.load(std::memory_order_relaxed); });
  return true;
}();

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  count();
  return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) {
  count();
  return __libc_calloc(number, size);
}

void* realloc(void* block, std::size_t size) {
  count();
  return __libc_realloc(block, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  count();
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

}  // extern "C"
