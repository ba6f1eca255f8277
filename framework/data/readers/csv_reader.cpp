#include "data/readers/csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "data/readers/numbers.hpp"

namespace gatewise {
namespace {

/// Blanks in front of a field; a tab that parts fields is none.
std::size_t blanks_at(std::string_view rest, char separator) {
  std::size_t count = 0;
  while (count < rest.size() && (rest[count] == ' ' || (rest[count] == '\t' && separator != '\t'))) ++count;
  return count;
}

/// Where the quote that opens at `begin` is closed; the record goes on in the next line where it isn't on this one.
std::size_t closing_quote(LineReader& file, std::size_t begin) {
  for (std::size_t from = begin + 1;;) {
    const std::size_t at = file.line().find('"', from);
    if (at == std::string_view::npos) {
      from = file.line().size();
      if (!file.join_next()) file.fail("a quote is not closed before the end of the file");
    } else if (file.line().substr(at + 1).starts_with('"')) {
      from = at + 2;
    } else {
      return at;
    }
  }
}

std::string unquoted(std::string_view text) {
  std::string field;
  for (std::size_t i = 0; i < text.size(); ++i) {
    field += text[i];
    if (text[i] == '"') ++i;  // a pair
  }
  return field;
}

/// Where the field that begins at `begin` ends, which is a separator or the end of the line.
std::size_t end_of_plain(std::string_view line, std::size_t begin, char separator) {
  const std::string_view ends = separator == ' ' ? std::string_view(" \t") : std::string_view(&separator, 1);
  return std::min(line.find_first_of(ends, begin), line.size());
}

/// The end of a field in quotes, behind which only blanks may stand.
std::size_t end_of_quoted(const LineReader& file, std::size_t closing, char separator) {
  const std::string_view line = file.line();
  const std::size_t end = closing + 1 + (separator == ' ' ? 0 : blanks_at(line.substr(closing + 1), separator));
  if (end == line.size() || end == end_of_plain(line, end, separator)) return end;
  file.fail(fmt::format("'{}' follows a closing quote; a separator must", line[end]));
}

/// Appends the field that begins at `begin`; returns its end.
std::size_t append_field(LineReader& file, std::size_t begin, char separator, std::vector<std::string>& fields) {
  const std::size_t first = begin + blanks_at(file.line().substr(begin), separator);
  if (file.line().substr(first).starts_with('"')) {
    const std::size_t closing = closing_quote(file, first);
    fields.push_back(unquoted(file.line().substr(first + 1, closing - first - 1)));
    return end_of_quoted(file, closing, separator);
  }
  const std::size_t end = end_of_plain(file.line(), first, separator);
  fields.emplace_back(trimmed(file.line().substr(first, end - first)));
  return end;
}

/// Fields that runs of blanks part.
void split_by_blanks(LineReader& file, std::vector<std::string>& fields) {
  for (std::size_t at = blanks_at(file.line(), ' '); at < file.line().size();) {
    at = append_field(file, at, ' ', fields);
    at += blanks_at(file.line().substr(at), ' ');
  }
}

}  // namespace

void split_fields(LineReader& file, char separator, std::vector<std::string>& fields) {
  fields.clear();
  if (separator == ' ') return split_by_blanks(file, fields);
  for (std::size_t at = 0;; ++at) {
    at = append_field(file, at, separator, fields);
    if (at == file.line().size()) return;
  }
}

bool is_separator_line(const LineReader& file, char separator) {
  std::string_view line = file.line();
  if (line.starts_with('"') && line.ends_with('"') && line.size() > 1) line = line.substr(1, line.size() - 2);
  if (file.number() != 1 || line.size() != 5 || !line.starts_with("sep=")) return false;
  if (line[4] != separator)
    file.fail(fmt::format("'{}' names another separator than the description's '{}'", line, separator));
  return true;
}

CsvReader::CsvReader(const std::filesystem::path& path, const TextRules& rules, RepairLog* log, char separator,
                     const std::vector<std::string>& names)
    : rules_(rules), lines_(path, rules, log), separator_(separator), header_(names) {
  if (!header_.empty()) return;
  if (!next_line()) throw InputError(fmt::format("{}:1: the header is missing", path.string()));
  split_fields(lines_, separator_, header_);
}

bool CsvReader::is_whole() const {
  if (fields_.size() == header_.size()) return true;
  const std::string problem = fmt::format("{} fields, the header has {}", fields_.size(), header_.size());
  if (rules_.repair.ragged == Remedy::refuse)
    lines_.fail(problem + "; [repair] ragged = \"drop\" leaves such rows out");
  lines_.repaired("rows with too many or too few fields: drop");
  return false;
}

bool CsvReader::next_line() { return lines_.next() && (!is_separator_line(lines_, separator_) || lines_.next()); }

bool CsvReader::next() {
  while (next_line()) {
    if (is_blank(lines_.line())) continue;
    split_fields(lines_, separator_, fields_);
    if (is_whole()) return true;
  }
  return false;
}

std::size_t CsvReader::index_of(const std::string& column) const {
  const auto found = std::find(header_.begin(), header_.end(), column);
  if (found == header_.end())
    throw InputError(fmt::format("{}: no column '{}'{}", lines_.path().string(), column, suggestion(column, header_)));
  if (std::find(found + 1, header_.end(), column) != header_.end())
    throw InputError(fmt::format("{}: two columns are named '{}'", lines_.path().string(), column));
  return static_cast<std::size_t>(found - header_.begin());
}

double CsvReader::number(std::size_t column, const RepairRules& rules) const {
  return read_number(lines_, fields_[column], rules, header_[column]);
}

}  // namespace gatewise
