// Ways of batching in a TOML file.
#ifndef GATEWISE_DATA_BATCHING_TABLE_HPP
#define GATEWISE_DATA_BATCHING_TABLE_HPP

#include <cstdint>
#include <vector>

#include "base/toml_table.hpp"
#include "data/batching.hpp"

namespace gatewise {

/// { strategy = "bucket", size = 32 }, with the keys of the strategy.
Batching read_batching(TomlTable table);

/// batching = ["bucket", "sort"], each of `size` sequences; the keys of strategies stand beside it.
std::vector<Batching> read_batchings(TomlTable& table, std::int64_t size);

}  // namespace gatewise

#endif
