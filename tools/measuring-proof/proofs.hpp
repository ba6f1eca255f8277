#ifndef GATEWISE_PROOF_PROOFS_HPP
#define GATEWISE_PROOF_PROOFS_HPP

#include <functional>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise::proof {

/// One property of the method that is claimed: it is tried so often, each try leaves counts, and the counts of all
/// parts, whenever they were run, add up to a finding.
struct Proof {
  std::string name;
  std::string claim;                                ///< in one sentence, with its goal
  std::int64_t tries = 0;                           ///< that the claim is made of
  std::function<Json(std::int64_t)> once;           ///< try number i: counts, by name
  std::function<bool(const Json&)> holds;           ///< of the sums of all counts
  std::function<std::string(const Json&)> table{};  ///< the sums as text; empty: a line each
};

/// In the order of docs/measuring.md.
std::vector<Proof> proofs();

Proof coverage_proof();
Proof scores_proof();
Proof chain_proof();
Proof same_proof();
Proof unchanged_gates_proof();
Proof slowed_proof();
Proof order_proof();
Proof decision_proof();

}  // namespace gatewise::proof

#endif
