#include "measure/machine/cache_evictor.hpp"

#include <algorithm>

#include "measure/limits/caches.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {
namespace {

constexpr std::size_t most_bytes = std::size_t{256} << 20;

std::size_t enough_bytes() {
  std::int64_t largest = std::int64_t{32} << 20;  // where the system does not say
  for (const Cache& cache : known_caches()) largest = std::max(largest, cache.bytes);
  return std::min(most_bytes, 2 * static_cast<std::size_t>(largest));
}

}  // namespace

CacheEvictor::CacheEvictor(std::size_t bytes) : lines_((bytes == 0 ? enough_bytes() : bytes) / sizeof(Line) + 1) {}

void CacheEvictor::touch(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    for (std::uint64_t& word : lines_[i].words) word += i;
  }
  asm volatile("" : : "r"(lines_.data()) : "memory");  // what is written is looked at, as far as the compiler knows
}

void CacheEvictor::evict() { touch(0, lines_.size()); }

void CacheEvictor::work_until(std::int64_t until_ns) {
  constexpr std::size_t piece = 64;  // lines between two looks at the clock: well below a microsecond
  while (now_ns() < until_ns) {
    const std::size_t end = std::min(place_ + piece, lines_.size());
    touch(place_, end);
    place_ = end == lines_.size() ? 0 : end;
  }
}

}  // namespace gatewise
