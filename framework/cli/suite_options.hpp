#ifndef GATEWISE_CLI_SUITE_OPTIONS_HPP
#define GATEWISE_CLI_SUITE_OPTIONS_HPP

#include <CLI/CLI.hpp>

#include "cli/data_options.hpp"
#include "run/sessions/runner.hpp"

namespace gatewise {

/// What `run` and `plan` take: a suite and what changes it.
struct SuiteOptions {
  std::string suite;
  std::vector<std::string> overrides;
  std::vector<std::string> plugins;
  std::string max_time;
  std::string effort = "standard";
  long seed = -1;
  DataOptions data;

  void add_to(CLI::App& verb);
  /// As run.json keeps them: the seed and the plugins' backends become overrides.
  RunOptions run_options() const;
};

/// Finds, reads and checks all that a run needs, and writes nothing. Hidden sizes that need no measurement are solved
/// for. Throws InputError.
RunInput resolve(const SuiteOptions& options);

/// Folders that hold datasets: "datasets" beside the suite, then the installed ones.
std::vector<std::filesystem::path> dataset_folders(const std::filesystem::path& suite);

}  // namespace gatewise

#endif
