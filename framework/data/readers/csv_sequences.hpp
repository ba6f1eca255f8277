#ifndef GATEWISE_DATA_READERS_CSV_SEQUENCES_HPP
#define GATEWISE_DATA_READERS_CSV_SEQUENCES_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Format "csv": tables cut into sequences; for forecasting into series, whose `targets` are the values asked for.
/// Throws InputError with file and line.
void read_csv_sequences(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                        RawDataset& raw);

}  // namespace gatewise

#endif
