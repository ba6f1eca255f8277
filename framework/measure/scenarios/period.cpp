#include "measure/scenarios/period.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace gatewise {

double period_of(const TermsPlace& place, const std::string& scenario, double own_ns, double longest_ns) {
  const double period = own_ns > 0 ? own_ns : place.step_seconds * 1e9;
  const std::string key = fmt::format("{}: scenarios.{}.period", place.file, scenario);
  if (period <= 0)
    throw InputError(fmt::format("{} is missing: the dataset has no period; write one, such as \"10ms\"", key));
  if (period > longest_ns) {
    throw InputError(fmt::format("{} is {}, longer than a run can wait for ({}); write a shorter one", key,
                                 format_quantity(period, Unit::nanoseconds),
                                 format_quantity(longest_ns, Unit::nanoseconds)));
  }
  return period;
}

}  // namespace gatewise
