// What a score's interval is of. A *recipe* is how a model is trained: its score is the mean over all trainings that it
// could give, and compares architectures. An *artifact* is the one training that validation chose: it is what ships,
// and what limits speak of.
#ifndef GATEWISE_SELECT_QUALITY_INTERVAL_HPP
#define GATEWISE_SELECT_QUALITY_INTERVAL_HPP

#include "measure/statistics/interval.hpp"
#include "quality/metrics.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// What an interval must know of its metric.
struct MetricScale {
  double low = 0, high = 1;  ///< the range of its values
  bool is_share = false;     ///< a proportion of what is asked
  Better better = Better::more;
};
MetricScale scale_of(const Metric& metric);

/// The mean over the sample's trainings with its 95 % interval: the bootstrap's variance of that mean (sequences) +
/// what trainings differ by beside that / S (seeds, Student's t), joined by Welch and Satterthwaite's degrees of
/// freedom. What trainings differ by on these very sequences is in the first part already, and is taken from the
/// second. One training has only the sequences' part. The bootstrap of n units (groups, or sequences without one) has n
/// - 1 degrees of freedom and is too narrow by n / (n - 1); of one unit, and where the metric has no value on the
/// draws, the interval is unknown. Clipped to the metric's range.
///
/// A share's interval is Clopper and Pearson's of as many independent units as that variance makes of p(1 - p),
/// corrected for its degrees of freedom (Korn and Graubard 1998), and never more than were asked; where groups were
/// counted it also holds the beta-binomial distribution's (clustered_proportion_interval). Where draws of n units have
/// no spread, which is no certainty, every bounded metric has at least the interval that a share of n units would have.
Interval quality_interval(const QualitySample& sample, const MetricScale& scale);

/// The same of the recipe: one training says nothing of others, so that it is unknown.
Interval recipe_interval(const QualitySample& sample, const MetricScale& scale);

/// The best of `scores`, a training each; of equal ones the first.
Choice choose_training(const std::vector<double>& scores, Better better);

/// The same of one training. A training that was chosen for its score on these very sequences is better by luck, too:
/// the end on the worse side is where the best of `choice.among` would be by luck in 4.5 %, as alike as their draws are
/// (largest_tail). On other sequences its choice is among 1.
Interval artifact_interval(const QualitySample& sample, const Choice& choice, const MetricScale& scale);

/// One of a sample's trainings alone.
QualitySample sample_of_training(const QualitySample& sample, std::size_t training);

/// By how much one training beats a rule without chance (a floor) on the same sequences, corrected as above.
Interval artifact_gain(const QualitySample& sample, const Choice& choice, const QualitySample& floor, Better better);

/// A sample made ready to be compared with many others.
struct ComparableQuality {
  double value = 0;          ///< the mean over seeds
  double seed_variance = 0;  ///< what seeds differ by beside what these sequences make of it
  std::vector<double> by_seed;
  std::vector<double> draws;  ///< draw by draw the mean over seeds, minus the mean over draws
  std::size_t units = 0;      ///< as in QualitySample
};
ComparableQuality comparable_of(const QualitySample& sample);

/// The same of the difference a - b on the same sequences. `paired_seeds`: both are the same trainings through two
/// backends, so that seeds are paired; otherwise their variances add up. Of one training each it is the difference of
/// these two. A difference that n units show alike is as uncertain as a share of n of n. Of one unit it is unknown.
MeanDifference quality_difference(const ComparableQuality& a, const ComparableQuality& b, bool paired_seeds);

}  // namespace gatewise

#endif
