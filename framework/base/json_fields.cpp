#include "base/json_fields.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "base/json.hpp"

namespace gatewise {
namespace {

/// A value as a message shows it: a stranger's may be long, or no UTF-8.
std::string shown_value(const Json& value) {
  constexpr std::size_t most = 40;
  if (value.is_structured()) return value.type_name();
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= most ? text : text.substr(0, most) + "...";
}

[[noreturn]] void refuse_value(std::string_view name, const Json& value, const std::string& must) {
  throw std::runtime_error(fmt::format("'{}' is {}; it must be {}", name, shown_value(value), must));
}

std::string bounds_text(double low, double high) {
  const bool below = low > std::numeric_limits<double>::lowest();
  const bool above = high < std::numeric_limits<double>::max();
  if (below && above) return fmt::format("a number from {} to {}", low, high);
  if (below) return fmt::format("a number, at least {}", low);
  return above ? fmt::format("a number, at most {}", high) : "a finite number";
}

}  // namespace

const Json& member_of(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end()) throw std::runtime_error(fmt::format("'{}' is missing", key));
  return *found;
}

double number_of(const Json& value, std::string_view name, double low, double high) {
  if (!value.is_number()) refuse_value(name, value, bounds_text(low, high));
  const double number = value.get<double>();
  if (!std::isfinite(number) || number < low || number > high) refuse_value(name, value, bounds_text(low, high));
  return number;
}

std::int64_t integer_of(const Json& value, std::string_view name, std::int64_t low, std::int64_t high) {
  const bool fits = value.is_number_integer() &&
                    (!value.is_number_unsigned() ||
                     value.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()});
  const std::int64_t number = fits ? value.get<std::int64_t>() : 0;
  if (!fits || number < low || number > high)
    refuse_value(name, value, fmt::format("a whole number from {} to {}", low, high));
  return number;
}

double number_at(const Json& object, const char* key, double low, double high) {
  return number_of(member_of(object, key), key, low, high);
}

std::int64_t integer_at(const Json& object, const char* key, std::int64_t low, std::int64_t high) {
  return integer_of(member_of(object, key), key, low, high);
}

double amount_at(const Json& object, const char* key) { return number_at(object, key, 0); }

double share_at(const Json& object, const char* key) { return number_at(object, key, 0, 1); }

std::int64_t count_at(const Json& object, const char* key) { return integer_at(object, key, 0, most_count); }

std::string text_at(const Json& object, const char* key) {
  const Json& value = member_of(object, key);
  if (!value.is_string()) refuse_value(key, value, "a text");
  return value.get<std::string>();
}

std::vector<double> numbers_at(const Json& object, const char* key) {
  const Json& all = member_of(object, key);
  if (!all.is_array()) refuse_value(key, all, "a list of numbers");
  std::vector<double> numbers;
  for (const Json& value : all) numbers.push_back(number_of(value, key));
  return numbers;
}

}  // namespace gatewise
