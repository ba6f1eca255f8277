// Completion for zsh: verbs and options with what they mean, values where all are known, files otherwise.
#ifndef GATEWISE_CLI_ZSH_COMPLETION_HPP
#define GATEWISE_CLI_ZSH_COMPLETION_HPP

#include "cli/command_table.hpp"

namespace gatewise {

std::string zsh_completion(const CommandHelp& program);

}  // namespace gatewise

#endif
