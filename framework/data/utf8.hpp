#ifndef GATEWISE_DATA_UTF8_HPP
#define GATEWISE_DATA_UTF8_HPP

#include <string_view>

namespace gatewise {

/// Whether the bytes are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing beyond U+10FFFF, nothing cut short.
bool is_utf8(std::string_view bytes);

}  // namespace gatewise

#endif
