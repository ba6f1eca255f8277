#include "measure/statistics/interval.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "measure/statistics/proportion.hpp"

namespace gatewise {

Interval unknown_interval(double value, std::string reason) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  return {value, none, none, std::move(reason)};
}

namespace {

RankInterval compute_ranks(long count, double q) {
  const auto n = static_cast<double>(count);
  const long value = std::clamp(static_cast<long>(std::ceil(q * n)), 1L, std::max(1L, count));
  if (count < 1) return {1, 1, 1};
  // P(X(low) <= quantile <= X(high)) = P(low <= B < high) for B ~ Bin(n, q); each tail gets 2.5 %.
  const boost::math::binomial_distribution<> below(n, q);
  const auto tail = [&](long k) {
    return k <= 0 ? 0.0 : boost::math::cdf(below, static_cast<double>(k - 1));
  };  // P(B < k)
  long low = std::max(1L, static_cast<long>(boost::math::quantile(below, 0.025)) - 1);
  while (low < count && tail(low + 1) <= 0.025) ++low;
  while (low > 1 && tail(low) > 0.025) --low;
  long high = std::clamp(static_cast<long>(boost::math::quantile(below, 0.975)), 1L, count);
  while (high < count && tail(high) < 0.975) ++high;
  return {value, low, high};
}

}  // namespace

RankInterval quantile_ranks(long count, double q) {
  // Blocks of a run are of equal length, and a report asks for the same few percentiles of thousands of them.
  thread_local std::map<std::pair<long, double>, RankInterval> known;
  const auto [entry, fresh] = known.try_emplace({count, q});
  if (fresh) entry->second = compute_ranks(count, q);
  return entry->second;
}

double student_t(double degrees_of_freedom) {
  return boost::math::quantile(boost::math::students_t_distribution<>(degrees_of_freedom), 0.975);
}

namespace {

constexpr const char* one_value = "one value alone has no spread";

struct Mean {
  double value = 0;
  double variance = 0;  // of the mean
  double freedom = 0;
};

/// The mean of what `at(i)` gives for i below count.
template <class At>
Mean mean_of(std::size_t count, At at) {
  const auto n = static_cast<double>(count);
  Mean mean;
  for (std::size_t i = 0; i < count; ++i) mean.value += at(i) / n;
  if (count < 2) return mean;
  for (std::size_t i = 0; i < count; ++i) mean.variance += (at(i) - mean.value) * (at(i) - mean.value);
  mean.variance /= (n - 1) * n;
  mean.freedom = n - 1;
  return mean;
}

Mean mean_of(std::span<const double> values) {
  return mean_of(values.size(), [&](std::size_t i) { return values[i]; });
}

/// Student's t at whole degrees of freedom. It falls with them, towards the normal distribution's 1.95996, so that
/// neighbours bound what lies between.
const std::vector<double>& tabled_t() {
  static const std::vector<double> table = [] {
    std::vector<double> values{std::numeric_limits<double>::infinity()};
    for (int df = 1; df <= 400; ++df) values.push_back(student_t(df));
    return values;
  }();
  return table;
}

double at_least_t(double freedom) {
  if (freedom >= static_cast<double>(tabled_t().size() - 1)) return 1.9599;
  return tabled_t()[static_cast<std::size_t>(std::ceil(freedom))];
}

double at_most_t(double freedom) {
  const auto down = static_cast<std::size_t>(freedom);
  return tabled_t()[std::min(down, tabled_t().size() - 1)];
}

}  // namespace

Interval mean_interval(std::span<const double> values) {
  const Mean mean = mean_of(values);
  return MeanDifference{mean.value, mean.variance, mean.freedom, values.size() < 2 ? one_value : nullptr}.interval();
}

MeanDifference MeanDifference::with_tick(double tick) const {
  if (tick <= 0 || unknown != nullptr) return *this;
  const double deviation = tick / student_t(std::max(1.0, freedom));
  return {value, std::max(variance, deviation * deviation), std::max(1.0, freedom)};
}

Interval widened_by_tick(const Interval& interval, double tick) {
  if (!interval.is_known()) return interval;
  return {interval.value, std::min(interval.low, interval.value - tick),
          std::max(interval.high, interval.value + tick)};
}

Interval MeanDifference::interval() const {
  if (unknown != nullptr) return unknown_interval(value, unknown);
  if (variance <= 0) return {value, value, value};
  const double half = student_t(freedom) * std::sqrt(variance);
  return {value, value - half, value + half};
}

bool MeanDifference::holds_zero() const {
  if (unknown != nullptr) return true;
  const double size = std::abs(value);
  const double deviation = variance > 0 ? std::sqrt(variance) : 0;
  if (deviation == 0) return size == 0;
  if (size <= at_least_t(freedom) * deviation) return true;
  if (size > at_most_t(freedom) * deviation) return false;
  return size <= student_t(freedom) * deviation;
}

MeanDifference unpaired_difference(std::span<const double> a, std::span<const double> b) {
  const Mean first = mean_of(a);
  const Mean second = mean_of(b);
  const double variance = first.variance + second.variance;
  double weights = 0;
  for (const Mean& mean : {first, second})
    weights += mean.freedom > 0 ? mean.variance * mean.variance / mean.freedom : 0;
  return {first.value - second.value, variance, weights > 0 ? variance * variance / weights : 1,
          std::max(a.size(), b.size()) < 2 ? one_value : nullptr};
}

MeanDifference paired_difference(std::span<const double> a, std::span<const double> b) {
  const std::size_t pairs = std::min(a.size(), b.size());
  const Mean mean = mean_of(pairs, [&](std::size_t i) { return a[i] - b[i]; });
  return {mean.value, mean.variance, mean.freedom, pairs < 2 ? one_value : nullptr};
}

