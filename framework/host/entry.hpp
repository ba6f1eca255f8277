// Loading a library and asking it for its table. The one file that knows Boost.DLL.
#ifndef GATEWISE_HOST_ENTRY_HPP
#define GATEWISE_HOST_ENTRY_HPP

#include <gatewise/abi.h>

#include <filesystem>

#include "host/plugin_file.hpp"

namespace gatewise {

/// GW_ENTRY_SYMBOL.
inline constexpr const char* entry_symbol = GW_ENTRY_SYMBOL;

/// Loads the library into this process, for good, and returns its table. Throws InputError with the reason.
const gw_plugin* load_entry(const std::filesystem::path& file);

/// Reads and checks a table: ids, pointers, unique cells, functions inside the library. Throws InputError.
PluginDescriptor describe_entry(const std::filesystem::path& file, const gw_plugin& theirs);

}  // namespace gatewise

#endif
