#include "measure/statistics/noise.hpp"

#include <algorithm>

#include "base/json.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t gap_ns = 10'000;
// No clock is read in less, so a clock that goes is never ended by the number of readings.
constexpr std::int64_t fastest_reading_ns = 5;

}  // namespace

double Noise::lost_share() const {
  return duration_ns > 0 ? static_cast<double>(lost_ns) / static_cast<double>(duration_ns) : 0;
}

double Noise::gaps_per_second() const {
  return duration_ns > 0 ? static_cast<double>(gaps) * 1e9 / static_cast<double>(duration_ns) : 0;
}

Noise measure_noise(std::int64_t duration_ns, std::int64_t (*now)()) {
  Noise noise;
  const std::int64_t begin = now();
  std::int64_t before = begin;
  for (std::int64_t left = duration_ns / fastest_reading_ns; left > 0 && before - begin < duration_ns; --left) {
    const std::int64_t reading = now();
    const std::int64_t gap = reading - before;
    before = reading;
    if (gap <= 0) continue;
    if (noise.resolution_ns == 0 || gap < noise.resolution_ns) noise.resolution_ns = gap;
    noise.largest_gap_ns = std::max(noise.largest_gap_ns, gap);
    if (gap <= gap_ns) continue;
    ++noise.gaps;
    noise.lost_ns += gap;
  }
  noise.duration_ns = before - begin;
  return noise;
}

void to_json(Json& json, const Noise& noise) {
  json = {{"duration_ns", noise.duration_ns},
          {"resolution_ns", noise.resolution_ns},
          {"largest_gap_ns", noise.largest_gap_ns},
          {"gaps", noise.gaps},
          {"lost_ns", noise.lost_ns},
          {"lost_share", noise.lost_share()},
          {"gaps_per_second", noise.gaps_per_second()}};
}

}  // namespace gatewise
