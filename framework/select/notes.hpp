// What a reader of a figure must know beside its verdict: nothing of it makes the figure less true.
#ifndef GATEWISE_SELECT_NOTES_HPP
#define GATEWISE_SELECT_NOTES_HPP

#include <optional>
#include <string>
#include <vector>

#include "select/evidence.hpp"

namespace gatewise {

/// The percentiles of a scenario that are below ten ticks of the clock: "p90", "p99". Those of chains never are.
std::vector<std::string> clock_limited(const Candidate& candidate, const std::string& scenario);

/// Notes on the scenario's latencies; each is a sentence with what to do, where something can be done.
std::vector<std::string> latency_notes(const Candidate& candidate, const std::string& scenario);

/// What a real step of an offline batch is made of: each part's median over the blocks, in ns. Empty where the record
/// does not say.
struct OfflineStep {
  double load_ns = 0;
  double cells_ns = 0;  ///< all lanes, padding included
  double head_ns = 0;
};
std::optional<OfflineStep> offline_step(const OfflineFigure& offline);

/// Notes on the offline rate with one way of batching: where it is below the streaming one, what was measured of why.
std::vector<std::string> throughput_notes(const Candidate& candidate, const OfflineFigure& offline);

}  // namespace gatewise

#endif
