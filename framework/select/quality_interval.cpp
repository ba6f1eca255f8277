#include "select/quality_interval.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "measure/proportion.hpp"

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
  double value() const { return variance_; }
  double freedom() const { return weights_ > 0 ? variance_ * variance_ / weights_ : 1; }
  MeanDifference of(double value) const { return {value, variance_, freedom()}; }

 private:
  double variance_ = 0;
  double weights_ = 0;
};

/// Whether draws differ by more than rounding.
bool has_spread(double variance) { return variance > 1e-24; }

/// How many independent units a share p of this variance stands for (Korn and Graubard 1998, 4): as many as were asked
/// at most, and fewer where few degrees of freedom know the variance.
double effective_count(double p, const Variance& variance, double asked) {
  const double few = asked > 1 ? student_t(asked - 1) / student_t(variance.freedom()) : 1;
  return std::min(asked, p * (1 - p) / variance.value() * few * few);
}

/// A share, or a bounded metric whose draws have no spread. `p` is its mean, scaled to [0, 1], as the variances are.
Interval share_interval(double p, double draws_variance, double seeds_variance, const QualitySample& sample) {
  const auto units = static_cast<double>(sample.units);
  const auto asked = static_cast<double>(std::max(sample.asked, sample.units));
  const bool spread = has_spread(draws_variance);
  Variance variance;
  variance.add_draws(spread ? draws_variance : p * (1 - p) / units * (units - 1) / units, sample.draws.front().size(),
                     sample.units);
  variance.add_seeds(seeds_variance, sample.by_seed.size());
  if (!has_spread(variance.value())) return proportion_interval(p, units);
  return proportion_interval(p, effective_count(p, variance, spread ? asked : units));
}

}  // namespace

MetricScale scale_of(const Metric& metric) { return {metric.low, metric.high, metric.is_share}; }

Interval quality_interval(const QualitySample& sample, const MetricScale& scale) {
  const std::vector<double> draws = mean_draws(sample.draws);
  const double value = mean_of(sample.by_seed);
  const double draws_variance = variance_of(draws);
  const double width = scale.high - scale.low;
  if (sample.units > 1 && std::isfinite(width) && (scale.is_share || !has_spread(draws_variance))) {
    const Interval share = share_interval((value - scale.low) / width, draws_variance / width / width,
                                          variance_of(sample.by_seed) / width / width, sample);
    return {value, scale.low + share.low * width, scale.low + share.high * width};
  }
  Variance variance;
  variance.add_draws(draws_variance, draws.size(), sample.units);
  variance.add_seeds(variance_of(sample.by_seed), sample.by_seed.size());
  const Interval interval = variance.of(value).interval();
  return {interval.value, std::max(scale.low, interval.low), std::min(scale.high, interval.high)};
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

/// The draws' variance of a difference that all units show alike: as wide as the interval of a share of n of n.
double variance_without_spread(double difference, std::size_t units) {
  if (units < 2) return 0;
  const auto n = static_cast<double>(units);
  const double deviation = std::abs(difference) * (1 - proportion_interval(1, n).low) / student_t(n - 1);
  return deviation * deviation * (n - 1) / n;
}

}  // namespace

MeanDifference quality_difference(const ComparableQuality& a, const ComparableQuality& b, bool paired_seeds) {
  const std::size_t draws = std::min(a.draws.size(), b.draws.size());
  Variance variance;
  const std::size_t units = std::min(a.units, b.units);
  const double drawn = variance_of_difference(a.draws, b.draws);
  variance.add_draws(has_spread(drawn) ? drawn : variance_without_spread(a.value - b.value, units), draws, units);
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
