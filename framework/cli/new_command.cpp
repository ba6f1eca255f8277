#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/installation.hpp"
#include "cli/replaced.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "host/search.hpp"

namespace gatewise {
namespace {

/// The scaffold is a working project of this name.
constexpr const char* template_name = "my_backend";

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// A plugin's id that no plugin found here has.
void check_name(const std::string& name) {
  const auto allowed = [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; };
  if (name.empty() || !std::islower(static_cast<unsigned char>(name[0])) ||
      !std::all_of(name.begin(), name.end(), allowed))
    throw InputError(
        fmt::format("'{}' is no plugin's id; use lower-case letters, digits and '_', a letter first", name));
  const PluginTable found = find_plugins({}, plugin_folders());
  if (const auto taken = found.plugins.find(name); taken != found.plugins.end())
    throw InputError(
        fmt::format("there is a plugin '{}' already: {}; choose another name", name, taken->second.file.string()));
}

/// Refuses a folder that holds something: nothing is overwritten.
void make_folder(const std::filesystem::path& folder) {
  std::error_code code;
  if (is_there(folder) && !std::filesystem::is_empty(folder, code))
    throw InputError(fmt::format("{}: is there already and not empty; choose another --dir", folder.string()));
  std::filesystem::create_directories(folder, code);
  if (code) throw InputError(fmt::format("{}: cannot be made: {}", folder.string(), code.message()));
}

/// The working project in this language.
std::filesystem::path find_scaffold(const std::string& language) {
  std::filesystem::path scaffold = installation().scaffold / language;
  if (std::filesystem::is_directory(scaffold)) return scaffold;
  throw InputError(fmt::format(
      "{}: is not there; install the SDK beside this program: the component 'sdk', or Debian's package gatewise-dev",
      scaffold.string()));
}

int write_project(const std::string& name, const std::filesystem::path& folder, const std::string& language) {
  check_name(name);
  const std::filesystem::path scaffold = find_scaffold(language);
  make_folder(folder);
  for (const auto& entry : std::filesystem::directory_iterator(scaffold)) {
    const std::string text = replaced(read_file(entry.path()), template_name, name);
    write_file_atomically(folder / entry.path().filename(), replaced(text, upper(template_name), upper(name)));
  }
  tell("{}: a backend plugin '{}' in {}\n", folder.string(), name, language == "c" ? "C" : "C++");
  tell("  cmake -S {0} -B {0}/build && cmake --build {0}/build\n", folder.string());
  tell("  gatewise plugins check {}/build/{}.so\n", folder.string(), name);
  return exit_fine;
}

}  // namespace

void add_plugins_new(CLI::App& plugins, Action& action) {
  CLI::App* verb = plugins.add_subcommand(
      "new", "Write a project for a backend of one's own: a correct minGRU cell, its build, its conformance test");
  auto name = std::make_shared<std::string>();
  auto folder = std::make_shared<std::string>();
  auto language = std::make_shared<std::string>("c++");
  verb->add_option("name", *name, "The plugin's id")->required();
  verb->add_option("--dir", *folder, "Where to; default ./NAME")->type_name("DIR");
  verb->add_option("--language", *language, "c++ or c")->check(CLI::IsMember({"c++", "c"}));
  verb->callback(
      [=, &action] { action = [=] { return write_project(*name, folder->empty() ? *name : *folder, *language); }; });
}

}  // namespace gatewise
