#include "data/csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "data/numbers.hpp"

namespace gatewise {
namespace {

/// Takes a field in quotes from the front of `rest`, its separator included.
std::string take_quoted(const LineReader& file, char separator, std::string_view& rest) {
  std::string field;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != '"') {
      field += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
      field += rest[i++];
    } else if (i + 1 == rest.size() || rest[i + 1] == separator) {
      rest.remove_prefix(i + 1);
      return field;
    } else {
      file.fail(fmt::format("'{}' follows a closing quote; a separator must", rest[i + 1]));
    }
  }
  file.fail("a quote is not closed on its line");
}

std::string take_plain(char separator, std::string_view& rest) {
  const std::string_view field = rest.substr(0, rest.find(separator));
  rest.remove_prefix(field.size());
  return std::string(trimmed(field));
}

}  // namespace

void split_fields(const LineReader& file, char separator, std::vector<std::string>& fields) {
  fields.clear();
  std::string_view rest = file.line();
  if (separator == ' ') {
    for (const std::string_view word : split_words(rest)) fields.emplace_back(word);
    return;
  }
  for (;;) {
    fields.push_back(rest.starts_with('"') ? take_quoted(file, separator, rest) : take_plain(separator, rest));
    if (rest.empty()) return;
    rest.remove_prefix(1);  // the separator
    if (rest.empty()) {
      fields.emplace_back();
      return;
    }
  }
}

CsvReader::CsvReader(const std::filesystem::path& path, const TextRules& rules, RepairLog* log, char separator,
                     const std::vector<std::string>& names)
    : rules_(rules), lines_(path, rules, log), separator_(separator), header_(names) {
  if (!header_.empty()) return;
  if (!lines_.next()) throw InputError(fmt::format("{}:1: the header is missing", path.string()));
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

bool CsvReader::next() {
  while (lines_.next()) {
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

float CsvReader::number(std::size_t column, const RepairRules& rules) const {
  return read_number(lines_, fields_[column], rules, header_[column]);
}

}  // namespace gatewise
