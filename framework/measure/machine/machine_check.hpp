// Whether the machine is fit to measure on: one check a fact, each with what to do where it is not.
#ifndef GATEWISE_MEASURE_MACHINE_MACHINE_CHECK_HPP
#define GATEWISE_MEASURE_MACHINE_MACHINE_CHECK_HPP

#include <string>
#include <vector>

#include "measure/machine/disturbances.hpp"
#include "measure/machine/machine.hpp"
#include "measure/statistics/noise.hpp"

namespace gatewise {

/// How good a verdict a run can get, the best first.
enum class Expectation { valid, indicative, invalid };

/// "VALID", "INDICATIVE" or "INVALID".
std::string name_of(Expectation expectation);

struct MachineCheck {
  std::string name;
  std::string fact;
  std::string remedy = "";                   ///< empty where all is well
  Expectation verdict = Expectation::valid;  ///< the best that a run can get with this

  /// "ok", "mind" (there is a remedy) or "bad" (no number can be believed).
  std::string grade() const;
  /// "fact; remedy".
  std::string warning() const;
};

/// What the facts say by themselves.
std::vector<MachineCheck> check_facts(const MachineFacts& facts);

/// What a trial showed: a pinned thread that did nothing but read the clock, while it was watched.
std::vector<MachineCheck> check_trial(const Disturbances& seen, const Noise& noise, bool pinned);

/// The worst of the checks' verdicts; valid where there is none.
Expectation worst_of(const std::vector<MachineCheck>& checks);

void to_json(Json& json, const MachineCheck& check);

}  // namespace gatewise

#endif
