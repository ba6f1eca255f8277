#include "select/quality_interval.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace gatewise {
namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Sample variance of what `at(i)` gives for i below count. Nothing is copied: thousands of candidates make millions of
/// pairs.
template <class At>
double sample_variance(std::size_t count, At at) {
  if (count < 2) return 0;
  double mean = 0;
  for (std::size_t i = 0; i < count; ++i) mean += at(i);
  mean /= static_cast<double>(count);
  double squares = 0;
  for (std::size_t i = 0; i < count; ++i) squares += (at(i) - mean) * (at(i) - mean);
  return squares / static_cast<double>(count - 1);
}

double variance_of(const std::vector<double>& values) {
  return sample_variance(values.size(), [&](std::size_t i) { return values[i]; });
}

/// Draw by draw, the mean over seeds.
std::vector<double> mean_draws(const std::vector<std::vector<double>>& draws) {
  std::vector<double> means(draws.front().size(), 0.0);
  for (const std::vector<double>& seed : draws) {
    for (std::size_t i = 0; i < means.size(); ++i) means[i] += seed[i] / static_cast<double>(draws.size());
  }
  return means;
}

constexpr double unknown_variance = 1e100;  // beyond any score, and its square is still a number

/// Parts of a variance with their degrees of freedom, joined (Welch 1947, Satterthwaite 1946).
class Variance {
 public:
  void add(double variance, double freedom) {
    variance_ += variance;
    if (freedom > 0) weights_ += variance * variance / freedom;
  }
  /// Of `draws` draws of `units` units; of one unit nothing is known.
  void add_draws(double variance, std::size_t draws, std::size_t units) {
    if (units == 0) return add(variance, static_cast<double>(draws) - 1);  // older records
    if (units == 1) return add(unknown_variance, 1);
    const auto n = static_cast<double>(units);
    add(variance * n / (n - 1), n - 1);
  }
  /// Of the mean over seeds; one seed says nothing.
  void add_seeds(double variance, std::size_t count) {
    const auto seeds = static_cast<double>(count);
    if (count > 1) add(variance / seeds, seeds - 1);
  }
  MeanDifference of(double value) const {
    return {value, variance_, weights_ > 0 ? variance_ * variance_ / weights_ : 1};
  }

 private:
  double variance_ = 0;
  double weights_ = 0;
};

}  // namespace

Interval quality_interval(const QualitySample& sample, double low, double high) {
  const std::vector<double> draws = mean_draws(sample.draws);
  Variance variance;
  variance.add_draws(variance_of(draws), draws.size(), sample.units);
  variance.add_seeds(variance_of(sample.by_seed), sample.by_seed.size());
  const Interval interval = variance.of(mean_of(sample.by_seed)).interval();
  return {interval.value, std::max(low, interval.low), std::min(high, interval.high)};
}

ComparableQuality comparable_of(const QualitySample& sample) {
  ComparableQuality one{mean_of(sample.by_seed), variance_of(sample.by_seed), sample.by_seed, mean_draws(sample.draws),
                        sample.units};
  const double mean = mean_of(one.draws);
  for (double& draw : one.draws) draw -= mean;
  return one;
}

namespace {

/// Sample variance of a[i] - b[i], both of mean zero; four sums side by side.
double variance_of_difference(const std::vector<double>& a, const std::vector<double>& b) {
  const std::size_t count = std::min(a.size(), b.size());
  if (count < 2) return 0;
  std::array<double, 4> squares{};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) squares[k] += (a[i + k] - b[i + k]) * (a[i + k] - b[i + k]);
  }
  for (; i < count; ++i) squares[0] += (a[i] - b[i]) * (a[i] - b[i]);
  return (squares[0] + squares[1] + squares[2] + squares[3]) / static_cast<double>(count - 1);
}

}  // namespace

MeanDifference quality_difference(const ComparableQuality& a, const ComparableQuality& b, bool paired_seeds) {
  const std::size_t draws = std::min(a.draws.size(), b.draws.size());
  Variance variance;
  variance.add_draws(variance_of_difference(a.draws, b.draws), draws, std::min(a.units, b.units));
  if (paired_seeds && a.by_seed.size() == b.by_seed.size()) {
    variance.add_seeds(sample_variance(a.by_seed.size(), [&](std::size_t i) { return a.by_seed[i] - b.by_seed[i]; }),
                       a.by_seed.size());
  } else {
    variance.add_seeds(a.seed_variance, a.by_seed.size());
    variance.add_seeds(b.seed_variance, b.by_seed.size());
  }
  return variance.of(a.value - b.value);
}

}  // namespace gatewise
