#ifndef GATEWISE_DATA_READERS_WIDE_READER_HPP
#define GATEWISE_DATA_READERS_WIDE_READER_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Format "wide-csv": a row is a series, its values from column `wide.first` on; empty fields behind the last value are
/// padding. A file of role "continuation" holds what follows: its rows are those of the same id (the first column), or,
/// without a column before the values, of the same place. Throws InputError with file and line: no number between
/// numbers, an id twice, a continuation of an unknown series.
void read_wide(const DatasetDescription& description, const std::vector<std::filesystem::path>& files, RawDataset& raw);

}  // namespace gatewise

#endif
