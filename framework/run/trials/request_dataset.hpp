#ifndef GATEWISE_RUN_TRIALS_REQUEST_DATASET_HPP
#define GATEWISE_RUN_TRIALS_REQUEST_DATASET_HPP

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "cells/architecture.hpp"
#include "data/dataset.hpp"
#include "data/load.hpp"
#include "data/seeded_inputs.hpp"

namespace gatewise {

/// The description that a trial's request names, with the suite's [preparation] laid over it.
inline DatasetDescription description_of(const Json& request) {
  return read_dataset_description(request.at("dataset_file").get<std::string>(), request.at("preparation"));
}

/// The dataset that a trial's request names: its description, and the files that the parent has found. A cost-only
/// trial names none: it plays seeded inputs of the lengths that it is given.
inline Dataset dataset_of(const Json& request) {
  if (!request.contains("dataset_file")) {
    return seeded_inputs(request.at("architecture").get<Architecture>().input, request.at("outputs"),
                         request.at("lengths").get<std::vector<std::int64_t>>(), request.at("seeded"));
  }
  std::vector<std::filesystem::path> files;
  for (const Json& file : request.at("dataset_files")) files.emplace_back(file.get<std::string>());
  return load_dataset(description_of(request), files);
}

/// Writes what dataset_of reads; the paths are absolute.
inline void name_dataset(Json& request, const std::filesystem::path& description, const std::string& preparation,
                         const std::vector<std::filesystem::path>& files) {
  request["dataset_file"] = description.string();
  request["preparation"] = preparation;
  request["dataset_files"] = Json::array();
  for (const std::filesystem::path& file : files) request["dataset_files"].push_back(file.string());
}

}  // namespace gatewise

#endif
