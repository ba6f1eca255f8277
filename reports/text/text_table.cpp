#include "reports/text/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "base/printable.hpp"

namespace gatewise {
namespace {

/// Characters, not bytes: a continuation byte of UTF-8 takes no column.
std::size_t shown_columns(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// A line break inside a cell would begin a row of its own.
std::vector<std::vector<std::string>> one_line_cells(std::vector<std::vector<std::string>> rows) {
  for (std::vector<std::string>& row : rows) {
    for (std::string& cell : row) cell = printable_line(cell);
  }
  return rows;
}

std::vector<std::size_t> widths_of(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], shown_columns(row[i]));
  }
  return widths;
}

/// A bar inside a cell would end it.
std::string escaped(const std::string& cell) {
  std::string text;
  for (const char c : cell) text += c == '|' ? std::string("\\|") : std::string(1, c);
  return text;
}

}  // namespace

std::string TextTable::plain(std::size_t gap) const {
  const std::vector<std::vector<std::string>> cells = one_line_cells(rows);
  const std::vector<std::size_t> widths = widths_of(cells);
  std::string text;
  for (const auto& row : cells) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line.append(gap, ' ');
      line += right.at(i) ? fmt::format("{:>{}}", row[i], widths[i]) : fmt::format("{:<{}}", row[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string TextTable::markdown() const {
  std::string text;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (const std::string& cell : rows[r]) text += "| " + escaped(printable_line(cell)) + " ";
    text += "|\n";
    if (r > 0) continue;
    for (std::size_t i = 0; i < rows[0].size(); ++i) text += right.at(i) ? "| ---: " : "| --- ";
    text += "|\n";
  }
  return text;
}

std::size_t widest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, shown_columns(line));
  return widest;
}

std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::istringstream words(text);
  std::string out;
  std::string line(indent, ' ');
  for (std::string word; words >> word;) {
    if (line.size() > indent && line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line.assign(indent, ' ');
    }
    line += (line.size() > indent ? " " : "") + word;
  }
  return out + line + "\n";
}

}  // namespace gatewise
