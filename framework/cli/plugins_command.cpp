#include <fmt/format.h>

#include <map>
#include <memory>
#include <set>

#include "base/json.hpp"
#include "cli/verbs.hpp"
#include "host/search.hpp"

namespace gatewise {
namespace {

void print_json(const PluginTable& table) {
  Json json{{"plugins", Json::array()}, {"rejected", Json::array()}};
  for (const auto& [name, descriptor] : table.plugins) {
    json["plugins"].push_back(descriptor);
    json["plugins"].back()["name"] = name;
  }
  for (const RejectedFile& file : table.rejected)
    json["rejected"].push_back({{"file", file.file.string()}, {"reason", file.reason}});
  fmt::print("{}\n", json.dump(2));
}

void print_text(const PluginTable& table) {
  for (const auto& [name, descriptor] : table.plugins) {
    std::map<std::string, std::set<std::string>> families;
    for (const ListedCell& cell : descriptor.cells) families[cell.precision].insert(cell.family);
    fmt::print("{} {}  {}\n  library: {}; licence: {}; file: {}\n", name, descriptor.version, descriptor.summary,
               descriptor.library, descriptor.licence, descriptor.file.string());
    for (const auto& [precision, names] : families) {
      std::string list;
      for (const std::string& family : names) list += (list.empty() ? "" : ", ") + family;
      fmt::print("  {}.{}: {}\n", name, precision, list);
    }
  }
  for (const RejectedFile& file : table.rejected) fmt::print("not usable: {}\n", file.reason);
  if (table.plugins.empty()) fmt::print("no plugins found; set GATEWISE_PLUGIN_PATH or name a file with --plugin\n");
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
  list->add_flag("--json", *json, "Print JSON");
  list->add_option("--plugin", *files, "Also examine this file")->type_name("[ALIAS=]SO");
  list->callback([=, &action] {
    action = [=] {
      std::vector<NamedPlugin> named;
      for (const std::string& file : *files) named.push_back(parse_named_plugin(file));
      const PluginTable table = find_plugins(named, plugin_folders());
      *json ? print_json(table) : print_text(table);
      return exit_fine;
    };
  });
}

}  // namespace gatewise
