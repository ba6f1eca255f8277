#ifndef GATEWISE_MEASURE_STATISTICS_INTERVAL_HPP
#define GATEWISE_MEASURE_STATISTICS_INTERVAL_HPP

#include <span>
#include <string>
#include <vector>

#include "measure/statistics/histogram.hpp"

namespace gatewise {

/// A value with its 95 % interval: `iv` of report.json. Where nothing is known of it, it has no ends, proves nothing,
/// and says why.
struct Interval {
  double value = 0;
  double low = 0;         ///< NaN where it is unknown
  double high = 0;        ///< the same
  std::string unknown{};  ///< why it has no ends; empty where it has

  bool is_known() const { return unknown.empty(); }
};

/// The interval of a value about which nothing else is known.
Interval unknown_interval(double value, std::string reason);

/// The ranks, 1-based, between which the q-quantile of the distribution behind n independent samples lies with at least
/// 95 % (Conover 1999, 3.2): binomial quantiles of (n, q). The rank of the quantile itself is ceil(q n).
struct RankInterval {
  long value, low, high;
};
RankInterval quantile_ranks(long count, double q);

/// The q-quantile of all rounds together, with an interval by order statistics that respects what steps of a round
/// have in common (Woodruff 1952 for rounds as clusters): how much the rounds' shares of values below the quantile
/// differ says how many independent samples all of them are worth, and the ranks are the binomial distribution's for so
/// many, with Student's t for the few rounds (Korn and Graubard 1998). A line through the shares over the run's time is
/// taken out first: such drift belongs to the distribution that was sampled evenly, it is no error of sampling. One
/// round alone is taken as independent steps.
Interval quantile_over_rounds(std::span<const Histogram> rounds, double q);
/// The same of values that are known one by one, those of each round in any order.
Interval quantile_over_rounds(std::span<const std::vector<double>> rounds, double q);

/// What a clock read that advances by `tick` at once: no end is nearer to the value than that.
Interval widened_by_tick(const Interval& interval, double tick);

/// How a value moved over the rounds of a run: the straight line through the rounds' own values.
struct Drift {
  double change = 0;         ///< from the first round to the last, as a share of the mean
  bool significant = false;  ///< the 95 % interval of the slope does not hold zero
};
/// Fewer than four values have none.
Drift drift_of(std::span<const double> values);

/// Mean and Student's t interval of independent values; of one value it is unknown.
Interval mean_interval(std::span<const double> values);

/// A difference of two means with what its interval is made of.
struct MeanDifference {
  double value = 0;
  double variance = 0;            ///< of the value; 0: it is exact
  double freedom = 1;             ///< degrees of freedom of the variance
  const char* unknown = nullptr;  ///< why the variance is not known: then nothing is proven of the difference

  Interval interval() const;
  /// Whether the interval holds zero, or is unknown; without Student's t where bounds of it decide.
  bool holds_zero() const;
  /// With a variance so large that half of the interval is at least `tick`: values that a clock read are no finer,
  /// however well they agree.
  MeanDifference with_tick(double tick) const;
};

/// Mean of a minus mean of b: two independent samples (Welch 1947, Satterthwaite 1946). Unknown where neither, or one
/// of a pair, has two values.
MeanDifference unpaired_difference(std::span<const double> a, std::span<const double> b);
/// The mean of a[i] - b[i], over the shorter of the two.
MeanDifference paired_difference(std::span<const double> a, std::span<const double> b);

/// The two-sided 95 % quantile of Student's t.
double student_t(double degrees_of_freedom);

/// How many samples a percentile needs before it may be called VALID: p90 64, p99 662, p99.9 6636; 0 for others.
long samples_needed(double q);

}  // namespace gatewise

#endif
