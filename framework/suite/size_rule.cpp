#include "suite/size_rule.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/largest.hpp"
#include "base/nearest_name.hpp"
#include "suite/size_search.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t most_multiple = 1024;

/// Sizes between the widths of vector registers cost as much as the next one up, so that finer steps would be noise.
constexpr std::int64_t latency_multiple = 8;

double read_max(TomlTable& table, Unit unit) {
  if (!table.has("max")) table.fail("max", "is missing: what is the most that each may come to?");
  if (unit == Unit::none)
    return static_cast<double>(table.integer("max", 0, 1, static_cast<std::int64_t>(largest_model)));
  const toml::node* node = table.node("max");
  const std::optional<double> value =
      node->is_string() ? parse_quantity(node->value<std::string>().value_or(""), unit) : std::nullopt;
  if (!value || *value <= 0) {
    table.fail("max", fmt::format("must be {}{}", wanted_quantity(unit, unit == Unit::bytes ? "64 KiB" : "5 us"),
                                  instead_of(node->value<std::string>().value_or(""))));
  }
  return *value;
}

std::string read_backend(TomlTable& table, const SizeRule& rule, const std::vector<std::string>& backends) {
  if (rule.fit == "parameters") {
    if (table.has("backend"))
      table.fail("backend", "is for fit = \"memory\" and \"latency\": parameters are the same for all; take it out");
    return "";
  }
  std::string name = table.text("backend", backends.front());
  if (std::find(backends.begin(), backends.end(), name) == backends.end())
    table.fail("backend", fmt::format("is '{}', which is none of backends.use{}", name, suggestion(name, backends)));
  return name;
}

/// "int8.int8@avx2" → "int8".
std::string precision_of(const std::string& backend) {
  const std::string behind = backend.substr(backend.find('.') + 1);
  return behind.substr(0, behind.find('@'));
}

}  // namespace

Unit SizeRule::unit() const {
  if (fit == "memory") return Unit::bytes;
  return fit == "latency" ? Unit::nanoseconds : Unit::none;
}

std::string SizeRule::show(double value) const { return format_quantity(std::round(value), unit()); }

std::string SizeRule::text() const {
  if (fit == "memory") return fmt::format("at most {} of weights and state in {}", show(max), precision_of(backend));
  if (fit == "latency") return fmt::format("at most {} a streaming step (p50) of {}", show(max), backend);
  return fmt::format("at most {} parameters", show(max));
}

SizeRule read_size_rule(TomlTable table, const std::vector<std::string>& backends) {
  SizeRule rule;
  rule.fit = table.choice("fit", rule.fit, {"parameters", "memory", "latency"});
  rule.max = read_max(table, rule.unit());
  rule.place = table.place_of("max");
  rule.multiple = table.integer("multiple", rule.is_measured() ? latency_multiple : 1, 1, most_multiple);
  rule.backend = read_backend(table, rule, backends);
  table.finish();
  return rule;
}

Architecture SolvedSize::solved() const {
  Architecture with_size = architecture;
  with_size.hidden = hidden;
  return with_size;
}

void to_json(Json& json, const SizeRule& rule) {
  json = {{"fit", rule.fit}, {"max", rule.max}, {"multiple", rule.multiple}, {"backend", rule.backend}};
}

void to_json(Json& json, const SolvedSize& size) {
  json = {{"architecture", size.architecture},
          {"hidden", size.hidden},
          {"value", size.value},
          {"next", size.next},
          {"next_value", size.next_value},
          {"backend", size.backend},
          {"host", size.host},
          {"tried", size.tried},
          {"trouble", size.trouble}};
}

void from_json(const Json& json, SolvedSize& size) {
  size = {member_of(json, "architecture").get<Architecture>(),
          integer_at(json, "hidden", 0, most_hidden),
          amount_at(json, "value"),
          integer_at(json, "next", 0, most_hidden),
          amount_at(json, "next_value"),
          text_at(json, "backend"),
          text_at(json, "host"),
          count_at(json, "tried"),
          text_at(json, "trouble")};
}

}  // namespace gatewise
