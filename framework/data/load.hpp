#ifndef GATEWISE_DATA_LOAD_HPP
#define GATEWISE_DATA_LOAD_HPP

#include <filesystem>
#include <vector>

#include "data/dataset_fwd.hpp"
#include "data/description/description.hpp"

namespace gatewise {

/// Reads, checks, splits, numbers and standardises a dataset from its files, given in the order of description.files
/// (data/files/locate.hpp finds them). Reads nothing else and needs no environment. Deterministic. Throws InputError: a
/// missing file, wrong bytes (named with expected and found sha256), a corrupt row (file and line), a split without
/// sequences.
Dataset load_dataset(const DatasetDescription& description, const std::vector<std::filesystem::path>& files);

}  // namespace gatewise

#endif
