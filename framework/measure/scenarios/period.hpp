#ifndef GATEWISE_MEASURE_SCENARIOS_PERIOD_HPP
#define GATEWISE_MEASURE_SCENARIOS_PERIOD_HPP

#include <string>

#include "measure/scenarios/scenario.hpp"

namespace gatewise {

/// A scenario's own period, or where it names none (0) the dataset's. Throws InputError where there is neither, or
/// where it is longer than a run can wait for.
double period_of(const TermsPlace& place, const std::string& scenario, double own_ns, double longest_ns);

}  // namespace gatewise

#endif
