#include "base/toml_quantity.hpp"

#include <toml++/toml.h>

#include <limits>
#include <optional>

namespace gatewise {

double read_quantity(TomlTable& table, const std::string& key, Unit unit) {
  const toml::node* node = table.node(key);
  if (unit == Unit::none || unit == Unit::per_second)
    return table.number(key, 0, -std::numeric_limits<double>::max(), std::numeric_limits<double>::max());
  const std::string text = node->value<std::string>().value_or("");
  const std::optional<double> value = node->is_string() ? parse_quantity(text, unit) : std::nullopt;
  if (!value)
    table.fail(key, unit == Unit::bytes ? "must be a size with its unit, such as \"256KiB\""
                                        : "must be a time with its unit, such as \"50us\"");
  return *value;
}

double read_time(TomlTable& table, const std::string& key, double fallback) {
  if (!table.has(key)) return fallback;
  const double time = read_quantity(table, key, Unit::nanoseconds);
  if (time <= 0) table.fail(key, "must be more than nothing");
  return time;
}

}  // namespace gatewise
