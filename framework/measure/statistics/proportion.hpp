#ifndef GATEWISE_MEASURE_STATISTICS_PROPORTION_HPP
#define GATEWISE_MEASURE_STATISTICS_PROPORTION_HPP

#include "measure/statistics/interval.hpp"

namespace gatewise {

/// How often an interval may miss at each end.
struct Tails {
  double low = 0.025;
  double high = 0.025;
};

/// The 95 % interval of a proportion of `count` independent units (Clopper and Pearson 1934), which need not be whole
/// numbers: an effective sample size (Korn and Graubard 1998). It is right at 0 and 1: of 40 right of 40 it is
/// [0.912, 1]. `tails` other than the usual ones make it another level's.
Interval proportion_interval(double share, double count, Tails tails = {});

}  // namespace gatewise

#endif
