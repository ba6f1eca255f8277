#ifndef GATEWISE_HOST_PLUGIN_FILE_HPP
#define GATEWISE_HOST_PLUGIN_FILE_HPP

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "cells/family.hpp"

namespace gatewise {

/// One kind of cell that a plugin lists.
struct ListedCell {
  std::string family;
  std::string precision;
  std::string name;
};

/// What a plugin says of itself.
struct PluginDescriptor {
  std::filesystem::path file;
  std::string id;
  std::string version;
  std::string library;
  std::string licence;
  std::string summary;
  std::vector<ListedCell> cells;
  std::vector<Family> families;  ///< those that it brings, without their equations
};

/// Examines a file without loading it into this process: its ELF header here, then loading, entry symbol and descriptor
/// in a short-lived child, so that a plugin that crashes or never answers costs nothing. Forks: call it while this
/// process has one thread. Throws InputError that names the file, the reason and the remedy: missing, empty, cut short,
/// no ELF, no shared library, another machine, an unresolved dependency, no entry symbol, another major version, a
/// descriptor that breaks the contract, a crash, no answer within ten seconds.
PluginDescriptor examine_plugin(const std::filesystem::path& file);

void to_json(Json& json, const PluginDescriptor& descriptor);

}  // namespace gatewise

#endif
