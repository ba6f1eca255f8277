// Numbers of JSON that came from a file: whoever wrote it may have written anything. Each function throws
// std::runtime_error with the key, the value and what it must be.
#ifndef GATEWISE_BASE_JSON_FIELDS_HPP
#define GATEWISE_BASE_JSON_FIELDS_HPP

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise {

/// The maximum of a count, a size or a time in ns: doubles hold it exactly, and a thousand of them add up.
inline constexpr std::int64_t most_count = std::int64_t{1} << 53;

/// A finite number within [low, high]; `name` is what a message calls it.
double number_of(const Json& value, std::string_view name, double low = std::numeric_limits<double>::lowest(),
                 double high = std::numeric_limits<double>::max());
/// A whole number within [low, high].
std::int64_t integer_of(const Json& value, std::string_view name, std::int64_t low, std::int64_t high);

/// The same of an object's member, which must be there.
double number_at(const Json& object, const char* key, double low = std::numeric_limits<double>::lowest(),
                 double high = std::numeric_limits<double>::max());
std::int64_t integer_at(const Json& object, const char* key, std::int64_t low, std::int64_t high);

/// A finite number, not below zero: a time, a rate.
double amount_at(const Json& object, const char* key);
/// Within [0, 1].
double share_at(const Json& object, const char* key);
/// From 0 to most_count.
std::int64_t count_at(const Json& object, const char* key);
std::string text_at(const Json& object, const char* key);
/// Finite numbers.
std::vector<double> numbers_at(const Json& object, const char* key);

/// The member. Throws where `object` is none or has none.
const Json& member_of(const Json& object, const char* key);

}  // namespace gatewise

#endif
