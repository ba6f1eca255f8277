#include "base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <iterator>
#include <utility>

#include "base/utf8.hpp"

namespace gatewise {
namespace {

/// What moves the cursor, or makes text look other than it is (Unicode 15, Bidi_Control and beside it). Sorted.
constexpr std::pair<std::uint32_t, std::uint32_t> steering[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C},
                                                                {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x206F}};

bool steers(std::uint32_t code) {
  return std::any_of(std::begin(steering), std::end(steering),
                     [&](const auto& range) { return code >= range.first && code <= range.second; });
}

/// The number of the code point that these bytes spell in UTF-8.
std::uint32_t code_of(std::string_view point) {
  const auto lead = static_cast<unsigned char>(point[0]);
  std::uint32_t code = point.size() == 1 ? lead : lead & (0x7FU >> point.size());
  for (const char byte : point.substr(1)) code = (code << 6) | (static_cast<unsigned char>(byte) & 0x3FU);
  return code;
}

/// `keeps` says of a line break or tab, with what follows it, whether it stays.
template <class Keeps>
std::string escaped_text(std::string_view text, Keeps keeps) {
  std::string out;
  out.reserve(text.size());
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = code_point_bytes(rest);
    const std::string_view point = rest.substr(0, std::max<std::size_t>(length, 1));
    rest.remove_prefix(point.size());
    const bool blank = point == "\n" || point == "\t";
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (blank ? !keeps(point.front(), rest) : steers(code_of(point))) {
      out += fmt::format("\\u{:04x}", code_of(point));
    } else {
      out += point;
    }
  }
  return out;
}

bool opens_html(std::string_view rest) {
  if (rest.empty()) return false;
  return std::isalpha(static_cast<unsigned char>(rest[0])) != 0 || rest[0] == '/' || rest[0] == '!' || rest[0] == '?';
}

}  // namespace

std::string printable(std::string_view text) {
  return escaped_text(text, [](char, std::string_view) { return true; });
}

std::string printable_line(std::string_view text) {
  return escaped_text(text, [](char, std::string_view) { return false; });
}

std::string printable_message(std::string_view text) {
  return escaped_text(text, [](char blank, std::string_view rest) { return blank == '\n' && rest.starts_with(' '); });
}

std::string printable_markdown(std::string_view text) {
  const std::string line = printable_line(text);
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string_view rest = std::string_view(line).substr(i + 1);
    const bool html = line[i] == '<' && opens_html(rest);
    const bool link = line[i] == ']' && (rest.starts_with('(') || rest.starts_with('[') || rest.starts_with(':'));
    // A backslash would not do: one that stands before it already would take it for itself.
    out += html ? "&lt;" : link ? "&#93;" : std::string(1, line[i]);
  }
  return out;
}

}  // namespace gatewise
