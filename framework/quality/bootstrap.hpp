#ifndef GATEWISE_QUALITY_BOOTSTRAP_HPP
#define GATEWISE_QUALITY_BOOTSTRAP_HPP

#include <span>
#include <vector>

#include "quality/metrics.hpp"

namespace gatewise {

/// How many times sequences are drawn anew.
constexpr std::size_t bootstrap_draws = 200;

/// What is drawn together: the indices of each group's sequences, in the order of first appearance; one without a group
/// stands alone. Those that ask nothing are left out.
using Units = std::vector<std::vector<std::uint32_t>>;
Units units_of(std::span<const Outcome> outcomes, const std::vector<std::string>& groups);

struct Draws {
  std::vector<double> values;
  std::size_t left_out = 0;  ///< draws on which the metric is undefined
};

/// The metric over `bootstrap_draws` draws of sequences with replacement (Efron 1979). The draws depend on the number
/// of sequences alone, so that two models on one split see the same draws and their difference can be taken draw by
/// draw; a draw is left out for both of them or for none, since the truth alone defines a metric. Sequences of one
/// unit are drawn together: they are not independent.
Draws bootstrap(const Metric& metric, std::span<const Outcome> outcomes, const Units& units);

}  // namespace gatewise

#endif
