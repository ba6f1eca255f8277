#ifndef GATEWISE_SELECT_FIT_HPP
#define GATEWISE_SELECT_FIT_HPP

#include <optional>
#include <string>
#include <vector>

#include "select/evidence.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// May this candidate be believed to keep a limit? In falling order of worth.
enum class Fit {
  proven,    ///< the whole interval is inside the limit, and would be were measured time longer by its reserve
  kept,      ///< the whole interval is inside the limit, but with less than that to spare
  unproven,  ///< the interval straddles it, or is unknown
  violated,  ///< the whole interval is outside, or there is no value
};

std::string fit_name(Fit fit);

/// Whether this run shows every limit kept. Such candidates are equals in order and choice: the reserve speaks of other
/// runs, and all candidates of this one would share in what makes those slower.
inline bool is_inside(Fit fit) { return fit <= Fit::kept; }

/// How one limit came out.
struct LimitFit {
  std::string metric;  ///< the path; the floor's is the primary metric's with " minus its floor's"
  bool is_max = true;
  double limit = 0;
  std::optional<Interval> value;
  Unit unit = Unit::none;
  Fit fit = Fit::violated;
  double reserve = 0;  ///< share by which measured time should be able to grow (reserve_of)
  double spare = 0;    ///< kept: the share by which it could, less than the reserve
};

/// All limits of a budget for one candidate.
struct BudgetFit {
  Fit fit = Fit::proven;             ///< the worst of all
  std::vector<LimitFit> violations;  ///< unproven or violated
  std::vector<LimitFit> kept{};
};

/// By the interval alone: proven, unproven or violated.
Fit fit_of(const Interval& value, bool is_max, double limit);

/// Every limit, and the floor: a model that does not beat it is never recommended.
BudgetFit fit_budget(const Candidate& candidate, const Budget& budget, const Evidence& evidence);

}  // namespace gatewise

#endif
