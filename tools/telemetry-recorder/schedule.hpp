/// The plan of a recording: which workload runs when, and how hard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "episode.hpp"

namespace telemetry {

struct EpisodePlan {
  std::size_t workload = 0;  ///< index into the list of workloads
  std::size_t rows = 0;      ///< length in sample intervals
  double phase = 0.0;        ///< 0..1, see Episode
  std::uint64_t seed = 0;
};

struct SessionPlan {
  Intensity intensity;
  std::vector<EpisodePlan> episodes;
};

/// Draws a plan. Session lengths spread evenly over the logarithm of 3..36 s,
/// tilted as much as it takes for the sessions to fill `minutes`; episodes are
/// log-uniform in 0.8..9 s. Throws std::runtime_error if no such plan exists.
std::vector<SessionPlan> plan_sessions(int sessions, double minutes, std::uint64_t seed, std::size_t workloads);

/// Rows of a whole session.
std::size_t rows_of(const SessionPlan& session);

}  // namespace telemetry
