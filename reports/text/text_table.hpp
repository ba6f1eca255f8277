#ifndef GATEWISE_REPORTS_TEXT_TEXT_TABLE_HPP
#define GATEWISE_REPORTS_TEXT_TEXT_TABLE_HPP

#include <string>
#include <vector>

namespace gatewise {

/// Rows of cells, the first row being the header.
struct TextTable {
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> right;  ///< columns aligned right

  /// Columns parted by `gap` spaces, for a terminal.
  std::string plain(std::size_t gap = 2) const;
  std::string markdown() const;
};

/// Columns of a terminal that everything for people fits into.
inline constexpr std::size_t terminal_columns = 80;

/// Columns of the widest line: characters of UTF-8, not bytes.
std::size_t widest_line(const std::string& text);

/// Breaks text at spaces into lines of at most `width`, each with `indent` spaces before it.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent);

}  // namespace gatewise

#endif
