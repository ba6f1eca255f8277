#ifndef GATEWISE_RUN_SESSIONS_SESSION_PROBES_HPP
#define GATEWISE_RUN_SESSIONS_SESSION_PROBES_HPP

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "run/process/child_process.hpp"

namespace gatewise {

/// What a bound is measured for: so many bytes, read through the multiply-add of this name ("f32").
using ProbeNeed = std::pair<std::int64_t, std::string>;

/// What a candidate needs by what its child said when it was ready; empty where it says nothing.
std::optional<ProbeNeed> probe_need(const Json& ready);

/// The session's stopwatch for bounds: one child that has a buffer for each need. Candidates of equal needs share one,
/// and each takes its turn among them, so that what slows the machine for a while slows candidates and bounds alike.
class SessionProbes {
 public:
  SessionProbes(std::vector<ProbeNeed> needs, const ChildLimits& limits, std::filesystem::path log)
      : needs_(std::move(needs)), limits_(limits), log_(std::move(log)) {}

  /// Starts the child, or starts it anew, and waits until its buffers are there. Without a child no turn measures
  /// anything.
  void start();

  std::size_t count() const { return needs_.size(); }
  /// One probe's turn in this round.
  void play(std::size_t index);
  /// What the turns since the last call have measured, in ns a pass; those that failed are missing.
  std::map<ProbeNeed, double> take_round();
  /// Null where there is none.
  const ChildProcess* child() const { return child_.get(); }

 private:
  std::optional<Json> wait_for(const std::string& event);

  std::vector<ProbeNeed> needs_;
  const ChildLimits& limits_;
  std::filesystem::path log_;
  std::unique_ptr<ChildProcess> child_;
  std::map<ProbeNeed, double> round_;
};

}  // namespace gatewise

#endif
