#include "cli/command_table.hpp"

#include <algorithm>
#include <sstream>

namespace gatewise {
namespace {

/// CLI11 writes the type and what checks it: "TEXT:{quick,standard}", "INT:NONNEGATIVE".
std::string value_type_of(const std::string& text) { return text.substr(0, text.find(':')); }

std::vector<std::string> choices_of(const std::string& text) {
  const std::size_t begin = text.find(":{");
  if (begin == std::string::npos || text.back() != '}') return {};
  std::istringstream list(text.substr(begin + 2, text.size() - begin - 3));
  std::vector<std::string> choices;
  for (std::string choice; std::getline(list, choice, ',');) choices.push_back(choice);
  return choices;
}

std::vector<std::string> spellings_of(const CLI::Option& option) {
  if (option.get_positional()) return {option.get_name(true)};
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

ArgumentHelp argument_help(const CLI::Option& option) {
  ArgumentHelp help;
  help.names = spellings_of(option);
  if (option.get_type_size() != 0) {
    help.value = value_type_of(option.get_type_name());
    help.choices = choices_of(option.get_type_name());
    help.otherwise = option.get_default_str();
  }
  help.description = option.get_description();
  help.variable = option.get_envname();
  help.is_required = option.get_required();
  help.is_repeated = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  return help;
}

/// The parent's options that a verb passes on, less those that end the program.
std::vector<ArgumentHelp> passed_on(const CLI::App& parent, const CommandHelp& help, const CLI::App& verb) {
  if (!verb.get_fallthrough()) return {};
  std::vector<ArgumentHelp> arguments = help.inherited;
  for (const CLI::Option* option : parent.get_options()) {
    const bool ends = option == parent.get_help_ptr() || option == parent.get_version_ptr();
    if (!ends && !option->get_positional() && !option->get_group().empty()) arguments.push_back(argument_help(*option));
  }
  return arguments;
}

CommandHelp command_help(const CLI::App& app, const std::string& path, const std::string& inherited_footer,
                         std::vector<ArgumentHelp> inherited) {
  CommandHelp help;
  help.path = path;
  help.description = app.get_description();
  help.footer = app.get_footer() == inherited_footer ? "" : app.get_footer();
  help.inherited = std::move(inherited);
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    (option->get_positional() ? help.operands : help.options).push_back(argument_help(*option));
  }
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); })) {
    help.verbs.push_back(
        command_help(*verb, path + " " + verb->get_name(), app.get_footer(), passed_on(app, help, *verb)));
  }
  return help;
}

}  // namespace

CommandHelp command_table(const CLI::App& app) { return command_help(app, app.get_name(), "", {}); }

std::vector<const CommandHelp*> all_commands(const CommandHelp& command) {
  std::vector<const CommandHelp*> all{&command};
  for (const CommandHelp& verb : command.verbs) {
    const std::vector<const CommandHelp*> below = all_commands(verb);
    all.insert(all.end(), below.begin(), below.end());
  }
  return all;
}

Offer offer_of(const ArgumentHelp& argument) {
  const auto is = [&](const char* value) { return argument.value == value; };
  if (!argument.choices.empty()) return Offer::choices;
  if (argument.value.empty() || is("INT") || is("UINT") || is("FLOAT")) return Offer::nothing;
  return is("DIR") ? Offer::directories : Offer::files;
}

}  // namespace gatewise
