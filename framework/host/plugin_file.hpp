#ifndef GATEWISE_HOST_PLUGIN_FILE_HPP
#define GATEWISE_HOST_PLUGIN_FILE_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
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
  std::uint32_t abi_minor = 0;   ///< GW_ABI_MINOR that it was compiled with
};

/// Examines a file without loading it into this process: its ELF header here, then loading, entry symbol and descriptor
/// in a short-lived child, so that a plugin that crashes or never answers costs nothing. Forks: call it while this
/// process has one thread. Throws InputError that names the file, the reason and the remedy: missing, empty, cut short,
/// no ELF, no shared library, another machine, an unresolved dependency, no entry symbol, another major version, a
/// descriptor that breaks the contract, a crash, no answer within ten seconds.
PluginDescriptor examine_plugin(const std::filesystem::path& file);

/// A file that is no usable plugin, and why: a sentence that begins with the file.
struct RejectedFile {
  std::filesystem::path file;
  std::string reason;
};

/// Loads files that are right each alone into one short-lived child, in this order, and gives those that then answer
/// with another's code: built with default visibility, two plugins that share a class name do.
std::vector<RejectedFile> find_collisions(std::vector<std::filesystem::path> files);

void to_json(Json& json, const PluginDescriptor& descriptor);

}  // namespace gatewise

#endif
