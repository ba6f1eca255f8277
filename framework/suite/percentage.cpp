#include "suite/percentage.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cmath>
#include <cstdlib>

#include "base/units.hpp"

namespace gatewise {

/// More than a share can sensibly be.
constexpr double most_percent = 1000;

double read_percentage(TomlTable& table, const std::string& key, const std::string& meaning) {
  const toml::node* node = table.node(key);
  const std::string text = node != nullptr && node->is_string() ? node->value<std::string>().value_or("") : "";
  char* end = nullptr;
  const double percent = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || std::string(end) != "%" || !(percent >= 0 && percent <= most_percent))
    table.fail(key,
               fmt::format("must be {}, such as \"5%\", of at most {}%{}", meaning, most_percent, instead_of(text)));
  return percent / 100;
}

}  // namespace gatewise
