#include "select/quality_interval.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "measure/statistics/clustered_proportion.hpp"
#include "measure/statistics/largest_tail.hpp"
#include "measure/statistics/proportion.hpp"

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

/// A bootstrap of n units is too narrow by n / (n - 1). Older records do not say how many there are.
double widened(double variance, std::size_t units) {
  const auto n = static_cast<double>(units);
  return units > 1 ? variance * n / (n - 1) : variance;
}

/// What seeds differ by beside what they differ by on these very sequences: the variance of their values holds both,
/// and the draws of their mean already hold the second.
double variance_of_seeds(const QualitySample& sample, const std::vector<double>& means) {
  const std::size_t seeds = sample.by_seed.size();
  if (seeds < 2) return 0;
  double on_sequences = 0;
  for (const std::vector<double>& draws : sample.draws) {
    on_sequences +=
        widened(sample_variance(means.size(), [&](std::size_t i) { return draws[i] - means[i]; }), sample.units) /
        static_cast<double>(seeds - 1);
  }
  return std::max(0.0, variance_of(sample.by_seed) - on_sequences);
}

constexpr const char* one_unit = "one sequence or group alone has no spread";
constexpr const char* no_draws = "the metric has no value on draws of these sequences";

const char* why_unknown(std::size_t draws, std::size_t units) {
  if (units == 1) return one_unit;
  return draws < 2 ? no_draws : nullptr;
}

/// Parts of a variance with their degrees of freedom, joined (Welch 1947, Satterthwaite 1946).
class Variance {
 public:
  void add(double variance, double freedom) {
    variance_ += variance;
    if (freedom > 0) weights_ += variance * variance / freedom;
  }
  void add_draws(double variance, std::size_t draws, std::size_t units) {
    add(widened(variance, units), static_cast<double>(units == 0 ? draws : units) - 1);
  }
  /// Adds the variance of the mean over seeds; one seed says nothing.
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

Interval joined(const Interval& a, const Interval& b) {
  return {a.value, std::min(a.low, b.low), std::max(a.high, b.high)};
}

double normal_quantile(double tail) {
  return boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
}

/// Counts of all trainings together; empty where a training's units were not counted.
std::vector<GroupCount> counts_of(const QualitySample& sample) {
  if (sample.unit_right.size() < sample.by_seed.size()) return {};
  std::vector<GroupCount> groups(sample.unit_asked.size());
  for (const std::vector<double>& right : sample.unit_right) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i].asked += sample.unit_asked[i];
      groups[i].right += right[i];
    }
  }
  return groups;
}

/// The variances of a sample, scaled as its value is.
struct Spread {
  double draws = 0;  ///< of the mean over seeds
  double seeds = 0;
};

/// A share, or a bounded metric whose draws have no spread. `p` is its mean, scaled to [0, 1], as the spread is.
Interval share_interval(double p, const Spread& spread, const QualitySample& sample, Tails tails) {
  const auto units = static_cast<double>(sample.units);
  const auto asked = static_cast<double>(std::max(sample.asked, sample.units) * sample.by_seed.size());
  const bool draws_differ = has_spread(spread.draws);
  Variance variance;
  variance.add_draws(draws_differ ? spread.draws : p * (1 - p) / units * (units - 1) / units,
                     sample.draws.front().size(), sample.units);
  variance.add_seeds(spread.seeds, sample.by_seed.size());
  if (!has_spread(variance.value())) return proportion_interval(p, units, tails);
  Interval interval = proportion_interval(p, effective_count(p, variance, draws_differ ? asked : units), tails);
  const std::vector<GroupCount> groups = counts_of(sample);
  if (groups.empty() || !draws_differ) return interval;
  return joined(interval,
                clustered_proportion_interval(groups, {normal_quantile(tails.low), normal_quantile(tails.high)}));
}

Interval students_interval(const MeanDifference& mean, Tails tails) {
  if (mean.variance <= 0) return {mean.value, mean.value, mean.value};
  const boost::math::students_t_distribution<> t(mean.freedom);
  const double deviation = std::sqrt(mean.variance);
  return {mean.value, mean.value - boost::math::quantile(boost::math::complement(t, tails.low)) * deviation,
          mean.value + boost::math::quantile(boost::math::complement(t, tails.high)) * deviation};
}

