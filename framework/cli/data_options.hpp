#ifndef GATEWISE_CLI_DATA_OPTIONS_HPP
#define GATEWISE_CLI_DATA_OPTIONS_HPP

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "data/files/locate.hpp"

namespace gatewise {

/// Where the verbs that read a dataset look for its files.
struct DataOptions {
  std::string mirror;
  std::vector<std::string> sets;  ///< key=value of --set, laid over a description by the verbs that read one alone

  void add_to(CLI::App& verb);
  /// Also takes --set; a suite's own --set is another one.
  void add_settings_to(CLI::App& verb);
  DataSource source() const;
  /// The sets as TOML. Throws InputError.
  std::string settings() const;
};

/// The files of a dataset, downloaded where they have to be, with a bar on a terminal. Throws InputError.
std::vector<LocatedFile> locate_with_bar(const DatasetDescription& description, const DataOptions& options);

}  // namespace gatewise

#endif
