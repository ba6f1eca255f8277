#include "host/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/installation.hpp"

namespace gatewise {
namespace {

/// One file by two names.
bool are_one_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code code;
  return std::filesystem::equivalent(a, b, code);
}

void add_found(PluginTable& table, const PluginDescriptor& descriptor, bool replaced_by_name) {
  const auto [entry, fresh] = table.plugins.emplace(descriptor.id, descriptor);
  if (fresh || replaced_by_name || are_one_file(entry->second.file, descriptor.file)) return;
  throw InputError(
      fmt::format("two plugins have the id '{}': {} and {}; remove one, or give one an alias: --plugin other={}",
                  descriptor.id, entry->second.file.string(), descriptor.file.string(), descriptor.file.string()));
}

}  // namespace

NamedPlugin parse_named_plugin(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || argument.substr(0, equals).find('/') != std::string::npos) return {"", argument};
  const std::string alias = argument.substr(0, equals);
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (alias.empty() || !std::all_of(alias.begin(), alias.end(), allowed) || alias == "null") {
    throw InputError(
        fmt::format("--plugin {}: '{}' is no alias; use lower-case letters, digits and '_', and not 'null', which is "
                    "the harness's floor",
                    argument, alias));
  }
  return {alias, argument.substr(equals + 1)};
}

const PluginDescriptor* bringer_of(const std::string& family, const PluginTable& table) {
  for (const auto& [name, descriptor] : table.plugins) {
    for (const Family& brought : descriptor.families) {
      if (brought.id == family && brought.trains) return &descriptor;
    }
  }
  return nullptr;
}

void learn_families(const PluginTable& table) {
  for (const auto& [name, descriptor] : table.plugins) {
    for (const Family& family : descriptor.families) {
      try {
        add_family(family);
      } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", descriptor.file.string(), error.what()));
      }
    }
  }
}

std::vector<std::filesystem::path> plugin_folders() {
  std::vector<std::filesystem::path> folders;
  if (const char* path = std::getenv("GATEWISE_PLUGIN_PATH")) {
    std::istringstream parts(path);
    for (std::string part; std::getline(parts, part, ':');) {
      if (!part.empty()) folders.emplace_back(part);
    }
  }
  folders.push_back(installation().plugins);
  return folders;
}

namespace {

void add_named(PluginTable& table, const NamedPlugin& plugin) {
  const PluginDescriptor descriptor = examine_plugin(plugin.file);
  const std::string name = plugin.alias.empty() ? descriptor.id : plugin.alias;
  if (!table.plugins.emplace(name, descriptor).second) {
    throw InputError(
        fmt::format("--plugin {}: '{}' is named twice; give one another alias", plugin.file.string(), name));
  }
  table.tried.push_back({plugin.file, fmt::format("plugin '{}', named on the command line", name)});
}

/// Examines one file of a search folder.
void try_file(PluginTable& table, const std::filesystem::path& file,
              const std::map<std::string, PluginDescriptor>& named) {
  if (file.extension() != ".so") {
    table.tried.push_back({file, "passed over: a plugin's name ends in .so"});
    return;
  }
  std::optional<PluginDescriptor> descriptor;
  try {
    descriptor = examine_plugin(file);
  } catch (const InputError& error) {
    table.rejected.push_back({file, error.what()});
    table.tried.push_back({file, fmt::format("refused: {}", error.what())});
    return;
  }
  const bool replaced = named.count(descriptor->id) != 0;
  add_found(table, *descriptor, replaced);
  table.tried.push_back({file, fmt::format("plugin '{}'{}", descriptor->id,
                                           replaced ? ", replaced by the one named on the command line" : "")});
}

/// Takes those out that answer with another's code when they are loaded together.
void reject_collisions(PluginTable& table, const std::map<std::string, PluginDescriptor>& named) {
  std::vector<std::filesystem::path> files;  // what was named comes first: it is what the user wants
  for (const auto& [name, descriptor] : named) files.push_back(descriptor.file);
  for (const auto& [name, descriptor] : table.plugins) {
    if (named.count(name) == 0) files.push_back(descriptor.file);
  }
  for (const RejectedFile& collision : find_collisions(files)) {
    const auto is_it = [&](const auto& entry) { return entry.second.file == collision.file; };
    if (std::any_of(named.begin(), named.end(), is_it)) throw InputError(collision.reason);
    const auto found = std::find_if(table.plugins.begin(), table.plugins.end(), is_it);
    if (found != table.plugins.end()) table.plugins.erase(found);
    table.rejected.push_back(collision);
    table.tried.push_back({collision.file, fmt::format("refused: {}", collision.reason)});
  }
}

}  // namespace

PluginTable find_plugins(const std::vector<NamedPlugin>& named, const std::vector<std::filesystem::path>& folders) {
  PluginTable table;
  for (const NamedPlugin& plugin : named) add_named(table, plugin);
  const std::map<std::string, PluginDescriptor> by_name = table.plugins;
  for (const std::filesystem::path& folder : folders) {
    if (!is_folder(folder)) table.tried.push_back({folder, "no such folder"});
    for (const std::filesystem::path& file : entries_of(folder)) try_file(table, file, by_name);
  }
  reject_collisions(table, by_name);
  return table;
}

}  // namespace gatewise
