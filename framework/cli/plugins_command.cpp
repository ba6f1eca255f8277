#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "host/search.hpp"

namespace gatewise {
namespace {

void print_plugins_json(const PluginTable& table) {
  Json json{{"plugins", Json::array()}, {"rejected", Json::array()}};
  for (const auto& [name, descriptor] : table.plugins) {
    json["plugins"].push_back(descriptor);
    json["plugins"].back()["name"] = name;
  }
  for (const RejectedFile& file : table.rejected)
    json["rejected"].push_back({{"file", file.file.string()}, {"reason", file.reason}});
  json["tried"] = Json::array();
  for (const TriedFile& file : table.tried)
    json["tried"].push_back({{"file", file.file.string()}, {"outcome", file.outcome}});
  tell("{}\n", json_text(json, 2));
}

void print_plugins_text(const PluginTable& table) {
  for (const auto& [name, descriptor] : table.plugins) {
    std::map<std::string, std::set<std::string>> families;
    std::map<std::string, std::vector<std::string>> implementations;  // as the plugin lists them: the best first
    for (const ListedCell& cell : descriptor.cells) {
      families[cell.precision].insert(cell.family);
      std::vector<std::string>& names_so_far = implementations[cell.precision];
      if (std::find(names_so_far.begin(), names_so_far.end(), cell.name) == names_so_far.end())
        names_so_far.push_back(cell.name);
    }
    tell("{} {}  {}\n  library: {}; licence: {}; file: {}\n", name, descriptor.version, descriptor.summary,
         descriptor.library, descriptor.licence, descriptor.file.string());
    for (const auto& [precision, names] : families) {
      std::string list;
      for (const std::string& family : names) list += (list.empty() ? "" : ", ") + family;
      tell("  {}.{}: {}\n", name, precision, list);
      if (implementations[precision].size() > 1) {
        tell("    implementations, the first that the machine can run is taken: {}\n",
             fmt::join(implementations[precision], ", "));
      }
    }
  }
  for (const auto& [name, descriptor] : table.plugins) {
    for (const Family& family : descriptor.families)
      tell("{} brings the family {}: {}\n", name, family.id, family.title);
  }
  for (const RejectedFile& file : table.rejected) tell("not usable: {}\n", file.reason);
  if (table.plugins.empty()) tell("no plugins found; set GATEWISE_PLUGIN_PATH or name a file with --plugin\n");
}

/// Every file that was looked at, and what came of it.
void print_tried(const PluginTable& table) {
  tell("\ntried, in this order:\n");
  for (const TriedFile& file : table.tried) tell("  {}: {}\n", file.file.string(), file.outcome);
}

}  // namespace

void add_plugins(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand("plugins", "Backend plugins: list, prove, begin one");
  verb->require_subcommand(1);
  add_plugins_check(*verb, action);
  add_plugins_golden(*verb, action);
  add_plugins_new(*verb, action);
  CLI::App* list =
      verb->add_subcommand("list", "List plugins, their backends and the files that were rejected, with the reason");
  list->footer(
      "Searched: GATEWISE_PLUGIN_PATH, then the program's own folder of plugins; never the current directory.");
  auto json = std::make_shared<bool>(false);
  auto files = std::make_shared<std::vector<std::string>>();
  auto why = std::make_shared<bool>(false);
  list->add_flag("--why", *why, "List every file that was tried, and what came of it");
  list->add_flag("--json", *json, "Print JSON");
  list->add_option("--plugin", *files, "Also examine this file")->type_name("[ALIAS=]SO");
  list->callback([=, &action] {
    action = [=] {
      std::vector<NamedPlugin> named;
      for (const std::string& file : *files) named.push_back(parse_named_plugin(file));
      const PluginTable table = find_plugins(named, plugin_folders());
      *json ? print_plugins_json(table) : print_plugins_text(table);
      if (*why && !*json) print_tried(table);
      return exit_fine;
    };
  });
}

}  // namespace gatewise
