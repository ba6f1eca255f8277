#include "select/reserve.hpp"

namespace gatewise {
namespace {

/// Whether the figure is of the middle of what was measured, which other tenants of a machine move the least.
bool is_of_medians(const MetricPath& metric) {
  return metric.figure == FigureKind::middle || metric.figure == FigureKind::rate;
}

}  // namespace

double reserve_of(const MetricPath& metric, const Budget& budget) {
  if (!metric.is_timed()) return 0;
  return budget.reserve.value_or(is_of_medians(metric) ? reserve_of_medians : reserve_of_tails);
}

}  // namespace gatewise
