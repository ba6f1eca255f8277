#ifndef GATEWISE_RUN_RUNNER_HPP
#define GATEWISE_RUN_RUNNER_HPP

#include "data/dataset.hpp"
#include "host/search.hpp"
#include "run/observer.hpp"
#include "run/run_directory.hpp"
#include "run/suite.hpp"

namespace gatewise {

/// A suite with all that it names found, read and checked.
struct RunInput {
  Suite suite;
  RunOptions options;
  std::filesystem::path dataset_file;
  std::vector<std::filesystem::path> dataset_files;  ///< absolute, in the description's order
  Dataset dataset;
  PluginTable plugins;
};

/// Does every trial of the suite that the run's journal does not hold yet: the dataset's floors, training (side by side
/// on all cores), quality through each backend, and the cost session. What fails becomes a record; the run goes on.
void execute(const RunInput& input, const RunDirectory& directory, RunObserver& observer);

/// The subject of the cost record that holds the harness's floor.
inline constexpr const char* floor_subject = "harness floor";

}  // namespace gatewise

#endif
