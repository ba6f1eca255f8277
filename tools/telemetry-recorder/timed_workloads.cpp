#include <cmath>

#include "activities.hpp"
#include "pacing.hpp"
#include "workloads.hpp"

namespace telemetry {
namespace {

constexpr double fast_period_seconds = 0.4;
constexpr double slow_period_seconds = 1.5;
constexpr double mixed_period_seconds = 0.7;

/// Whole cycles that fit into the episode: whole, so that the mean over the
/// episode is the same for every period and every starting phase.
double cycles_in(const Episode& episode, double period_seconds) {
  const double cycles = duration_of(episode) * episode.intensity.tempo / period_seconds;
  return std::max(1.0, std::round(cycles));
}

/// 0..1, how much of the episode has passed.
double progress(const Episode& episode) { return std::clamp(elapsed_in(episode) / duration_of(episode), 0.0, 1.0); }

/// True in the first half of each of `cycles` cycles.
bool in_first_half(const Episode& episode, double cycles) {
  const double position = progress(episode) * cycles + episode.phase;
  return position - std::floor(position) < 0.5;
}

/// Matrix products for half of the time, in whole cycles.
void matrix_bursts(const Episode& episode, double period_seconds) {
  MatrixActivity matrix(episode.intensity.size);
  const double cycles = cycles_in(episode, period_seconds);
  const auto share = [&] { return in_first_half(episode, cycles) ? episode.intensity.level : 0.0; };
  run_paced(episode, share, [&] { matrix.step(); });
}

/// Sorting, at a share of the time that `shape` makes of the progress 0..1.
void sort_ramp(const Episode& episode, double (*shape)(double progress)) {
  SortActivity sort(episode.intensity.size, episode.seed);
  const auto share = [&] { return episode.intensity.level * shape(progress(episode)); };
  run_paced(episode, share, [&] { sort.step(); });
}

/// Copying while `copies()` is true, hashing otherwise.
template <typename Copies>
void copy_or_hash(const Episode& episode, Copies copies) {
  CopyActivity copy(episode.intensity.size, episode.folder);
  HashActivity hash(episode.intensity.size);
  const auto step = [&] {
    if (copies()) {
      copy.step();
    } else {
      // Left-over dirty pages would tell which of the two came first.
      copy.start_over();
      hash.step();
    }
  };
  run_paced(
      episode, [&] { return episode.intensity.level; }, step);
}

}  // namespace

void matrix_bursts_fast(const Episode& episode) { matrix_bursts(episode, fast_period_seconds); }

void matrix_bursts_slow(const Episode& episode) { matrix_bursts(episode, slow_period_seconds); }

void sort_ramp_up(const Episode& episode) {
  sort_ramp(episode, [](double progress) { return progress; });
}

void sort_ramp_down(const Episode& episode) {
  sort_ramp(episode, [](double progress) { return 1.0 - progress; });
}

void sort_ramp_peak(const Episode& episode) {
  sort_ramp(episode, [](double progress) { return 1.0 - std::abs(2.0 * progress - 1.0); });
}

void copy_then_hash(const Episode& episode) {
  copy_or_hash(episode, [&] { return progress(episode) < 0.5; });
}

void hash_then_copy(const Episode& episode) {
  copy_or_hash(episode, [&] { return progress(episode) >= 0.5; });
}

void copy_hash_mixed(const Episode& episode) {
  // At least two cycles, so that it never looks like one of the halves above.
  const double cycles = std::max(2.0, cycles_in(episode, mixed_period_seconds));
  copy_or_hash(episode, [&] { return in_first_half(episode, cycles); });
}

}  // namespace telemetry
