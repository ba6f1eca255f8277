#include "cli/zsh_completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gatewise {
namespace {

/// A text in single quotes, where these characters get a backslash.
std::string zsh_quoted(const std::string& text, const std::string& escaped) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (escaped.find(c) != std::string::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

/// A description in brackets, a message between colons.
std::string in_brackets(const std::string& text) { return "[" + zsh_quoted(text, "\\[]") + "]"; }
std::string zsh_message(const std::string& text) { return zsh_quoted(text, "\\:"); }

std::string function_of(const CommandHelp& command) {
  std::string name = "_" + command.path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

/// What is offered behind the message: "(a b)", a function of zsh's own, or nothing.
std::string action_of(const ArgumentHelp& argument) {
  switch (offer_of(argument)) {
    case Offer::choices:
      return fmt::format("({})", fmt::join(argument.choices, " "));
    case Offer::directories:
      return "_files -/";
    case Offer::files:
      return "_files";
    case Offer::nothing:
      break;
  }
  return " ";
}

/// One specification of _arguments for each of an option's names, which exclude each other.
std::string option_lines(const ArgumentHelp& option) {
  std::string text;
  for (const std::string& name : option.names) {
    const std::string before = option.is_repeated ? "*" : fmt::format("({})", fmt::join(option.names, " "));
    const std::string value =
        option.value.empty() ? "" : fmt::format(":{}:{}", zsh_message(option.value), action_of(option));
    text += fmt::format("    '{}{}{}{}{}'\n", before, name, option.value.empty() ? "" : "=",
                        in_brackets(option.description), value);
  }
  return text;
}

std::string operand_line(const ArgumentHelp& operand) {
  const char* before = operand.is_repeated ? "*" : operand.is_required ? "" : ":";
  return fmt::format("    '{}:{}:{}'\n", before, zsh_message(operand.names.front()), action_of(operand));
}

std::string zsh_arguments(const CommandHelp& command) {
  std::string text;
  for (const std::vector<ArgumentHelp>* options : {&command.options, &command.inherited}) {
    for (const ArgumentHelp& option : *options) text += option_lines(option);
  }
  for (const ArgumentHelp& operand : command.operands) text += operand_line(operand);
  return text;
}

std::string leaf_function(const CommandHelp& command) {
  return fmt::format("{}() {{\n  local -a specifications=(\n{}  )\n  _arguments $specifications\n}}\n\n",
                     function_of(command), zsh_arguments(command));
}

/// A command with verbs: completes the verb, then hands the rest to the verb's function.
std::string branch_function(const CommandHelp& command) {
  std::string verbs, cases;
  for (const CommandHelp& verb : command.verbs) {
    verbs += fmt::format("    '{}:{}'\n", verb.name(), zsh_quoted(verb.description, ""));
    cases += fmt::format("      {}) {} ;;\n", verb.name(), function_of(verb));
  }
  return fmt::format(R"({0}() {{
  local curcontext=$curcontext state line
  local -a verbs=(
{1}  )
  local -a specifications=(
{2}    '1: :->verb'
    '*:: :->rest'
  )
  _arguments -C $specifications
  case $state in
    verb) _describe command verbs ;;
    rest) case $line[1] in
{3}    esac ;;
  esac
}}

)",
                     function_of(command), verbs, zsh_arguments(command), cases);
}

}  // namespace

std::string zsh_completion(const CommandHelp& program) {
  std::string text =
      fmt::format("#compdef {0}\n# Completion of {0} for zsh, printed by: {0} help --format zsh\n\n", program.name());
  for (const CommandHelp* command : all_commands(program))
    text += command->verbs.empty() ? leaf_function(*command) : branch_function(*command);
  return text + fmt::format("{} \"$@\"\n", function_of(program));
}

}  // namespace gatewise