namespace {

/// A straight line through values that stand one step apart, by least squares.
struct Line {
  double mean = 0;
  double slope = 0;
  double residual_squares = 0;
  double spread = 0;  // sum of squared distances from the middle of the steps
};

Line fit_line(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const auto at = [&](std::size_t i) { return static_cast<double>(i) - (n - 1) / 2; };
  Line line;
  for (const double value : values) line.mean += value / n;
  for (std::size_t i = 0; i < values.size(); ++i) {
    line.spread += at(i) * at(i);
    line.slope += at(i) * (values[i] - line.mean);
  }
  if (line.spread > 0) line.slope /= line.spread;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double residual = values[i] - line.mean - line.slope * at(i);
    line.residual_squares += residual * residual;
  }
  return line;
}

constexpr std::size_t least_for_a_line = 4;  // values: two degrees of freedom are left

/// Variance of the mean of what rounds have, about their own line where there are enough of them.
MeanDifference mean_without_drift(std::span<const double> values) {
  if (values.size() < least_for_a_line) {
    const Mean mean = mean_of(values);
    return {mean.value, mean.variance, mean.freedom};
  }
  const Line line = fit_line(values);
  const double freedom = static_cast<double>(values.size()) - 2;
  return {line.mean, line.residual_squares / freedom / static_cast<double>(values.size()), freedom};
}

/// The share of a round below the quantile of all: where many values are equal, the part of them that makes it q over
/// all rounds.
template <class Values>
double share_below(const Values& round, double value, double part_of_equals) {
  const auto [below, up_to] = round.shares_at(value);
  return below + part_of_equals * (up_to - below);
}

/// How many independent samples the rounds are worth for the q-quantile at `value`.
template <class Values>
double effective_samples(std::span<const Values> rounds, const Values& all, double q, double value) {
  constexpr double least_effect = 0.25;  // rounds that agree by chance are not worth more than four times their samples
  const auto samples = static_cast<double>(all.count());
  const auto [below, up_to] = all.shares_at(value);
  const double part = up_to > below ? std::clamp((q - below) / (up_to - below), 0.0, 1.0) : 1.0;
  std::vector<double> shares;
  for (const Values& round : rounds) shares.push_back(share_below(round, value, part));
  const MeanDifference mean = mean_without_drift(shares);
  const double effect = std::max(least_effect, mean.variance / (q * (1 - q) / samples));
  const double normal = at_least_t(std::numeric_limits<double>::infinity());
  const double widening = student_t(mean.freedom) / normal;
  return samples / effect / (widening * widening);
}

}  // namespace

namespace {

template <class Values>
Interval quantile_over(std::span<const Values> rounds, double q) {
  Values all;
  for (const Values& round : rounds) all.add(round);
  const RankInterval ranks = quantile_ranks(all.count(), q);
  const double value = all.at_rank(ranks.value);
  if (rounds.size() < 2 || all.count() < 2) return {value, all.at_rank(ranks.low), all.at_rank(ranks.high)};
  const Interval shares = proportion_interval(q, effective_samples(rounds, all, q, value));
  const auto samples = static_cast<double>(all.count());
  return {value, all.at_rank(static_cast<std::int64_t>(std::floor(shares.low * samples))),
          all.at_rank(static_cast<std::int64_t>(std::ceil(shares.high * samples)))};
}

/// Values as they are, in the order of their size.
class SortedValues {
 public:
  SortedValues() = default;
  explicit SortedValues(std::vector<double> values) : values_(std::move(values)) {
    std::sort(values_.begin(), values_.end());
  }

  void add(const SortedValues& other) {
    const auto middle = static_cast<std::ptrdiff_t>(values_.size());
    values_.insert(values_.end(), other.values_.begin(), other.values_.end());
    std::inplace_merge(values_.begin(), values_.begin() + middle, values_.end());
  }
  std::int64_t count() const { return static_cast<std::int64_t>(values_.size()); }
  double at_rank(std::int64_t rank) const {
    return values_.empty() ? 0 : values_[static_cast<std::size_t>(std::clamp<std::int64_t>(rank, 1, count()) - 1)];
  }
  std::pair<double, double> shares_at(double value) const {
    if (values_.empty()) return {0, 0};
    const auto [low, high] = std::equal_range(values_.begin(), values_.end(), value);
    const auto all = static_cast<double>(values_.size());
    return {static_cast<double>(low - values_.begin()) / all, static_cast<double>(high - values_.begin()) / all};
  }

 private:
  std::vector<double> values_;
};

}  // namespace

Interval quantile_over_rounds(std::span<const Histogram> rounds, double q) { return quantile_over(rounds, q); }

Interval quantile_over_rounds(std::span<const std::vector<double>> rounds, double q) {
  std::vector<SortedValues> sorted;
  for (const std::vector<double>& round : rounds) sorted.emplace_back(round);
  return quantile_over(std::span<const SortedValues>(sorted), q);
}

Drift drift_of(std::span<const double> values) {
  if (values.size() < least_for_a_line) return {};
  const Line line = fit_line(values);
  const auto n = static_cast<double>(values.size());
  const MeanDifference slope{line.slope, line.residual_squares / (n - 2) / line.spread, n - 2};
  const double change = line.mean == 0 ? 0 : line.slope * (n - 1) / line.mean;
  return {change, !slope.holds_zero()};
}

long samples_needed(double q) {
  if (q == 0.9) return 64;
  if (q == 0.99) return 662;
  if (q == 0.999) return 6636;
  return 0;
}

}  // namespace gatewise
