#include "measure/interval.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace gatewise {

namespace {

/// A round's own quantile says something where at least five of its samples lie on the far side; with fewer it is
/// nearly the round's maximum.
bool rounds_can_say(std::span<const Histogram> rounds, double q) {
  return std::all_of(rounds.begin(), rounds.end(), [q](const Histogram& round) {
    return static_cast<double>(round.count()) * std::min(q, 1 - q) >= 5;
  });
}

}  // namespace

void to_json(Json& json, const Interval& interval) {
  json = {{"value", interval.value}, {"low", interval.low}, {"high", interval.high}};
}

void from_json(const Json& json, Interval& interval) { interval = {json.at("value"), json.at("low"), json.at("high")}; }

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

struct Mean {
  double value = 0;
  double variance = 0;  // of the mean
  double freedom = 0;
};

/// Of what `at(i)` gives for i below count.
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
  const auto up = static_cast<std::size_t>(std::ceil(freedom));
  return up < tabled_t().size() ? tabled_t()[up] : 1.9599;
}

double at_most_t(double freedom) {
  const auto down = static_cast<std::size_t>(freedom);
  return tabled_t()[std::min(down, tabled_t().size() - 1)];
}

}  // namespace

Interval mean_interval(std::span<const double> values) {
  const Mean mean = mean_of(values);
  return MeanDifference{mean.value, mean.variance, mean.freedom}.interval();
}

Interval MeanDifference::interval() const {
  if (variance <= 0) return {value, value, value};
  const double half = student_t(freedom) * std::sqrt(variance);
  return {value, value - half, value + half};
}

bool MeanDifference::holds_zero() const {
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
  return {first.value - second.value, variance, weights > 0 ? variance * variance / weights : 1};
}

MeanDifference paired_difference(std::span<const double> a, std::span<const double> b) {
  const Mean mean = mean_of(std::min(a.size(), b.size()), [&](std::size_t i) { return a[i] - b[i]; });
  return {mean.value, mean.variance, mean.freedom};
}

Interval quantile_over_rounds(std::span<const Histogram> rounds, double q) {
  Histogram all;
  std::vector<double> each;
  for (const Histogram& round : rounds) {
    all.add(round);
    each.push_back(round.at_rank(quantile_ranks(round.count(), q).value));
  }
  const RankInterval ranks = quantile_ranks(all.count(), q);
  Interval interval{all.at_rank(ranks.value), all.at_rank(ranks.low), all.at_rank(ranks.high)};
  if (rounds.size() < 2 || !rounds_can_say(rounds, q)) return interval;
  const Interval between = mean_interval(each);
  const double half = between.high - between.value;
  interval.low = std::max(0.0, std::min(interval.low, interval.value - half));
  interval.high = std::max(interval.high, interval.value + half);
  return interval;
}

long samples_needed(double q) {
  if (q == 0.9) return 64;
  if (q == 0.99) return 662;
  if (q == 0.999) return 6636;
  return 0;
}

}  // namespace gatewise
