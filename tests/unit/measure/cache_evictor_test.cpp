#include "measure/machine/cache_evictor.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "measure/limits/caches.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise::measure_cache_evictor_test {
namespace {

TEST(CacheEvictor, HasAtLeastTheBytesAskedFor) {
  for (const std::size_t bytes : {1UL, 63UL, 64UL, 65UL, 4096UL, 100'000UL}) {
    EXPECT_GE(CacheEvictor(bytes).bytes(), bytes);
    EXPECT_LE(CacheEvictor(bytes).bytes(), bytes + 64) << "and no more than a line above";
  }
}

TEST(CacheEvictor, HasTwiceTheLargestCacheByDefaultUpToABound) {
  constexpr std::int64_t most = std::int64_t{256} << 20;
  std::int64_t largest = 0;
  for (const Cache& cache : known_caches()) largest = std::max(largest, cache.bytes);
  const auto bytes = static_cast<std::int64_t>(CacheEvictor().bytes());
  EXPECT_GE(bytes, std::min(most, 2 * largest));
  EXPECT_LE(bytes, most + 64);
}

TEST(CacheEvictor, WorksUntilTheTimeThatItIsTold) {
  CacheEvictor evictor(1000);
  const std::int64_t until = now_ns() + 50'000;
  evictor.work_until(until);
  EXPECT_GE(now_ns(), until);
  evictor.work_until(0);  // a time that has gone
  evictor.evict();
  EXPECT_GE(evictor.bytes(), 1000U);
}

}  // namespace
}  // namespace gatewise::measure_cache_evictor_test
