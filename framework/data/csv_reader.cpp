#include "data/csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/nearest_name.hpp"

namespace gatewise {
namespace {

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::vector<std::string> split_fields(std::string_view line) {
  std::vector<std::string> fields;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    fields.emplace_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return fields;
}

}  // namespace

CsvTable CsvTable::read(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  std::string_view rest = bytes;
  CsvTable table;
  table.path_ = path;
  table.header_ = split_fields(take_line(rest));
  if (table.header_.size() < 2)
    throw InputError(fmt::format("{}:1: a header of at least two columns is missing", path.string()));
  for (std::size_t line = 2; !rest.empty(); ++line) {
    std::vector<std::string> fields = split_fields(take_line(rest));
    if (fields.size() != table.header_.size()) {
      throw InputError(
          fmt::format("{}:{}: {} fields, the header has {}", path.string(), line, fields.size(), table.header_.size()));
    }
    std::move(fields.begin(), fields.end(), std::back_inserter(table.cells_));
  }
  if (table.cells_.empty()) throw InputError(fmt::format("{}: no rows", path.string()));
  return table;
}

std::size_t CsvTable::index_of(const std::string& column) const {
  const auto found = std::find(header_.begin(), header_.end(), column);
  if (found == header_.end()) {
    throw InputError(fmt::format("{}: no column '{}'{}", path_.string(), column, suggestion(column, header_)));
  }
  return static_cast<std::size_t>(found - header_.begin());
}

std::vector<std::string> CsvTable::texts(const std::string& column) const {
  std::vector<std::string> values;
  for (std::size_t cell = index_of(column); cell < cells_.size(); cell += header_.size())
    values.push_back(cells_[cell]);
  return values;
}

std::vector<float> CsvTable::numbers(const std::string& column) const {
  std::vector<float> values;
  for (const std::string& text : texts(column)) {
    float value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
      throw InputError(
          fmt::format("{}:{}: column '{}': '{}' is no finite number", path_.string(), values.size() + 2, column, text));
    }
    values.push_back(value);
  }
  return values;
}

}  // namespace gatewise
