#ifndef GATEWISE_SELECT_FIGURE_HPP
#define GATEWISE_SELECT_FIGURE_HPP

#include <optional>

#include "measure/metric_path.hpp"
#include "select/evidence.hpp"
#include "select/quality_interval.hpp"

namespace gatewise {

/// The candidate's value on a metric path with its interval, as limits speak of it; empty where it has none. Quality is
/// the artifact's, and the validation split's: choosing never looks at test.
std::optional<Interval> figure_of(const Candidate& candidate, const MetricPath& path);

/// The same as candidates are compared by: quality is the recipe's, since another training of the same may be better.
std::optional<Interval> preference_of(const Candidate& candidate, const MetricPath& path);

/// The candidate's `figure` on a path that a clock measures (MetricPath::is_timed), as a run would show it in which all
/// work took `times` as long: latencies grow, but for the periods that a delayed answer waits, rates fall, and every
/// step that took deadline / `times` misses its deadline.
Interval slower_figure(const Interval& figure, const Candidate& candidate, const MetricPath& path, double times,
                       const Scenarios& scenarios);

/// A candidate's value on one metric path, made ready to be compared with many others'.
struct Comparable {
  bool known = false;
  std::string kind;  ///< of the path
  double value = 0;
  std::string architecture;    ///< two backends of one share their trainings
  std::string session;         ///< whose blocks are paired
  std::vector<double> blocks;  ///< of latency and throughput; empty where the value is exact
  /// For a percentile in the tail: block by block the values that occur, rising, with the share up to each.
  std::vector<std::vector<std::pair<double, double>>> tails;
  double waits = 0;       ///< what the value holds beside the blocks' own latencies
  double resolution = 0;  ///< no difference of two such values is known better: a tick of the clock, or a chain's part
  double tick = 0;        ///< of the clock that read it; 0: no clock did, or the record does not say
  ComparableQuality quality;
};
Comparable comparable_of(const Candidate& candidate, const MetricPath& path);

/// The paired difference a - b: quality of both recipes on the same sequences, latency block by block, memory exactly;
/// blocks of two sessions as independent samples. A block holds few values beyond a percentile of the tail, so that its
/// own says little: there the blocks' shares above a value between both candidates' percentiles are compared, and the
/// difference's variance is what makes it as improbable as theirs. Empty where either has no value. No interval is
/// finer than the clock. Two candidates tie when its interval holds zero.
std::optional<MeanDifference> difference_of(const Comparable& a, const Comparable& b);
std::optional<MeanDifference> difference_of(const Candidate& a, const Candidate& b, const MetricPath& path);

/// memory.total, what decides a tie; infinite where it was not measured.
double total_bytes_of(const Candidate& candidate);

}  // namespace gatewise

#endif
