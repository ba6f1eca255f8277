#ifndef GATEWISE_DATA_READERS_BLOCKS_READER_HPP
#define GATEWISE_DATA_READERS_BLOCKS_READER_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Format "blocks": lines of numbers, a line a step, a block a sequence. A blank line or a file's end ends a block;
/// blank lines beyond that say nothing. A split's files are read in the order listed, and a block's class is that of
/// its file, where the description says one, or follows from its place among all blocks of the split (not from its
/// file): index / per_class; its group from its place within the class, "<split>/<index / per_group>", so that one
/// speaker is one group over all classes. Throws InputError with file and line (a ragged row, what is no finite
/// number), or with the counts where blocks do not fill the classes.
void read_blocks(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                 RawDataset& raw);

}  // namespace gatewise

#endif
