#include "select/quality_interval.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {
namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size() - 1);
}

/// Draw by draw, the mean over seeds.
std::vector<double> mean_draws(const std::vector<std::vector<double>>& draws) {
  std::vector<double> means(draws.front().size(), 0.0);
  for (const std::vector<double>& seed : draws) {
    for (std::size_t i = 0; i < means.size(); ++i) means[i] += seed[i] / static_cast<double>(draws.size());
  }
  return means;
}

/// A part of a variance with its degrees of freedom.
struct Part {
  double variance;
  double freedom;
};

/// Welch 1947, Satterthwaite 1946.
MeanDifference join(double value, const std::vector<Part>& parts) {
  double variance = 0;
  double weights = 0;
  for (const Part& part : parts) {
    variance += part.variance;
    weights += part.variance * part.variance / part.freedom;
  }
  return {value, variance, weights > 0 ? variance * variance / weights : 1};
}

void add_seed_part(std::vector<Part>& parts, const std::vector<double>& by_seed) {
  const auto count = static_cast<double>(by_seed.size());
  if (count > 1) parts.push_back({variance_of(by_seed) / count, count - 1});
}

}  // namespace

Interval quality_interval(const QualitySample& sample, double low, double high) {
  const std::vector<double> draws = mean_draws(sample.draws);
  std::vector<Part> parts{{variance_of(draws), static_cast<double>(draws.size() - 1)}};
  add_seed_part(parts, sample.by_seed);
  const Interval interval = join(mean_of(sample.by_seed), parts).interval();
  return {interval.value, std::max(low, interval.low), std::min(high, interval.high)};
}

ComparableQuality comparable_of(const QualitySample& sample) { return {sample.by_seed, mean_draws(sample.draws)}; }

MeanDifference quality_difference(const ComparableQuality& a, const ComparableQuality& b, bool paired_seeds) {
  std::vector<double> draws = a.draws;
  for (std::size_t i = 0; i < draws.size(); ++i) draws[i] -= b.draws[i];
  std::vector<Part> parts{{variance_of(draws), static_cast<double>(draws.size() - 1)}};
  if (paired_seeds && a.by_seed.size() == b.by_seed.size()) {
    std::vector<double> differences;
    for (std::size_t s = 0; s < a.by_seed.size(); ++s) differences.push_back(a.by_seed[s] - b.by_seed[s]);
    add_seed_part(parts, differences);
  } else {
    add_seed_part(parts, a.by_seed);
    add_seed_part(parts, b.by_seed);
  }
  return join(mean_of(a.by_seed) - mean_of(b.by_seed), parts);
}

}  // namespace gatewise
