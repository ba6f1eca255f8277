#ifndef GATEWISE_SELECT_QUALITY_INTERVAL_HPP
#define GATEWISE_SELECT_QUALITY_INTERVAL_HPP

#include "measure/interval.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// The mean over seeds with its 95 % interval over seeds and sequences: variance = s²/S (seeds, Student's t) + the
/// bootstrap's variance of the seeds' mean (sequences), joined by Welch and Satterthwaite's degrees of freedom. One
/// seed has only the sequences' part. The bootstrap of n units (groups, or sequences without one) has n - 1 degrees of
/// freedom and is too narrow by n / (n - 1); of one unit it says nothing, and the interval is [low, high]. Clipped to
/// that.
Interval quality_interval(const QualitySample& sample, double low, double high);

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
/// backends, so that seeds are paired; otherwise their variances add up.
MeanDifference quality_difference(const ComparableQuality& a, const ComparableQuality& b, bool paired_seeds);

}  // namespace gatewise

#endif
