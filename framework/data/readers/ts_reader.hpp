#ifndef GATEWISE_DATA_READERS_TS_READER_HPP
#define GATEWISE_DATA_READERS_TS_READER_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Format "ts" of the UEA, UCR and TSER archives: directives until @data, then a case a line. ':' parts its dimensions,
/// ',' their values; the last part is its class where the file says @classLabel true, its target where it says
/// @targetLabel true. A case becomes a sequence with features [T,F], its F dimensions in the order written. Cases may
/// differ in T; the dimensions of a case may not. F is what @dimensions says or the first case shows, the same for all
/// files.
///
/// Sequence classification takes the class, which must be one that @classLabel lists, if it lists any. Sequence
/// regression takes the target: targets [1]. Forecasting takes neither: targets [T] is the last dimension, and the N-th
/// series of a split is the group "series N".
///
/// Directives not named here say nothing that the cases do not show, and are not believed. Lines that are blank or
/// begin with '#' or '%' are left out. Throws InputError with file and line for a case before @data, @timeStamps true,
/// a class that is not listed, and what the rules of repair refuse: a ragged case, one without a step, what is no
/// finite number. Throws InputError for a task that asks for something at each step.
void read_ts(const DatasetDescription& description, const std::vector<std::filesystem::path>& files, RawDataset& raw);

}  // namespace gatewise

#endif
