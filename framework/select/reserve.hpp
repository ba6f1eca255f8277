// What a run can't see of itself: how much longer the same steps take in another sitting of the same machine.
#ifndef GATEWISE_SELECT_RESERVE_HPP
#define GATEWISE_SELECT_RESERVE_HPP

#include "suite/suite.hpp"

namespace gatewise {

/// The reserve of a median, a mean, a rate, and what is made of them.
inline constexpr double reserve_of_medians = 0.03;

/// The reserve of percentiles above the median, and what hangs on them: the longest step, jitter, single calls
/// (cold.prepare, cold.first), missed deadlines, the streams that a server keeps a p99 with.
inline constexpr double reserve_of_tails = 0.15;

/// By which share all time may grow before a limit on this metric is broken that is called proven: the budget's own
/// reserve, or the metric's by default. 0 for what no clock measures: memory, quality, counts, a delay in steps.
double reserve_of(const MetricPath& metric, const Budget& budget);

}  // namespace gatewise

#endif
