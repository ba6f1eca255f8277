#ifndef GATEWISE_DATA_READERS_CONLL_READER_HPP
#define GATEWISE_DATA_READERS_CONLL_READER_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Format "conll": a token and its tag a line, among other columns; blank lines, also those that hold a lone TAB, end a
/// sentence, which is a sequence. Throws InputError with file and line: too few columns, an empty token or tag.
void read_conll(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                RawDataset& raw);

}  // namespace gatewise

#endif
