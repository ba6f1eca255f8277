#ifndef GATEWISE_SELECT_FIT_HPP
#define GATEWISE_SELECT_FIT_HPP

#include <optional>
#include <string>
#include <vector>

#include "run/suite.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// May this candidate be believed to keep a limit? In falling order of worth.
enum class Fit {
  proven,    ///< the whole interval is inside the limit
  unproven,  ///< the interval straddles it
  violated,  ///< the whole interval is outside, or there is no value
};

std::string fit_name(Fit fit);

/// One limit that is not proven kept.
struct Violation {
  std::string metric;  ///< the path; the floor's is the primary metric's with " minus its floor's"
  bool is_max = true;
  double limit = 0;
  std::optional<Interval> value;
  Unit unit = Unit::none;
  Fit fit = Fit::violated;
};

/// All limits of a budget for one candidate.
struct BudgetFit {
  Fit fit = Fit::proven;  ///< the worst of all
  std::vector<Violation> violations;
};

Fit fit_of(const Interval& value, bool is_max, double limit);

/// Every limit, and the floor: a model that does not beat it is never recommended.
BudgetFit fit_budget(const Candidate& candidate, const Budget& budget, const Evidence& evidence);

}  // namespace gatewise

#endif
