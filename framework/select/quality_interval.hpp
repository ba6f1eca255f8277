#ifndef GATEWISE_SELECT_QUALITY_INTERVAL_HPP
#define GATEWISE_SELECT_QUALITY_INTERVAL_HPP

#include "measure/interval.hpp"
#include "quality/metrics.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// What an interval must know of its metric.
struct MetricScale {
  double low = 0, high = 1;  ///< the range of its values
  bool is_share = false;     ///< a proportion of what is asked
};
MetricScale scale_of(const Metric& metric);

/// The mean over seeds with its 95 % interval over seeds and sequences: variance = s²/S (seeds, Student's t) + the
/// bootstrap's variance of the seeds' mean (sequences), joined by Welch and Satterthwaite's degrees of freedom. One
/// seed has only the sequences' part. The bootstrap of n units (groups, or sequences without one) has n - 1 degrees of
/// freedom and is too narrow by n / (n - 1); of one unit it says nothing, and the interval is [low, high]. Clipped to
/// that.
///
/// A share's interval is Clopper and Pearson's of as many independent units as that variance makes of p(1 - p),
/// corrected for its degrees of freedom (Korn and Graubard 1998), and never more than were asked. Where draws of n
/// units have no spread, which is no certainty, every bounded metric has at least the interval that a share of n units
/// would have.
Interval quality_interval(const QualitySample& sample, const MetricScale& scale);

/// A sample made ready to be compared with many others.
struct ComparableQuality {
  double value = 0;          ///< the mean over seeds
  double seed_variance = 0;  ///< of the seeds' values
  std::vector<double> by_seed;
  std::vector<double> draws;  ///< draw by draw the mean over seeds, minus the mean over draws
  std::size_t units = 0;      ///< as in QualitySample
};
ComparableQuality comparable_of(const QualitySample& sample);

/// The same of the difference a - b on the same sequences. `paired_seeds`: both are the same trainings through two
/// backends, so that seeds are paired; otherwise their variances add up. A difference that n units show alike is as
/// uncertain as a share of n of n.
MeanDifference quality_difference(const ComparableQuality& a, const ComparableQuality& b, bool paired_seeds);

}  // namespace gatewise

#endif
