// What `--help` says, as data: read off CLI11's own tree, so that the manual page and the completions say the same.
#ifndef GATEWISE_CLI_COMMAND_TABLE_HPP
#define GATEWISE_CLI_COMMAND_TABLE_HPP

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace gatewise {

/// An option or an operand of a verb.
struct ArgumentHelp {
  std::vector<std::string> names;    ///< "-v" and "--verbose"; an operand has one name without dashes
  std::string value;                 ///< what stands for the value, such as DIR; empty for a flag
  std::vector<std::string> choices;  ///< every value, where CLI11 knows them
  std::string description;
  std::string variable;   ///< of the environment
  std::string otherwise;  ///< the default, where it is told
  bool is_required = false;
  bool is_repeated = false;
};

/// The program or a verb, with all that stands below it; what is hidden from `--help` is left out.
struct CommandHelp {
  std::string path;  ///< as it is typed: "gatewise plugins check"
  std::string description;
  std::string footer;  ///< its own, not the one that is inherited
  std::vector<ArgumentHelp> options;
  std::vector<ArgumentHelp> operands;
  std::vector<ArgumentHelp> inherited;  ///< options of the program that may also stand behind this verb
  std::vector<CommandHelp> verbs;

  std::string name() const { return path.substr(path.rfind(' ') + 1); }
};

CommandHelp command_table(const CLI::App& app);

/// All commands of the table, each before those below it.
std::vector<const CommandHelp*> all_commands(const CommandHelp& command);

/// The values that a shell can offer.
enum class Offer { nothing, choices, directories, files };
Offer offer_of(const ArgumentHelp& argument);

}  // namespace gatewise

#endif
