#include "schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>
#include <utility>

#include "sampler.hpp"

namespace telemetry {
namespace {

using Random = std::mt19937_64;

constexpr double shortest_session_seconds = 3.0;
constexpr double longest_session_seconds = 36.0;
constexpr double shortest_episode_seconds = 0.8;
constexpr double longest_episode_seconds = 9.0;

/// Uniform in 0..1; written out because the standard distributions may differ
/// between libraries and a seed should mean the same plan everywhere.
double draw(Random& random) { return static_cast<double>(random() >> 11U) * 0x1p-53; }

/// The value at `position` (0..1) of the logarithmic scale from `low` to `high`.
double on_log_scale(double position, double low, double high) { return low * std::pow(high / low, position); }

std::size_t to_rows(double seconds) { return static_cast<std::size_t>(std::lround(seconds * samples_per_second)); }

template <typename Value>
void shuffle(std::vector<Value>& values, Random& random) {
  for (std::size_t left = values.size(); left > 1; --left) {
    std::swap(values[left - 1], values[random() % left]);
  }
}

/// Hands out every workload once before any comes again.
class ShuffleBag {
 public:
  ShuffleBag(std::size_t workloads, Random& random) : workloads_(workloads), random_(random) {}

  /// The next workload, never the same as `previous`.
  std::size_t next(std::size_t previous) {
    if (bag_.empty()) refill();
    if (bag_.back() == previous && bag_.size() == 1) refill();
    if (bag_.back() == previous) std::swap(bag_.back(), bag_[random_() % (bag_.size() - 1)]);
    const std::size_t workload = bag_.back();
    bag_.pop_back();
    return workload;
  }

 private:
  /// Puts a fresh shuffled set below whatever is left.
  void refill() {
    std::vector<std::size_t> fresh(workloads_);
    std::iota(fresh.begin(), fresh.end(), std::size_t{0});
    shuffle(fresh, random_);
    bag_.insert(bag_.begin(), fresh.begin(), fresh.end());
  }

  std::size_t workloads_;
  Random& random_;
  std::vector<std::size_t> bag_;
};

double session_seconds(double position, double tilt) {
  return on_log_scale(std::pow(position, tilt), shortest_session_seconds, longest_session_seconds);
}

double total_seconds(const std::vector<double>& positions, double tilt) {
  double total = 0.0;
  for (const double position : positions) total += session_seconds(position, tilt);
  return total;
}

/// One position in each of `count` equal parts of 0..1, in random order.
std::vector<double> spread_positions(int count, Random& random) {
  std::vector<double> positions;
  for (int index = 0; index < count; ++index) positions.push_back((index + draw(random)) / count);
  shuffle(positions, random);
  return positions;
}

/// The exponent that makes the sessions fill `seconds`: 1 is log-uniform, more
/// means more short sessions. Found by bisection, as the total falls with it.
double find_tilt(const std::vector<double>& positions, double seconds) {
  double low = 0.05;
  double high = 20.0;
  if (seconds > total_seconds(positions, low) || seconds < total_seconds(positions, high)) {
    throw std::runtime_error(
        "sessions last 3 to 36 seconds, about 11 on average; --sessions and --minutes do not "
        "fit together");
  }
  for (int round = 0; round < 60; ++round) {
    const double middle = std::sqrt(low * high);
    (total_seconds(positions, middle) > seconds ? low : high) = middle;
  }
  return low;
}

Intensity draw_intensity(Random& random) {
  Intensity intensity;
  intensity.threads = draw(random) < 0.5 ? 1 : 2;
  intensity.level = 0.65 + 0.35 * draw(random);
  intensity.jitter = 0.2 * draw(random);
  intensity.size = on_log_scale(draw(random), 0.6, 1.6);
  intensity.tempo = on_log_scale(draw(random), 0.9, 1.1);
  return intensity;
}

/// The next episode's length; a remainder too short for an episode joins it.
std::size_t draw_rows(std::size_t left, Random& random) {
  const double seconds = on_log_scale(draw(random), shortest_episode_seconds, longest_episode_seconds);
  const std::size_t rows = to_rows(seconds);
  return left < rows + to_rows(shortest_episode_seconds) ? left : rows;
}

SessionPlan plan_session(std::size_t rows, ShuffleBag& bag, std::size_t workloads, Random& random) {
  SessionPlan session;
  session.intensity = draw_intensity(random);
  std::size_t previous = workloads;  // none
  while (rows > 0) {
    EpisodePlan episode{bag.next(previous), draw_rows(rows, random), draw(random), random()};
    session.episodes.push_back(episode);
    rows -= episode.rows;
    previous = episode.workload;
  }
  return session;
}

}  // namespace

std::vector<SessionPlan> plan_sessions(int sessions, double minutes, std::uint64_t seed, std::size_t workloads) {
  Random random(seed);
  const std::vector<double> positions = spread_positions(sessions, random);
  const double tilt = find_tilt(positions, minutes * 60.0);
  ShuffleBag bag(workloads, random);
  std::vector<SessionPlan> plan;
  for (const double position : positions) {
    const std::size_t rows = to_rows(session_seconds(position, tilt));
    plan.push_back(plan_session(rows, bag, workloads, random));
  }
  return plan;
}

std::size_t rows_of(const SessionPlan& session) {
  std::size_t rows = 0;
  for (const EpisodePlan& episode : session.episodes) rows += episode.rows;
  return rows;
}

}  // namespace telemetry
