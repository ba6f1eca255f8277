#include <fmt/format.h>

#include <memory>

#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "conformance/golden.hpp"
#include "host/plugin.hpp"
#include "host/search.hpp"

namespace gatewise {
namespace {

/// A family that a plugin brings is computed by the plugin's own equations.
void load_bringer(const std::string& family, const PluginTable& table) {
  learn_families(table);
  if (const PluginDescriptor* bringer = bringer_of(family, table)) Plugin::load(bringer->file);
}

}  // namespace

void add_plugins_golden(CLI::App& plugins, Action& action) {
  CLI::App* verb = plugins.add_subcommand(
      "golden",
      "Write inputs, weights and the double-precision oracle's outputs of a family, for tests without the host");
  auto family = std::make_shared<std::string>();
  auto out = std::make_shared<std::string>();
  auto files = std::make_shared<std::vector<std::string>>();
  verb->add_option("--family", *family, "The cell family, such as lstm")->required();
  verb->add_option("--out", *out, "The folder to write to")->required()->type_name("DIR");
  verb->add_option("--plugin", *files, "A plugin that brings the family")->type_name("SO");
  verb->callback([=, &action] {
    action = [=] {
      std::vector<NamedPlugin> named;
      for (const std::string& file : *files) named.push_back(parse_named_plugin(file));
      load_bringer(*family, find_plugins(named, plugin_folders()));
      write_golden(*family, *out);
      tell("golden vectors of {}: {}\n", *family, (std::filesystem::path(*out) / "golden.json").string());
      return exit_fine;
    };
  });
}

}  // namespace gatewise
