// Datasets whose files lie beside their description, and the public ones where a mirror has them.
#ifndef GATEWISE_TESTS_SUPPORT_DATASETS_HPP
#define GATEWISE_TESTS_SUPPORT_DATASETS_HPP

#include <cstdlib>
#include <filesystem>
#include <string>

#include "data/files/locate.hpp"
#include "data/load.hpp"

namespace gatewise::tests {

/// Loads a dataset whose files are beside its description.
inline Dataset load_beside(const DatasetDescription& description) {
  std::vector<std::filesystem::path> files;
  for (const DataFile& file : description.files) files.push_back(description.file.parent_path() / file.path);
  return load_dataset(description, files);
}

inline DatasetDescription bundled_description(const std::string& id) {
  return read_dataset_description(std::filesystem::path(GATEWISE_SOURCE_DIR) / "suites/datasets" / (id + ".toml"));
}

/// The folder that GATEWISE_DATA_MIRROR names; empty where it is not set.
inline std::filesystem::path data_mirror() {
  const char* mirror = std::getenv("GATEWISE_DATA_MIRROR");
  return mirror == nullptr ? "" : mirror;
}

}  // namespace gatewise::tests

/// For tests on public files, which the project does not carry.
#define GATEWISE_SKIP_WITHOUT_MIRROR()        \
  if (gatewise::tests::data_mirror().empty()) \
  GTEST_SKIP() << "set GATEWISE_DATA_MIRROR to a folder with the public datasets' files to run this"

#endif
