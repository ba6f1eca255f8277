#include "base/toml_quantity.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <optional>

namespace gatewise {

double read_quantity(TomlTable& table, const std::string& key, Unit unit) {
  const toml::node* node = table.node(key);
  if (unit == Unit::none || unit == Unit::per_second) return table.number(key, 0, -most_plain, most_plain);
  const std::string text = node->value<std::string>().value_or("");
  const std::optional<double> value = node->is_string() ? parse_quantity(text, unit) : std::nullopt;
  if (!value)
    table.fail(key, fmt::format("must be {}{}", wanted_quantity(unit, unit == Unit::bytes ? "256KiB" : "50us"),
                                instead_of(text)));
  return *value;
}

double read_time(TomlTable& table, const std::string& key, double fallback) {
  if (!table.has(key)) return fallback;
  const double time = read_quantity(table, key, Unit::nanoseconds);
  if (time <= 0) table.fail(key, "must be more than nothing");
  return time;
}

}  // namespace gatewise
