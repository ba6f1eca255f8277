#ifndef GATEWISE_RUN_PLAN_PRUNE_HPP
#define GATEWISE_RUN_PLAN_PRUNE_HPP

#include <filesystem>
#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "journal/run_directory.hpp"

namespace gatewise {

/// The subjects of all trials that a suite asks for, as "kind subject".
std::vector<std::string> expected_trials(const Suite& suite);

/// What a run holds that no report of it needs.
struct Prunable {
  std::vector<bool> keep;                    ///< one for each of the journal's heads
  std::vector<std::filesystem::path> files;  ///< weights, logs, and what unfinished trials have saved
  std::size_t records() const;               ///< to be removed
  std::uintmax_t bytes() const;              ///< of the files
};

/// Superseded records, those of trials that the suite does not ask for any more, all of `kind` where one is given, and
/// the files that nothing left refers to.
Prunable find_prunable(const RunDirectory& run, const Journal& journal, const std::string& kind);

}  // namespace gatewise

#endif
