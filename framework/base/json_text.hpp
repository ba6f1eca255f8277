// JSON as text. JSON is UTF-8, but a path, a plugin's message or a name may hold any bytes, which must come back as
// they were.
#ifndef GATEWISE_BASE_JSON_TEXT_HPP
#define GATEWISE_BASE_JSON_TEXT_HPP

#include <string>
#include <string_view>

#include "base/json_fwd.hpp"

namespace gatewise {

/// UTF-8 for any bytes: a byte b that is no part of a code point becomes the private code point U+EF00 + b. So do the
/// bytes of those code points themselves (U+EF80 to U+EFFF), so that decoded_bytes() gives back just what was given.
std::string encoded_bytes(std::string_view bytes);
std::string decoded_bytes(std::string_view text);

/// The text of a value whose strings and keys may hold any bytes: encoded_bytes() of each. On one line, or indented.
std::string json_text(const Json& json, int indent = -1);
std::string json_text(const OrderedJson& json, int indent = -1);

/// Arrays and objects that may stand in one another in what is read. The program's own files have about a dozen.
inline constexpr int most_json_depth = 100;

/// What json_text() wrote. Throws std::runtime_error where it is no JSON, with the byte where that shows, or is nested
/// deeper than most_json_depth.
Json parse_json(std::string_view text);

/// The same; a discarded value where it is no JSON or too deep.
Json try_parse_json(std::string_view text);

}  // namespace gatewise

#endif
