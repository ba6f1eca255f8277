#ifndef GATEWISE_HOST_SEARCH_HPP
#define GATEWISE_HOST_SEARCH_HPP

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "host/plugin_file.hpp"

namespace gatewise {

/// A plugin named on the command line: [alias=]file.
struct NamedPlugin {
  std::string alias;  ///< empty: the plugin's own id
  std::filesystem::path file;
};

NamedPlugin parse_named_plugin(const std::string& argument);

/// A file or a folder that was looked at, and what came of it.
struct TriedFile {
  std::filesystem::path file;
  std::string outcome;  ///< "plugin 'reference'", "passed over: no .so", "refused: ...", "no such folder", ...
};

/// Every plugin that can be used, by id or alias.
struct PluginTable {
  std::map<std::string, PluginDescriptor> plugins;
  std::vector<RejectedFile> rejected;
  std::vector<TriedFile> tried;  ///< everything, in order
};

/// Makes the families that plugins bring known to this process, without their equations. Throws InputError where two
/// plugins declare one family differently.
void learn_families(const PluginTable& table);

/// The plugin whose equations a family is trained by: the first by name that brings it with them; nullptr for one of
/// the host's own, or where nobody does. A candidate whose own plugin brings the family too is held to its own.
const PluginDescriptor* bringer_of(const std::string& family, const PluginTable& table);

/// The folders searched, in order: GATEWISE_PLUGIN_PATH (separated by ':'), the folder beside the program, the
/// installed one. Never the current directory.
std::vector<std::filesystem::path> plugin_folders();

/// Examines `named` (whose faults throw InputError) and every *.so in the folders (whose faults are kept as rejected).
/// A named plugin replaces a found one of the same id; an id that is found twice otherwise throws InputError that names
/// both files. Of plugins that answer with each other's code, a named one throws InputError and a found one is
/// rejected.
PluginTable find_plugins(const std::vector<NamedPlugin>& named, const std::vector<std::filesystem::path>& folders);

}  // namespace gatewise

#endif
