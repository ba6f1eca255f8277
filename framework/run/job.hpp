#ifndef GATEWISE_RUN_JOB_HPP
#define GATEWISE_RUN_JOB_HPP

#include <filesystem>
#include <functional>
#include <vector>

#include "base/json.hpp"
#include "run/child_process.hpp"
#include "run/journal.hpp"
#include "run/observer.hpp"
#include "run/suite.hpp"

namespace gatewise {

/// A trial ready to be handed to a child.
struct Job {
  Record record;  ///< key, kind and subject; the rest is filled when it ends
  Json request;
  double seconds = 0;  ///< predicted
  std::filesystem::path log;
};

/// The key of a trial: sha256 of the canonical JSON of all that determines its result, this program's version included.
std::string trial_key(const Json& determinants);

/// Fills the record from a child's last event ("result", "failed", "unsupported"), or from how the child ended where
/// there was none.
void conclude(Record& record, const Json& last_event, const std::string& stage, const std::string& ending,
              const std::filesystem::path& log);

/// Where the whole run stands, for the progress bar.
struct Progress {
  RunObserver& observer;
  double done = 0;
  double total = 0;
  void show(double extra, const std::string& what) { observer.progress(done + extra, total, what); }
};

/// Runs the jobs, at most `parallel` side by side, longest first; each ends as a record. A crash, a hang or a lack of
/// memory costs its own record.
void run_jobs(std::vector<Job> jobs, std::size_t parallel, const ChildLimits& limits, Progress& progress,
              const std::function<void(const Record&)>& done);

}  // namespace gatewise

#endif
