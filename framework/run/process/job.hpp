#ifndef GATEWISE_RUN_PROCESS_JOB_HPP
#define GATEWISE_RUN_PROCESS_JOB_HPP

#include <filesystem>
#include <functional>
#include <vector>

#include "base/json.hpp"
#include "journal/record.hpp"
#include "run/plan/progress.hpp"
#include "run/process/child_process.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// A trial ready to be handed to a child.
struct Job {
  Record record;  ///< key, kind, subject and determinants; the rest is filled when it ends
  Json request;
  std::filesystem::path log{};       ///< empty: what its child prints is dropped
  std::int64_t threads_at_most = 1;  ///< that shorten it; a request with "threads" is told how many it has
  bool goes_on = false;              ///< a child that is started again goes on from what the last one had saved
};

/// Fills the record from a child's last event ("result", "failed", "unsupported"), or from how the child ended where
/// there was none. Throws DiskFull where that is what the child complains of.
void conclude(Record& record, const Json& last_event, const std::string& stage, const std::string& ending,
              const std::filesystem::path& log);

/// Writes the line into its log that says which start of which trial follows.
void write_heading(const Job& job);

/// Whether a child that ended so is started again: it was killed from outside, and not too often already.
bool deserves_another_start(const ChildEnd& end, const Job& job, const ChildLimits& limits);

/// Runs the jobs on the cores, longest first, side by side where that ends sooner than threads inside one; each ends as
/// a record. A crash, a hang or a lack of memory costs its own record. When the run is to stop, starts no more; when it
/// is to stop now, ends those in flight without a record.
void run_jobs(std::vector<Job> jobs, std::size_t cores, const ChildLimits& limits, Progress& progress,
              const std::function<void(const Record&)>& done);

/// Threads for the first of these jobs on `free` of `cores` cores, given the seconds that each will take alone.
std::int64_t threads_for(const std::vector<double>& seconds, std::int64_t at_most, std::size_t free, std::size_t cores);

}  // namespace gatewise

#endif
