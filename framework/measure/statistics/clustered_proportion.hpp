#ifndef GATEWISE_MEASURE_STATISTICS_CLUSTERED_PROPORTION_HPP
#define GATEWISE_MEASURE_STATISTICS_CLUSTERED_PROPORTION_HPP

#include <span>

#include "measure/statistics/interval.hpp"

namespace gatewise {

/// What one group of alike units was asked, and how much of it was right.
struct GroupCount {
  double asked = 0;
  double right = 0;
};

/// The standard normal's quantiles at both ends: 1.96 for 95 %, or more where an end is corrected.
struct NormalQuantiles {
  double low = 1.959964;
  double high = 1.959964;
};

/// The interval of a proportion whose units come in groups that are alike: profile likelihood of the beta-binomial
/// distribution (Skellam 1948), the correlation within groups profiled out. It knows what a variance does not: where
/// few groups are wrong at all, a group that is wrong throughout may not have been seen. 95 % unless `normal` says
/// otherwise.
Interval clustered_proportion_interval(std::span<const GroupCount> groups, NormalQuantiles normal = {});

}  // namespace gatewise

#endif
