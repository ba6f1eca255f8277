// Whether a change may pass.
#ifndef GATEWISE_SELECT_GATE_HPP
#define GATEWISE_SELECT_GATE_HPP

#include <string>
#include <utility>
#include <vector>

#include "select/change.hpp"
#include "select/evidence.hpp"
#include "suite/gate_rules.hpp"

namespace gatewise {

/// What became of one rule for one pair.
enum class GateFinding {
  same,         ///< no change that could be told from chance
  better,       ///< a change for the better that is no chance
  worse,        ///< one for the worse, within what the rule allows
  regression,   ///< one for the worse beyond it, or a head that fails where its base passes
  waived,       ///< a regression that a waiver accepts
  not_compared  ///< no value on one side, a base that fails, or numbers that can't be believed
};

std::string finding_name(GateFinding finding);

struct GateRow {
  std::string base;  ///< ids
  std::string head;
  GateRule rule;
  std::optional<Change> change;
  double corrected_p = 1;
  GateFinding finding = GateFinding::not_compared;
  std::string reason;  ///< why it was not compared, how the head fails, or the waiver's
};

/// Instructions a step, which neither load nor frequency change: a second witness beside the times.
struct InstructionWitness {
  std::string base;
  std::string head;
  Change change;
};

struct GateOutcome {
  std::vector<GateRow> rows;
  std::vector<std::string> warnings;  ///< why its numbers are INDICATIVE, expired waivers
  std::vector<InstructionWitness> witnesses;
  std::string no_witness;  ///< why there are none

  std::size_t count(GateFinding finding) const;
  bool is_indicative = false;
};

/// Every rule for every pair of candidates (base, head), by id. `today` decides which waivers hold.
GateOutcome judge_gate(const Evidence& evidence, const std::vector<std::pair<std::string, std::string>>& pairs,
                       const GateRules& rules, const std::string& today);

}  // namespace gatewise

#endif
