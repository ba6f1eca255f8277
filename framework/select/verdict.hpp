#ifndef GATEWISE_SELECT_VERDICT_HPP
#define GATEWISE_SELECT_VERDICT_HPP

#include <optional>
#include <string>
#include <vector>

#include "measure/limits/bound.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// May this number be believed?
struct Verdict {
  std::string name = "VALID";        ///< VALID, INDICATIVE or INVALID
  std::vector<std::string> reasons;  ///< each ends with what to do
};

/// What the machine needs at least for a step in a scenario, beside the step's own figure; empty where the probe or the
/// limits were not measured. Offline steps share a pass over the weights with the lanes beside them.
std::optional<Bound> bound_of(const Candidate& candidate, const Evidence& evidence, double lanes = 1);

/// Judges a candidate's latencies in a scenario: too few samples for the percentile that needs most, drift, what
/// happened to the measuring process, a run that was cut, no pinning, a debug build, a time below its bound.
Verdict latency_verdict(const Candidate& candidate, const std::string& scenario, const Evidence& evidence);

/// Judges its offline throughput with one batching strategy; null where it was not measured.
Verdict throughput_verdict(const Candidate& candidate, const OfflineFigure* offline, const Evidence& evidence);

/// Judges its quality: one seed, a training that was cut.
Verdict quality_verdict(const Candidate& candidate, const Evidence& evidence);

/// Where declared and observed memory differ by more than a tenth: says by what; empty else.
std::string memory_complaint(const Candidate& candidate);

}  // namespace gatewise

#endif
