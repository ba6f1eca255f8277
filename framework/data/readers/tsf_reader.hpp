#ifndef GATEWISE_DATA_READERS_TSF_READER_HPP
#define GATEWISE_DATA_READERS_TSF_READER_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Format "tsf" of the Monash forecasting archive, for forecasting alone: directives until @data, then a series a line.
/// ':' parts the values of its attributes, in the order of the lines "@attribute name type", and behind them the values
/// of the series, which ',' parts. A series becomes a sequence with features [T,1] and targets [T], both the values.
/// Its group is its first attribute of type string, or "series N" for the N-th of its file where that is missing; the
/// other attributes and directives say nothing that is needed here.
///
/// Lines that are blank or begin with '#' are left out. Throws InputError with file and line for a series before @data,
/// an attribute of an unknown type, and what the rules of repair refuse: a line with too many or too few parts
/// (ragged), a series without a step, what is no finite number. Throws InputError for another task.
void read_tsf(const DatasetDescription& description, const std::vector<std::filesystem::path>& files, RawDataset& raw);

}  // namespace gatewise

#endif
