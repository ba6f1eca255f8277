#ifndef GATEWISE_SUITE_PERCENTAGE_HPP
#define GATEWISE_SUITE_PERCENTAGE_HPP

#include <string>

#include "base/toml_table.hpp"

namespace gatewise {

/// "5%" → 0.05. Throws InputError with the key's place where it is no text of that form, is negative or infinite:
/// "must be `meaning`, such as "5%"".
double read_percentage(TomlTable& table, const std::string& key, const std::string& meaning);

}  // namespace gatewise

#endif
