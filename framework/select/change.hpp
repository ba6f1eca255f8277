// How one candidate's figure differs from another's that was measured in turn with it.
#ifndef GATEWISE_SELECT_CHANGE_HPP
#define GATEWISE_SELECT_CHANGE_HPP

#include <optional>

#include "measure/metric_path.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// From a base to a head.
struct Change {
  double base = 0;
  double head = 0;
  /// head / base; infinite from nothing to something; its ends are unknown where one block or unit is all there is.
  Interval ratio{1, 1, 1};
  /// Two-sided: how often chance alone makes as large a change; 0 or 1 where both are exact.
  double p = 1;
  /// The smallest change of the ratio that would have been seen in four of five cases; 0: both are exact; NaN: unknown.
  double detectable = 0;
  bool is_exact = false;

  /// head - base, as the ratio estimates it where there is one: a base of nothing has none.
  double difference() const { return is_exact || base == 0 ? head - base : (ratio.value - 1) * base; }
  /// Whether it is for the worse, as far as values say.
  bool is_worse(Better better) const { return better == Better::less ? difference() > 0 : difference() < 0; }
};

/// Latency, throughput and other series: the logarithms' differences, paired block by block; blocks that one start of
/// the processes has measured stand together as one sample, since where a process came to lie is common to all of them.
/// Shares that may be nothing have no logarithm: they are paired as they are. Quality: the paired bootstrap's. Counts:
/// exact. Empty where either has no value, or blocks of one side only, or of another session.
std::optional<Change> change_of(const Candidate& base, const Candidate& head, const MetricPath& path);

/// The p of each test such that all of them together are wrong as rarely as one is (Holm 1979), in the same order.
std::vector<double> corrected(const std::vector<double>& p);

}  // namespace gatewise

#endif
