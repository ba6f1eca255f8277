/// Work at a chosen share of the time.
#pragma once

#include <algorithm>
#include <random>

#include "episode.hpp"

namespace telemetry {

/// Time between two decisions to work or to rest: five per row of the recording,
/// so that a share shows as a level in every row rather than as a pattern.
inline constexpr auto beat = std::chrono::milliseconds(10);

/// Calls `step` until the episode is over, in every beat for as long as
/// `share()` (0..1) says, and rests for the remainder of the beat.
template <typename Share, typename Step>
void run_paced(const Episode& episode, Share share, Step step) {
  std::mt19937_64 random(episode.seed);
  const double jitter = episode.intensity.jitter;
  std::uniform_real_distribution<double> spread(1.0 - jitter, 1.0 + jitter);
  auto beat_start = Clock::now();
  while (!is_over(episode)) {
    const auto busy = share() * spread(random) * std::chrono::duration<double>(beat);
    const auto rest_from = beat_start + std::chrono::duration_cast<Clock::duration>(busy);
    while (Clock::now() < rest_from && !is_over(episode)) step();
    beat_start += beat;
    rest_until(episode, beat_start);
    // A beat that took too long is not made up for.
    beat_start = std::max(beat_start, Clock::now() - beat);
  }
}

}  // namespace telemetry
