#ifndef GATEWISE_SELECT_FIGURE_HPP
#define GATEWISE_SELECT_FIGURE_HPP

#include <optional>

#include "measure/metric_path.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// The candidate's value on a metric path with its interval; empty where it has none. Quality is the validation
/// split's: choosing never looks at test.
std::optional<Interval> figure_of(const Candidate& candidate, const MetricPath& path);

/// The paired difference a - b with its 95 % interval: quality on the same sequences, latency block by block, memory
/// exactly. Empty where either has no value. Two candidates tie when it holds zero.
std::optional<Interval> difference_of(const Candidate& a, const Candidate& b, const MetricPath& path);

/// memory.total, what decides a tie; infinite where it was not measured.
double total_bytes_of(const Candidate& candidate);

bool holds_zero(const Interval& difference);

}  // namespace gatewise

#endif
