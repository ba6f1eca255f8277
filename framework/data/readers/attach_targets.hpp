#ifndef GATEWISE_DATA_READERS_ATTACH_TARGETS_HPP
#define GATEWISE_DATA_READERS_ATTACH_TARGETS_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Sequence regression: files of role "targets" hold the numbers of a sequence a line, for the sequences of their split
/// in order. Nothing where there is no such file. Throws InputError where lines and sequences differ in number, or
/// lines in width.
void attach_targets(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                    RawDataset& raw);

}  // namespace gatewise

#endif
