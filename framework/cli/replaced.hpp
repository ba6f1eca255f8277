#ifndef GATEWISE_CLI_REPLACED_HPP
#define GATEWISE_CLI_REPLACED_HPP

#include <string>

namespace gatewise {

/// The text with `to` wherever `from` stood.
std::string replaced(std::string text, const std::string& from, const std::string& to);

}  // namespace gatewise

#endif
