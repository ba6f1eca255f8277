#include "data/readers/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace gatewise {
namespace {

std::string with_points(std::string_view text) {
  std::string points(text);
  std::replace(points.begin(), points.end(), ',', '.');
  return points;
}

std::string without_points(std::string_view text) {
  std::string digits(text);
  std::erase(digits, '.');
  return digits;
}

/// What to do about a number such as "0,5", or "0.5" and "1.234,5" among those.
std::string decimal_hint(std::string_view text, char decimal) {
  if (decimal == '.') {
    const bool comma = text.find(',') != std::string_view::npos && parse_number(with_points(text));
    return comma ? ": a decimal comma; decimal = \",\" in the description reads such" : "";
  }
  const bool point = text.find('.') != std::string_view::npos && parse_number(with_points(without_points(text)));
  return point ? ": a point, but the description says decimal = \",\"; marks of thousands are not read" : "";
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);  // from_chars takes none
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {  // beyond a double, or below its smallest
    const std::size_t exponent = text.find_first_of("eE");
    const bool small = exponent != std::string_view::npos && text.substr(exponent + 1).starts_with('-');
    return small ? 0.0 : std::numeric_limits<double>::infinity();
  }
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<double> parse_number(std::string_view text, char decimal) {
  if (decimal == '.') return parse_number(text);
  return text.find('.') == std::string_view::npos ? parse_number(with_points(text)) : std::nullopt;
}

bool fits_a_float(double number) { return std::isfinite(static_cast<float>(number)); }

bool is_missing(double number, const RepairRules& rules) {
  const std::vector<double>& marks = rules.missing_numbers;
  return !std::isfinite(number) || std::find(marks.begin(), marks.end(), number) != marks.end();
}

bool is_missing(std::string_view text, const RepairRules& rules) {
  const std::vector<std::string>& marks = rules.missing_marks;
  if (text.empty() || std::find(marks.begin(), marks.end(), text) != marks.end()) return true;
  const std::optional<double> value = parse_number(text);
  return value && is_missing(*value, rules);
}

RepairRules asks_nothing(RepairRules rules) {
  rules.missing = Remedy::keep;
  return rules;
}

const char* number_fault(double number) {
  return std::isfinite(number) ? "is larger than a float can be" : "is no finite number";
}

double read_number(const LineReader& file, std::string_view text, const RepairRules& rules, std::string_view column) {
  const std::optional<double> value = parse_number(text, file.decimal());
  if (value && fits_a_float(*value) && !is_missing(*value, rules)) return *value;
  const bool missing = is_missing(text, rules) || (value && is_missing(*value, rules));
  if (!missing || rules.missing == Remedy::refuse) {
    file.fail(
        fmt::format("{}'{}' {}{}", column.empty() ? "" : fmt::format("column '{}': ", column), text,
                    value && !missing ? number_fault(*value) : "is no finite number",
                    missing ? "; [repair] missing says what to do with such" : decimal_hint(text, file.decimal())));
  }
  file.repaired(fmt::format("missing values: {}", remedy_name(rules.missing)));
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace gatewise
