#ifndef GATEWISE_BASE_INSTALLATION_HPP
#define GATEWISE_BASE_INSTALLATION_HPP

#include <filesystem>

namespace gatewise {

/// Where this program's own files are, in a build tree or an installed prefix: found from where the program lies.
struct Installation {
  std::filesystem::path program;   ///< the running program
  std::filesystem::path plugins;   ///< bundled plugins
  std::filesystem::path suites;    ///< bundled suites; datasets are in its folder "datasets"
  std::filesystem::path scaffold;  ///< the projects that `plugins new` copies, a folder for each language
};

const Installation& installation();

}  // namespace gatewise

#endif
