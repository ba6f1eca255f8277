#ifndef GATEWISE_SELECT_VERDICT_HPP
#define GATEWISE_SELECT_VERDICT_HPP

#include <string>
#include <vector>

#include "select/evidence.hpp"

namespace gatewise {

/// May this number be believed?
struct Verdict {
  std::string name = "VALID";  ///< VALID, INDICATIVE or INVALID
  std::vector<std::string> reasons;
};

/// Of a candidate's streaming latency: too few samples for p99.9, a run that was cut, no pinning, a debug build.
Verdict latency_verdict(const Candidate& candidate, const Suite& suite);

/// Of its offline throughput.
Verdict throughput_verdict(const Candidate& candidate, const Suite& suite);

/// Of its quality: one seed, a training that was cut.
Verdict quality_verdict(const Candidate& candidate, const Evidence& evidence);

}  // namespace gatewise

#endif
