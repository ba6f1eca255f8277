#ifndef GATEWISE_RUN_RUNNER_HPP
#define GATEWISE_RUN_RUNNER_HPP

#include "host/search.hpp"
#include "run/observer.hpp"
#include "run/run_directory.hpp"
#include "run/suite.hpp"

namespace gatewise {

/// Does every trial of the suite that the run's journal does not hold yet: the dataset's floors, training (side by side
/// on all cores), quality through each backend, and the cost session. What fails becomes a record; the run goes on.
/// Throws InputError where the run can't start.
void execute(const Suite& suite, const RunDirectory& directory, const RunOptions& options,
             const std::filesystem::path& dataset_file, const PluginTable& plugins, RunObserver& observer);

/// The subject of the cost record that holds the harness's floor.
inline constexpr const char* floor_subject = "harness floor";

}  // namespace gatewise

#endif
