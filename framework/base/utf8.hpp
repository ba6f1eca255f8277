#ifndef GATEWISE_BASE_UTF8_HPP
#define GATEWISE_BASE_UTF8_HPP

#include <string>
#include <string_view>
#include <vector>

namespace gatewise {

/// Whether the bytes are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing beyond U+10FFFF, nothing cut short.
bool is_utf8(std::string_view bytes);

/// The bytes of the code point that begins the text; 0 where none does.
std::size_t code_point_bytes(std::string_view text);

/// The bytes of the text without a code point that is cut short at its end.
std::size_t whole_code_points(std::string_view text);

/// Each byte that is no part of a UTF-8 code point becomes U+FFFD; the others stay.
std::string with_replacements(std::string_view bytes);

/// ISO 8859-1 as UTF-8: each byte is the code point of its number.
std::string utf8_of_latin1(std::string_view bytes);

/// The code points of UTF-8 text, each by its bytes.
std::vector<std::string_view> code_points(std::string_view text);

}  // namespace gatewise

#endif
