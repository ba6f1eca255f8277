#ifndef GATEWISE_SELECT_TIE_HPP
#define GATEWISE_SELECT_TIE_HPP

#include "select/figure.hpp"

namespace gatewise {

/// Why two candidates count as equal on a metric.
enum class Tie {
  none,          ///< they differ, or one has no value
  chance,        ///< the interval of their paired difference holds zero, or is unknown
  indifference,  ///< they differ by less than matters
};

/// `indifference` is the share of the larger value that nobody minds. With much data any difference is no chance; it
/// need not matter.
Tie tie_of(const Comparable& a, const Comparable& b, double indifference);

}  // namespace gatewise

#endif
