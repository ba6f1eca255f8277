#ifndef GATEWISE_INT8_ALIGNED_HPP
#define GATEWISE_INT8_ALIGNED_HPP

#include <cstddef>
#include <new>
#include <vector>

namespace int8 {

/// Memory at cache lines' beginnings.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT: allocators convert
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{64})); }
  void deallocate(T* data, std::size_t) { ::operator delete (data, std::align_val_t{64}); }
  bool operator==(const CacheLineAllocator&) const { return true; }
};

template <class T>
using Aligned = std::vector<T, CacheLineAllocator<T>>;

}  // namespace int8

#endif
