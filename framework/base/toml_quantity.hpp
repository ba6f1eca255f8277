// Quantities with their unit in a TOML file: "256KiB", "50us".
#ifndef GATEWISE_BASE_TOML_QUANTITY_HPP
#define GATEWISE_BASE_TOML_QUANTITY_HPP

#include <string>

#include "base/toml_table.hpp"
#include "base/units.hpp"

namespace gatewise {

/// The key's value in the unit; a plain number where that is none. Throws InputError at the key's place.
double read_quantity(TomlTable& table, const std::string& key, Unit unit);

/// A time above zero, in ns; `fallback` where the key is missing.
double read_time(TomlTable& table, const std::string& key, double fallback);

}  // namespace gatewise

#endif
