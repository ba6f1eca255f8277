#include "cli/bash_completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/replaced.hpp"

namespace gatewise {
namespace {

/// What is the same for every program. `command` grows by each verb that stands before the cursor.
constexpr const char* bash_frame = R"(# Completion of @ for bash, printed by: @ help --format bash
_@_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }
_@_paths() {
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
  compopt -o filenames 2> /dev/null
}

_@() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=@ verbs="" options="" i
  # --option=value comes as three words.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$command ${COMP_WORDS[i]}" in
%VERBS%    esac
  done
  case "$command $previous" in
%VALUES%  esac
  case $command in
%COMMANDS%  esac
  if [[ $current == -* ]]; then
    _@_words "$options"
  elif [[ -n $verbs ]]; then
    _@_words "$verbs"
  else
    _@_operand
  fi
}

_@_operand() {
  case $command in
%OPERANDS%    *) _@_words "$options" ;;
  esac
}

complete -F _@ @
)";

/// The shell's line that offers values; "@" stands for the program's name.
std::string offer_line(const ArgumentHelp& argument) {
  switch (offer_of(argument)) {
    case Offer::choices:
      return fmt::format("_@_words '{}'", fmt::join(argument.choices, " "));
    case Offer::directories:
      return "_@_paths -d";
    case Offer::files:
      return "_@_paths -f";
    case Offer::nothing:
      break;
  }
  return ":";
}

std::string option_words(const std::vector<ArgumentHelp>& options) {
  std::string names;
  for (const ArgumentHelp& option : options) {
    for (const std::string& name : option.names) names += " " + name;
  }
  return names;
}

std::string verb_words(const std::vector<CommandHelp>& verbs) {
  std::string names;
  for (const CommandHelp& verb : verbs) names += " " + verb.name();
  return names;
}

/// The cases for what an option's value may be.
std::string value_cases(const CommandHelp& command) {
  std::string text;
  for (const std::vector<ArgumentHelp>* options : {&command.options, &command.inherited}) {
    for (const ArgumentHelp& option : *options) {
      if (option.value.empty()) continue;
      for (const std::string& name : option.names)
        text += fmt::format("    '{} {}') {}; return ;;\n", command.path, name, offer_line(option));
    }
  }
  return text;
}

std::string command_case(const CommandHelp& command) {
  return fmt::format("    '{}') verbs='{}' options='{}{}' ;;\n", command.path, verb_words(command.verbs),
                     option_words(command.options), option_words(command.inherited));
}

/// Operands of one verb are all of one kind here.
std::string operand_case(const CommandHelp& command) {
  if (command.operands.empty()) return "";
  return fmt::format("    '{}') {} ;;\n", command.path, offer_line(command.operands.front()));
}

}  // namespace

std::string bash_completion(const CommandHelp& program) {
  std::string verbs, values, commands, operands;
  for (const CommandHelp* command : all_commands(program)) {
    if (command != &program) verbs += fmt::format("      '{}') command+=\" {}\" ;;\n", command->path, command->name());
    values += value_cases(*command);
    commands += command_case(*command);
    operands += operand_case(*command);
  }
  std::string text = replaced(bash_frame, "%VERBS%", verbs);
  text = replaced(text, "%VALUES%", values);
  text = replaced(text, "%COMMANDS%", commands);
  return replaced(replaced(text, "%OPERANDS%", operands), "@", program.name());
}

}  // namespace gatewise
