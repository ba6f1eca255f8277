#ifndef GATEWISE_MEASURE_MACHINE_CACHE_EVICTOR_HPP
#define GATEWISE_MEASURE_MACHINE_CACHE_EVICTOR_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gatewise {

/// Other work's memory traffic: a buffer that is read and written, so that what a model had in the caches has to come
/// from memory again.
class CacheEvictor {
 public:
  /// Evicts with so many bytes; 0: twice the largest cache of this machine, at most 256 MiB.
  explicit CacheEvictor(std::size_t bytes = 0);

  /// The whole buffer once.
  void evict();
  /// Goes on through the buffer, round and round, until now_ns() reaches `until_ns`.
  void work_until(std::int64_t until_ns);

  std::size_t bytes() const { return lines_.size() * sizeof(Line); }

 private:
  struct alignas(64) Line {
    std::uint64_t words[8] = {};
  };
  void touch(std::size_t begin, std::size_t end);

  std::vector<Line> lines_;
  std::size_t place_ = 0;
};

}  // namespace gatewise

#endif
