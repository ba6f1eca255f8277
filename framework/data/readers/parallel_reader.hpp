#ifndef GATEWISE_DATA_READERS_PARALLEL_READER_HPP
#define GATEWISE_DATA_READERS_PARALLEL_READER_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Format "parallel": a file of words and a file of their tags, or of one label a line, line by line; a line is a
/// sequence, and runs of spaces or tabs part its words. Throws InputError with both files and the line: as many tags as
/// words, as many lines in one as in the other, at least one word in a line, and UTF-8 throughout.
void read_parallel(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                   RawDataset& raw);

}  // namespace gatewise

#endif
