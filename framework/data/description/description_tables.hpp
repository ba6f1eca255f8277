// The tables of datasets/<id>.toml, one function each. All throw InputError with file, line, column and key.
#ifndef GATEWISE_DATA_DESCRIPTION_DESCRIPTION_TABLES_HPP
#define GATEWISE_DATA_DESCRIPTION_DESCRIPTION_TABLES_HPP

#include <cstdint>
#include <limits>

#include "base/toml_table.hpp"
#include "data/description/description.hpp"

namespace gatewise {

/// The max of a key that nothing else bounds: more than any file holds, and little enough that a product with another
/// count does not overflow.
inline constexpr std::int64_t any_size = 1'000'000'000'000;

/// The max of a seed.
inline constexpr std::int64_t any_seed = std::numeric_limits<std::int64_t>::max();

/// The names of splits, in the order in which they are read.
const std::vector<std::string>& split_names();

/// All [[file]] entries, checked against what the format asks of roles and splits.
std::vector<DataFile> read_files(TomlTable& root, const DatasetDescription& description);

RepairRules read_repair(TomlTable table, Task task);
CsvColumns read_columns(TomlTable table, Task task);
WideColumns read_wide(TomlTable table);
BlockLayout read_blocks_table(TomlTable table, const DatasetDescription& description);
ConllColumns read_conll_table(TomlTable table);
TextColumns read_text_table(TomlTable table);
ArrayNames read_arrays(TomlTable table);
VocabularyRule read_vocabulary(TomlTable table, const std::string& format);
ForecastWindows read_forecast(TomlTable table, const std::string& format);
SyntheticTask read_synthetic(TomlTable table, Task task);
SplitRule read_split(TomlTable table, const DatasetDescription& description);
PublishedScore read_published(TomlTable table);

}  // namespace gatewise

#endif
