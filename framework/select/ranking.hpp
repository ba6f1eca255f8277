#ifndef GATEWISE_SELECT_RANKING_HPP
#define GATEWISE_SELECT_RANKING_HPP

#include <optional>
#include <string>
#include <vector>

#include "select/evidence.hpp"
#include "select/fit.hpp"
#include "select/tie.hpp"

namespace gatewise {

/// Thousands of candidates have millions of ties.
inline constexpr std::size_t most_ties_named = 50;

/// A candidate's place under a budget.
struct Place {
  const Candidate* candidate = nullptr;
  double cost = 0;  ///< on the preferred metric; less is better, infinite where it has no value
  int rank = 0;
  BudgetFit fit;
  std::vector<std::string> tied_with;  ///< ids, on the preferred metric; the best most_ties_named of them
  std::size_t ties = 0;                ///< how many there are
  std::string why;                     ///< one sentence
  Tie tie_with_first = Tie::none;      ///< with the first place; none for that itself
};

/// What loosening one limit alone would bring.
struct Relaxation {
  std::string metric;
  double limit = 0;
  double needed = 0;
  std::string would_admit;
  Unit unit = Unit::none;
};

/// The order of all candidates that passed, under one budget.
struct Ranking {
  const Budget* budget = nullptr;
  std::optional<std::string> winner;
  std::vector<std::string> pareto;
  std::string why;
  std::vector<Place> order;
  std::vector<Relaxation> relax;
};

/// Proven and kept, as equals, before unproven before violated; within each by the preferred metric. The winner is the
/// smallest (memory.total) of those proven or kept that tie with the best on the preferred metric (tie_of). With none
/// of them there is no winner. Pointers into `evidence`.
Ranking rank(const Evidence& evidence, const Budget& budget);

}  // namespace gatewise

#endif