Interval interval_of(const QualitySample& sample, const MetricScale& scale, Tails tails) {
  const double value = mean_of(sample.by_seed);
  if (const char* why = why_unknown(sample.draws.front().size(), sample.units)) return unknown_interval(value, why);
  const std::vector<double> draws = mean_draws(sample.draws);
  Spread spread{variance_of(draws), variance_of_seeds(sample, draws)};
  const double width = scale.high - scale.low;
  if (sample.units > 1 && std::isfinite(width) && (scale.is_share || !has_spread(spread.draws))) {
    spread = {spread.draws / width / width, spread.seeds / width / width};
    const Interval share = share_interval((value - scale.low) / width, spread, sample, tails);
    return {value, scale.low + share.low * width, scale.low + share.high * width};
  }
  Variance variance;
  variance.add_draws(spread.draws, draws.size(), sample.units);
  variance.add_seeds(spread.seeds, sample.by_seed.size());
  const Interval interval = students_interval(variance.of(value), tails);
  return {value, std::max(scale.low, interval.low), std::min(scale.high, interval.high)};
}

}  // namespace

MetricScale scale_of(const Metric& metric) { return {metric.low, metric.high, metric.is_share, metric.better}; }

Interval quality_interval(const QualitySample& sample, const MetricScale& scale) {
  return interval_of(sample, scale, {});
}

Interval recipe_interval(const QualitySample& sample, const MetricScale& scale) {
  if (sample.by_seed.size() < 2)
    return unknown_interval(mean_of(sample.by_seed), "one training says nothing of others");
  return quality_interval(sample, scale);
}

QualitySample sample_of_training(const QualitySample& sample, std::size_t training) {
  QualitySample one{
      {sample.by_seed.at(training)}, {sample.draws.at(training)}, sample.units, sample.asked, sample.unit_asked, {}};
  if (training < sample.unit_right.size()) one.unit_right = {sample.unit_right.at(training)};
  return one;
}

namespace {

/// How alike trainings come out on draws of these sequences: the mean correlation of two of them.
double correlation_of(const QualitySample& sample) {
  const auto trainings = static_cast<double>(sample.draws.size());
  double each = 0;
  for (const std::vector<double>& draws : sample.draws) each += variance_of(draws) / trainings;
  if (trainings < 2 || !has_spread(each)) return 0;
  return (trainings * variance_of(mean_draws(sample.draws)) / each - 1) / (trainings - 1);
}

/// The share of both tails that the end on the worse side takes for a training that won: the other end hardly ever
/// misses then.
constexpr double worse_tail_of_winners = 0.045;

/// Tails for a training that was chosen among several for its score: it is worse than it looks rather than better.
Tails tails_of_choice(const QualitySample& sample, const Choice& choice, Better better) {
  Tails tails;
  if (choice.among < 2) return tails;
  double& worse = better == Better::more ? tails.low : tails.high;
  worse = std::min(worse, largest_tail(choice.among, correlation_of(sample), worse_tail_of_winners));
  return tails;
}

}  // namespace

Choice choose_training(const std::vector<double>& scores, Better better) {
  const auto best = better == Better::more ? std::max_element(scores.begin(), scores.end())
                                           : std::min_element(scores.begin(), scores.end());
  const auto worse = std::count_if(scores.begin(), scores.end(), [&](double score) { return score != *best; });
  return {static_cast<std::size_t>(best - scores.begin()), static_cast<std::size_t>(worse) + 1};
}

Interval artifact_interval(const QualitySample& sample, const Choice& choice, const MetricScale& scale) {
  return interval_of(sample_of_training(sample, choice.training), scale, tails_of_choice(sample, choice, scale.better));
}

ComparableQuality comparable_of(const QualitySample& sample) {
  ComparableQuality one{mean_of(sample.by_seed), 0, sample.by_seed, mean_draws(sample.draws), sample.units};
  one.seed_variance = variance_of_seeds(sample, one.draws);
  const double mean = one.draws.empty() ? 0 : mean_of(one.draws);
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
  const std::size_t units = std::min(a.units, b.units);
  if (const char* why = why_unknown(draws, units)) return {a.value - b.value, 0, 1, why};
  Variance variance;
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

Interval artifact_gain(const QualitySample& sample, const Choice& choice, const QualitySample& floor, Better better) {
  const MeanDifference gain =
      quality_difference(comparable_of(sample_of_training(sample, choice.training)), comparable_of(floor), false);
  if (gain.unknown != nullptr) return gain.interval();
  return students_interval(gain, tails_of_choice(sample, choice, better));
}

}  // namespace gatewise
