#ifndef GATEWISE_RUN_SESSIONS_RUNNER_HPP
#define GATEWISE_RUN_SESSIONS_RUNNER_HPP

#include "data/dataset.hpp"
#include "host/search.hpp"
#include "journal/run_directory.hpp"
#include "run/plan/observer.hpp"
#include "run/plan/plan.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// A suite with all that it names found, read and checked.
struct RunInput {
  Suite suite;
  RunOptions options;
  std::filesystem::path dataset_file;
  std::vector<std::filesystem::path> dataset_files;  ///< absolute, in the description's order
  Dataset dataset;
  double load_seconds = usual_start_seconds;  ///< that reading the dataset took
  PluginTable plugins;
};

/// What came of a run, or of a shard of it.
struct RunOutcome {
  std::size_t trials = 0;  ///< of this shard
  std::size_t ok = 0;      ///< of them with a result, from now or from before
  int stopped_by = 0;      ///< the signal; 0: it went to its end
  bool at_once = false;    ///< it was stopped in the middle of its trials
};

/// Does every trial of the suite (or of its shard's share) that the run's journal does not hold yet: the dataset's
/// floors, training, quality through each backend, and the cost session. What fails becomes a record; the run goes on.
/// SIGINT, SIGTERM and SIGHUP stop it. Throws DiskFull where nothing more can be kept.
RunOutcome execute(const RunInput& input, const RunDirectory& directory, RunObserver& observer);

/// Measures the cost of these candidates once more, interleaved, after they were chosen: kind "confirm". What the
/// journal holds already is not repeated.
RunOutcome confirm(const RunInput& input, const RunDirectory& directory, RunObserver& observer,
                   const std::vector<std::string>& finalists);

}  // namespace gatewise

#endif
