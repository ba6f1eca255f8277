// Text of others on its way to a terminal or a document: names, titles and messages may hold any bytes.
#ifndef GATEWISE_BASE_PRINTABLE_HPP
#define GATEWISE_BASE_PRINTABLE_HPP

#include <string>
#include <string_view>

namespace gatewise {

/// Text that can't steer what shows it: controls (C0, DEL, C1), bidirectional controls and the separators of lines and
/// paragraphs become "\u001b", as JSON writes them, so that JSON keeps its meaning; bytes that are no UTF-8 become
/// U+FFFD. Line breaks, tabs and all other characters stay.
std::string printable(std::string_view text);

/// The same for a name or a sentence, which has no line breaks and tabs of its own: they become "\u000a", "\u0009".
std::string printable_line(std::string_view text);

/// The same for a message, whose own further lines are indented: a line break stays before a blank only.
std::string printable_message(std::string_view text);

/// printable_line() as Markdown: it opens no HTML, no link and no image.
std::string printable_markdown(std::string_view text);

}  // namespace gatewise

#endif
