#ifndef GATEWISE_SUITE_SCENARIO_TERMS_HPP
#define GATEWISE_SUITE_SCENARIO_TERMS_HPP

#include <vector>

#include "base/json_fwd.hpp"
#include "data/batching.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// The suite's scenarios with the dataset's period where they name none, and with deadlines and budgets of one period
/// where none are named. Throws InputError where a scenario that is used has no period, or one that no run can wait
/// for.
Scenarios concrete_scenarios(const Suite& suite, double step_seconds);

/// Into a cost trial's request, and what of it determines the result.
Json scenario_request(const Scenarios& scenarios);

/// The same ways of batching, with as many lanes as a cost-only problem names.
std::vector<Batching> batchings_for(std::vector<Batching> batchings, const Architecture& architecture);

}  // namespace gatewise

#endif
