/// Reads the counters at fixed moments in a thread of its own.
#pragma once

#include <cstddef>
#include <thread>
#include <vector>

#include "counters.hpp"
#include "episode.hpp"

namespace telemetry {

/// Time between two rows: 20 rows per second.
inline constexpr auto sample_interval = std::chrono::milliseconds(50);
inline constexpr double samples_per_second = 20.0;

/// Samples one session. Row k covers the time from start + k intervals to
/// start + (k + 1) intervals; the deadlines are absolute, so delays never add up.
class Sampler {
 public:
  Sampler(const CpuClock& cpu_clock, Clock::time_point start, std::size_t rows);
  ~Sampler();
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  /// Waits for the last row; fewer rows than asked for mean an interruption.
  std::vector<Row> finish();

 private:
  void sample(const CpuClock& cpu_clock, Clock::time_point start, std::size_t rows);

  std::vector<Row> rows_;
  std::thread thread_;
};

}  // namespace telemetry
