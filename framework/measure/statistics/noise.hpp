#ifndef GATEWISE_MEASURE_STATISTICS_NOISE_HPP
#define GATEWISE_MEASURE_STATISTICS_NOISE_HPP

#include <cstdint>

#include "base/json_fwd.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {

/// What a thread that does nothing but read the clock sees: every gap between two readings is time that somebody took.
struct Noise {
  std::int64_t duration_ns = 0;
  std::int64_t resolution_ns = 0;  ///< the smallest difference between readings; 0: the clock stood still
  std::int64_t largest_gap_ns = 0;
  std::int64_t gaps = 0;     ///< those of more than 10 us; an interrupt's handler takes less
  std::int64_t lost_ns = 0;  ///< in these gaps

  /// The share of the duration, 0 to 1; 0 where there is none.
  double lost_share() const;
  double gaps_per_second() const;
};

/// Reads the clock for so long; a clock that stands still ends it, too.
Noise measure_noise(std::int64_t duration_ns, std::int64_t (*now)() = now_ns);

void to_json(Json& json, const Noise& noise);

}  // namespace gatewise

#endif
