// Completion for bash: verbs, options, values where all are known, files otherwise.
#ifndef GATEWISE_CLI_BASH_COMPLETION_HPP
#define GATEWISE_CLI_BASH_COMPLETION_HPP

#include "cli/command_table.hpp"

namespace gatewise {

std::string bash_completion(const CommandHelp& program);

}  // namespace gatewise

#endif
