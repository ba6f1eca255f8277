#include "select/verdict.hpp"

#include <fmt/format.h>

namespace gatewise {
namespace {

Verdict indicative_if_any(std::vector<std::string> reasons) {
  return {reasons.empty() ? "VALID" : "INDICATIVE", std::move(reasons)};
}

/// What holds for all numbers of the cost session.
std::vector<std::string> session_reasons(const Candidate& candidate, std::size_t blocks, const Suite& suite) {
  std::vector<std::string> reasons = suite.measurement_cuts;
  if (static_cast<std::int64_t>(blocks) < suite.measurement.blocks) {
    reasons.push_back(
        fmt::format("--max-time ended the measuring after {} of {} blocks", blocks, suite.measurement.blocks));
  }
  if (candidate.sessions > 1) {
    reasons.push_back(
        fmt::format("measured in one of {} sessions: what drifted between them is not seen; `gatewise runs prune RUN "
                    "--kind cost` and a new run measure all in one",
                    candidate.sessions));
  }
  if (candidate.sittings > 1)
    reasons.push_back(fmt::format("measured in {} sittings: the run was interrupted", candidate.sittings));
  if (!candidate.pinned) reasons.emplace_back("the measuring process could not be pinned to a core");
#if !defined(NDEBUG)
  reasons.emplace_back("this program is a debug build; measure with the release preset");
#endif
  return reasons;
}

}  // namespace

Verdict latency_verdict(const Candidate& candidate, const Suite& suite) {
  const LatencyFigure* streaming = candidate.latency_in("streaming");
  if (streaming == nullptr)
    return {"INVALID", {candidate.streaming_reason.empty() ? "not measured" : candidate.streaming_reason}};
  std::vector<std::string> reasons = session_reasons(candidate, streaming->step.size(), suite);
  const long needed = samples_needed(0.999);
  if (streaming->samples < needed) {
    reasons.push_back(
        fmt::format("p99.9 needs {} samples, there are {}; raise measurement.blocks or use --effort publish", needed,
                    streaming->samples));
  }
  return indicative_if_any(std::move(reasons));
}

Verdict throughput_verdict(const Candidate& candidate, const Suite& suite) {
  if (candidate.offline.empty()) return {"INVALID", {"not measured"}};
  return indicative_if_any(session_reasons(candidate, candidate.offline.front().steps_per_second.size(), suite));
}

Verdict quality_verdict(const Candidate& candidate, const Evidence& evidence) {
  std::vector<std::string> reasons = evidence.suite.cuts;
  reasons.insert(reasons.end(), candidate.cuts.begin(), candidate.cuts.end());
  if (evidence.suite.seeds.size() < 2) reasons.emplace_back("one seed: how much trainings differ is not known");
  return indicative_if_any(std::move(reasons));
}

}  // namespace gatewise
