#ifndef GATEWISE_DATA_CSV_SEQUENCES_HPP
#define GATEWISE_DATA_CSV_SEQUENCES_HPP

#include <filesystem>
#include <vector>

#include "data/description.hpp"
#include "data/raw_dataset.hpp"

namespace gatewise {

/// Format "csv": one table cut into sequences, or windows for forecasting; nothing is dealt to splits yet. Throws
/// InputError with file and line.
void read_csv_sequences(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                        RawDataset& raw);

}  // namespace gatewise

#endif
