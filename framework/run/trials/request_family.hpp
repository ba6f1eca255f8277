#ifndef GATEWISE_RUN_TRIALS_REQUEST_FAMILY_HPP
#define GATEWISE_RUN_TRIALS_REQUEST_FAMILY_HPP

#include <algorithm>
#include <filesystem>
#include <string>

#include "base/json.hpp"
#include "host/plugin.hpp"

namespace gatewise {

/// Loads the plugin that brings the request's cell family, where it is none of the host's own. A candidate's own
/// plugin, loaded before, goes first: each build of a plugin is held to its own equations.
inline void load_family(const Json& request) {
  const std::string file = request.value("family_plugin", "");
  if (file.empty()) return;
  const std::string id = request.at("architecture").at("family");
  const std::vector<std::string> known = family_ids();
  if (std::find(known.begin(), known.end(), id) == known.end() || find_family(id).equations == nullptr)
    Plugin::load(file);
}

/// Writes what load_family reads; the path is absolute.
inline void name_family(Json& request, const std::filesystem::path& plugin_file) {
  request["family_plugin"] = plugin_file.string();
}

}  // namespace gatewise

#endif
