// The manual page gatewise(1), in roff with the macros of man(7).
#ifndef GATEWISE_CLI_MANUAL_PAGE_HPP
#define GATEWISE_CLI_MANUAL_PAGE_HPP

#include "cli/command_table.hpp"

namespace gatewise {

std::string manual_page(const CommandHelp& program, const std::string& version);

}  // namespace gatewise

#endif
