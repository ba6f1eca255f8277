#include "host/entry.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <cstring>
#include <deque>
#include <set>
#include <tuple>

#include "base/error.hpp"
#include "host/adopt.hpp"
#include "host/plugin_family.hpp"
#include "host/refusal.hpp"

namespace gatewise {
namespace {

/// Up to and with the field `cells`: what the first version of the ABI had and every later one keeps.
constexpr std::uint32_t least_plugin_size = offsetof(gw_plugin, cells) + sizeof(void*);

constexpr gw_host host_table{sizeof(gw_host), GW_ABI_MINOR, "gatewise", GATEWISE_VERSION};

/// The entry of another major version, if the library has one.
std::string other_major(const boost::dll::shared_library& library) {
  for (int major = 0; major < 100; ++major) {
    if (library.has(fmt::format("{}{}", GW_ENTRY_PREFIX, major))) return std::to_string(major);
  }
  return "";
}

/// The loader's reason without the library's path, which the message names already, and the remedy.
std::string load_reason(const std::string& text, const std::filesystem::path& file) {
  const std::string path = file.string() + ": ";
  const std::size_t at = text.find(path);
  const std::string reason = at == std::string::npos ? text : text.substr(at + path.size());
  const std::size_t absent = reason.find(": cannot open shared object file");
  if (absent == std::string::npos) return reason + "; build it as a shared library with all that it needs linked";
  return fmt::format(
      "it needs {}, which is not there; install that library, or link the plugin with a path to it (RPATH)",
      reason.substr(0, absent));
}

void check_functions(const std::filesystem::path& file, const gw_cell_type& cell) {
  const std::string name = fmt::format("{}/{}/{}", cell.family, cell.precision, cell.name);
  const std::pair<const char*, const void*> functions[] = {{"supports", reinterpret_cast<const void*>(cell.supports)},
                                                           {"prepare", reinterpret_cast<const void*>(cell.prepare)},
                                                           {"needs", reinterpret_cast<const void*>(cell.needs)},
                                                           {"reset", reinterpret_cast<const void*>(cell.reset)},
                                                           {"run", reinterpret_cast<const void*>(cell.run)},
                                                           {"describe", reinterpret_cast<const void*>(cell.describe)},
                                                           {"release", reinterpret_cast<const void*>(cell.release)}};
  for (const auto& [function, pointer] : functions) {
    if (pointer == nullptr)
      refuse(file, fmt::format("cell {} has no function '{}'; fill every entry of gw_cell_type", name, function));
    if (!lies_in(file, pointer)) {
      refuse(file, fmt::format("cell {}: its '{}' is the code of {}: both export a symbol of one name; build them with "
                               "hidden visibility and -fno-gnu-unique, as gatewise_add_plugin does",
                               name, function, library_of(pointer)));
    }
  }
}

/// Optional, and to be called only in the library itself.
void check_extension(const std::filesystem::path& file, const gw_cell_type& cell) {
  const auto* function = reinterpret_cast<const void*>(cell.extension);
  if (function == nullptr || lies_in(file, function)) return;
  refuse(file,
         fmt::format("cell {}/{}/{}: its 'extension' lies in another library; build the plugin with hidden visibility",
                     cell.family, cell.precision, cell.name));
}

/// Keeps the families that a cell brings along, each once: the one that comes with equations before one without.
void add_family_of(const std::filesystem::path& file, const gw_cell_type& cell, std::vector<Family>& families) {
  std::optional<Family> brought = family_of(file, cell);
  if (!brought) return;
  const auto known =
      std::find_if(families.begin(), families.end(), [&](const Family& f) { return f.id == brought->id; });
  if (known == families.end()) {
    families.push_back(*std::move(brought));
  } else if (known->equations == nullptr) {
    *known = *std::move(brought);
  }
}

}  // namespace

const gw_plugin* load_entry(const std::filesystem::path& file) {
  // Never unloaded: its strings and functions live as long as the process, and a deque does not move what it holds.
  static auto& libraries = *new std::deque<boost::dll::shared_library>();
  boost::dll::shared_library& library = libraries.emplace_back();
  boost::dll::fs::error_code code;
  library.load(std::filesystem::absolute(file).string(), code,
               boost::dll::load_mode::rtld_local | boost::dll::load_mode::rtld_now);
  if (code) {
    const char* reason = dlerror();
    refuse(file, "cannot be loaded: " + load_reason(reason != nullptr ? reason : code.message(), file));
  }
  if (!library.has(GW_ENTRY_SYMBOL)) {
    const std::string major = other_major(library);
    if (!major.empty()) {
      refuse(file, fmt::format(
                       "speaks ABI major version {}, this host speaks {}; build it against this host's gatewise/abi.h",
                       major, GW_ABI_MAJOR));
    }
    refuse(file, "has no symbol '" GW_ENTRY_SYMBOL "'; export it with GATEWISE_PLUGIN or GW_EXPORT");
  }
  const auto entry = library.get<const gw_plugin*(const gw_host*)>(GW_ENTRY_SYMBOL);
  const gw_plugin* plugin = entry(&host_table);
  if (plugin == nullptr)
    refuse(file, "declined to work in this host (its entry returned NULL); see its documentation for what it needs");
  return plugin;
}

PluginDescriptor describe_entry(const std::filesystem::path& file, const gw_plugin& theirs) {
  const gw_plugin plugin = adopt(&theirs);
  if (theirs.struct_size < least_plugin_size) {
    refuse(file, fmt::format("its gw_plugin has struct_size {}, the least is {}; set it to sizeof(gw_plugin)",
                             theirs.struct_size, least_plugin_size));
  }
  if (!is_id(plugin.id))
    refuse(file, fmt::format("its id '{}' is none; use lower-case letters, digits and '_', a letter first",
                             text_of(plugin.id)));
  if (plugin.cells == nullptr || plugin.cell_count == 0)
    refuse(file, "offers no cells; fill gw_plugin.cells and cell_count");
  PluginDescriptor descriptor{file,
                              plugin.id,
                              text_of(plugin.version),
                              text_of(plugin.library),
                              text_of(plugin.licence),
                              text_of(plugin.summary),
                              {},
                              {},
                              plugin.abi_minor};
  std::set<std::tuple<std::string, std::string, std::string>> names;
  for (std::uint32_t i = 0; i < plugin.cell_count; ++i) {
    if (plugin.cells[i] == nullptr)
      refuse(file, fmt::format("its cell {} is NULL; cell_count is larger than the table", i));
    const gw_cell_type cell = adopt(plugin.cells[i]);
    if (cell.family == nullptr || cell.precision == nullptr || cell.name == nullptr) {
      refuse(file, fmt::format("its cell {} lacks a family, a precision or a name (struct_size {}); set struct_size to "
                               "sizeof and fill all three",
                               i, cell.struct_size));
    }
    check_functions(file, cell);
    if (!names.emplace(cell.family, cell.precision, cell.name).second) {
      refuse(file, fmt::format("lists cell {}/{}/{} twice; give each implementation a name of its own", cell.family,
                               cell.precision, cell.name));
    }
    descriptor.cells.push_back({cell.family, cell.precision, cell.name});
    check_extension(file, cell);
    add_family_of(file, cell, descriptor.families);
  }
  return descriptor;
}

}  // namespace gatewise
