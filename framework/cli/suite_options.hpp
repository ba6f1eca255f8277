#ifndef GATEWISE_CLI_SUITE_OPTIONS_HPP
#define GATEWISE_CLI_SUITE_OPTIONS_HPP

#include <CLI/CLI.hpp>

#include "data/description.hpp"
#include "host/search.hpp"
#include "run/run_directory.hpp"
#include "run/suite.hpp"

namespace gatewise {

/// What `run` and `plan` take: a suite and what changes it.
struct SuiteOptions {
  std::string suite;
  std::vector<std::string> overrides;
  std::vector<std::string> plugins;
  std::string max_time;
  std::string effort = "standard";
  long seed = -1;

  void add_to(CLI::App& verb);
  /// As run.json keeps them: the seed and the plugins' backends become overrides.
  RunOptions run_options() const;
};

/// A suite with all that it names found and checked.
struct ResolvedSuite {
  Suite suite;
  RunOptions options;
  std::filesystem::path dataset_file;
  DatasetDescription dataset;
  PluginTable plugins;
};

/// Throws InputError.
ResolvedSuite resolve(const SuiteOptions& options);

/// Folders that hold datasets: "datasets" beside the suite, then the installed ones.
std::vector<std::filesystem::path> dataset_folders(const std::filesystem::path& suite);

}  // namespace gatewise

#endif
