// Where the time of a step goes.
#ifndef GATEWISE_SELECT_STEP_ACCOUNT_HPP
#define GATEWISE_SELECT_STEP_ACCOUNT_HPP

#include <optional>

#include "select/evidence.hpp"

namespace gatewise {

/// Means in ns, each part timed in a pass of its own: step = embedding + cell + head + rest + residual.
struct StepAccount {
  Interval step;
  Interval embedding;
  Interval cell;
  Interval head;
  Interval rest;      ///< what a step takes beyond its parts where the cell does nothing
  Interval residual;  ///< what the parts leave unexplained: overlap of one part with the next makes it negative
};

/// Accounts for the candidate's streaming steps. Empty where the parts were not timed, for the candidate or for the
/// cell that does nothing.
std::optional<StepAccount> step_account(const Candidate& candidate, const Evidence& evidence);

}  // namespace gatewise

#endif
