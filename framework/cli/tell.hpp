// The one way to stdout and stderr: what names and messages of others hold does not reach a terminal raw.
#ifndef GATEWISE_CLI_TELL_HPP
#define GATEWISE_CLI_TELL_HPP

#include <fmt/format.h>

#include <cstdio>
#include <string_view>
#include <utility>

#include "base/printable.hpp"

namespace gatewise {

/// Prints text as it is: a page of HTML, the terminal's own commands.
inline void tell_raw(std::FILE* stream, std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream); }

/// Formats, and prints printable() text.
template <class... Arguments>
void tell(std::FILE* stream, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  tell_raw(stream, printable(fmt::format(format, std::forward<Arguments>(arguments)...)));
}

template <class... Arguments>
void tell(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  tell(stdout, format, std::forward<Arguments>(arguments)...);
}

}  // namespace gatewise

#endif
