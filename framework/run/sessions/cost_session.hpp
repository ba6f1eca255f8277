#ifndef GATEWISE_RUN_SESSIONS_COST_SESSION_HPP
#define GATEWISE_RUN_SESSIONS_COST_SESSION_HPP

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "journal/rounds_file.hpp"
#include "run/process/job.hpp"

namespace gatewise {

/// Where and under what terms a comparison is measured.
struct SessionTerms {
  MeasurementPlan plan;
  ChildLimits limits;
  std::size_t parallel_starts = 1;
  std::filesystem::path probe_log = {};  ///< of the child that reads what bounds are made of
  std::int64_t deadline_ns = 0;  ///< of now_ns(), 0: none; stops after the round in which it falls, not before three
};

/// Measures all candidates of one comparison interleaved: each has a child of its own, and they take turns in short
/// blocks, in an order that is drawn anew for every round, so that drift of the machine hits all alike. Nothing else of
/// the run works meanwhile. Every finished round is kept in `rounds`, from which an interrupted session goes on. Ends
/// each job as a record whose result holds what the child said when it was ready and its blocks' histograms. A stop
/// request ends it after the round in flight, or at once, without records.
void run_cost_session(std::vector<Job> jobs, const SessionTerms& terms, RoundsFile& rounds, Progress& progress,
                      const std::function<void(const Record&)>& done);

/// How many candidates' children may be there at a time, so that half of the memory stays free.
std::size_t most_members();

}  // namespace gatewise

#endif
