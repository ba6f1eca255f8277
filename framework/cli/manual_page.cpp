#include "cli/manual_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace gatewise {
namespace {

/// Text as roff takes it: a backslash and a dash have a meaning of their own, and so has a line's first dot or quote.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool begins = out.empty() || out.back() == '\n';
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\(rs";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

/// A line of prose, with the sentence's end.
std::string sentence(const std::string& text) {
  const bool ended = text.ends_with('.') || text.ends_with('?');
  return roff(text) + (ended ? "\n" : ".\n");
}

/// Lines that stay as they are.
std::string as_written(const std::string& text) { return ".nf\n" + roff(text) + "\n.fi\n"; }

std::string shown_value(const ArgumentHelp& argument) {
  std::vector<std::string> choices;
  for (const std::string& choice : argument.choices) choices.push_back(bold(choice));
  if (!choices.empty()) return fmt::format(" {}", fmt::join(choices, "|"));
  return argument.value.empty() ? "" : " " + italic(argument.value);
}

std::string synopsis_of(const CommandHelp& command) {
  std::string line = bold(command.path) + " [" + italic("options") + "]";
  if (!command.verbs.empty()) return line + " " + italic("command") + "\n";
  for (const ArgumentHelp& operand : command.operands) {
    const std::string word = italic(operand.names.front()) + (operand.is_repeated ? " ..." : "");
    line += operand.is_required ? " " + word : " [" + word + "]";
  }
  return line + "\n";
}

std::string option_entry(const ArgumentHelp& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(bold(name));
  std::string text = fmt::format(".TP\n{}{}{}\n{}", fmt::join(names, ", "), shown_value(option),
                                 option.is_repeated ? " ..." : "", sentence(option.description));
  if (!option.otherwise.empty()) text += "Default: " + bold(option.otherwise) + ".\n";
  if (!option.variable.empty()) text += "Environment variable: " + bold(option.variable) + ".\n";
  return text;
}

std::string operand_entry(const ArgumentHelp& operand) {
  return ".TP\n" + italic(operand.names.front()) + "\n" + sentence(operand.description);
}

/// CLI11 adds --help to every verb; it is told once.
bool is_help(const ArgumentHelp& option) { return option.names.back() == "--help"; }

std::string command_section(const CommandHelp& command) {
  std::string text =
      ".SS " + roff(command.path) + "\n" + synopsis_of(command) + ".PP\n" + sentence(command.description);
  for (const ArgumentHelp& operand : command.operands) text += operand_entry(operand);
  for (const ArgumentHelp& option : command.options) {
    if (!is_help(option)) text += option_entry(option);
  }
  return command.footer.empty() ? text : text + ".PP\n" + as_written(command.footer);
}

/// The program's footer consists of parts that begin with their title: "Examples:", "Exit codes: 0 fine, ...".
std::string footer_sections(const std::string& footer) {
  std::string text;
  for (std::size_t begin = 0; begin < footer.size();) {
    const std::size_t end = std::min(footer.find("\n\n", begin), footer.size());
    const std::size_t colon = footer.find(':', begin);
    const std::size_t rest = colon + 2;  // behind a blank or the line's end
    std::string title = footer.substr(begin, colon - begin);
    std::transform(title.begin(), title.end(), title.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    text += ".SH " + roff(title) + "\n" + as_written(footer.substr(rest, end - rest));
    begin = end + 2;
  }
  return text;
}

}  // namespace

std::string manual_page(const CommandHelp& program, const std::string& version) {
  const std::string name = program.name();
  // Without a date: the page is the same for the same program.
  std::string text = fmt::format(".TH {} 1 \"\" \"{} {}\" \"User Commands\"\n", "GATEWISE", name, version);
  text += ".SH NAME\n" + name + " \\- choose a recurrent network for a task, its traffic and a budget\n";
  text += ".SH SYNOPSIS\n" + synopsis_of(program);
  text += ".SH DESCRIPTION\n" + sentence(program.description) + ".SH OPTIONS\n";
  for (const ArgumentHelp& option : program.options) text += option_entry(option);
  text += ".SH COMMANDS\n";
  for (const CommandHelp* command : all_commands(program)) {
    if (command != &program) text += command_section(*command);
  }
  return text + footer_sections(program.footer);
}

}  // namespace gatewise
