#include "base/toml_table.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <limits>
#include <sstream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/nearest_name.hpp"
#include "base/toml_bounds.hpp"
#include "base/utf8.hpp"

namespace gatewise {
namespace {

std::string place(const std::string& file, const toml::source_region& source) {
  if (source.begin.line == 0) return file;
  return fmt::format("{}:{}:{}", file, source.begin.line, source.begin.column);
}

}  // namespace

TomlTable::TomlTable(const toml::table& table, std::string file, std::string where)
    : table_(&table), file_(std::move(file)), where_(std::move(where)) {}

std::string TomlTable::path_of(const std::string& key) const { return where_.empty() ? key : where_ + "." + key; }

std::string TomlTable::place_of(const std::string& key) const {
  const toml::node* found = table_->get(key);
  return place(file_, (found != nullptr ? *found : static_cast<const toml::node&>(*table_)).source());
}

void TomlTable::fail_at(const toml::node& node, const std::string& problem) const {
  throw InputError(fmt::format("{}: {}", place(file_, node.source()), problem));
}

void TomlTable::fail(const std::string& key, const std::string& problem) const {
  const toml::node* found = table_->get(key);
  const toml::node& at = found != nullptr ? *found : static_cast<const toml::node&>(*table_);
  fail_at(at, fmt::format("'{}' {}", path_of(key), problem));
}

void TomlTable::fail_here(const std::string& problem) const {
  fail_at(*table_, fmt::format("'{}' {}", where_, problem));
}

const toml::node* TomlTable::node(const std::string& key) {
  known_.insert(key);
  return table_->get(key);
}

bool TomlTable::has(const std::string& key) { return node(key) != nullptr; }

template <class T>
std::optional<T> TomlTable::value(const std::string& key, const char* type) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  std::optional<T> value = found->value_exact<T>();
  if constexpr (std::is_same_v<T, double>) {
    if (!value) value = found->value<double>();  // an integer is a number too
    if (found->is_boolean()) value.reset();
  }
  if (!value) fail(key, fmt::format("must be {}", type));
  return value;
}

template <class T>
std::optional<std::vector<T>> TomlTable::array(const std::string& key, const char* type) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  const toml::array* array = found->as_array();
  if (array == nullptr) fail(key, fmt::format("must be an array of {}", type));
  std::vector<T> values;
  for (const toml::node& element : *array) {
    std::optional<T> value = element.value_exact<T>();
    if constexpr (std::is_same_v<T, double>) {
      if (element.is_integer()) value = element.value<double>();  // an integer is a number too
    }
    if (!value) fail_at(element, fmt::format("'{}' must be an array of {}", path_of(key), type));
    values.push_back(*value);
  }
  return values;
}

std::string TomlTable::text(const std::string& key) {
  const std::optional<std::string> found = value<std::string>(key, "a string");
  if (!found) fail(key, "is missing");
  return *found;
}

std::string TomlTable::text(const std::string& key, const std::string& fallback) {
  return value<std::string>(key, "a string").value_or(fallback);
}

std::string TomlTable::choice(const std::string& key, const std::string& fallback,
                              const std::vector<std::string>& allowed) {
  std::string found = text(key, fallback);
  if (std::find(allowed.begin(), allowed.end(), found) == allowed.end()) {
    fail(key, fmt::format("is '{}'{}", found, suggestion(found, allowed)));
  }
  return found;
}

std::int64_t TomlTable::integer(const std::string& key, std::int64_t fallback, std::int64_t least, std::int64_t most) {
  const std::int64_t found = value<std::int64_t>(key, "an integer").value_or(fallback);
  if (found < least || found > most) fail(key, fmt::format("is {}, it must lie in {} to {}", found, least, most));
  return found;
}

double TomlTable::number(const std::string& key, double fallback, double least, double most) {
  const double found = value<double>(key, "a number").value_or(fallback);
  if (!(found >= least && found <= most)) fail(key, fmt::format("is {}, it must lie in {} to {}", found, least, most));
  return found;
}

bool TomlTable::boolean(const std::string& key, bool fallback) {
  return value<bool>(key, "true or false").value_or(fallback);
}

std::vector<std::string> TomlTable::texts(const std::string& key, const std::vector<std::string>& fallback) {
  return array<std::string>(key, "strings").value_or(fallback);
}

std::vector<std::int64_t> TomlTable::integers(const std::string& key, const std::vector<std::int64_t>& fallback,
                                              std::int64_t least, std::int64_t most) {
  std::vector<std::int64_t> found = array<std::int64_t>(key, "integers").value_or(fallback);
  for (const std::int64_t element : found) {
    if (element < least) fail(key, fmt::format("holds {}, the least is {}", element, least));
    if (element > most) fail(key, fmt::format("holds {}, the most is {}", element, most));
  }
  return found;
}

std::vector<double> TomlTable::numbers(const std::string& key, const std::vector<double>& fallback, double least,
                                       double most) {
  std::vector<double> found = array<double>(key, "numbers").value_or(fallback);
  for (const double element : found) {
    if (!(element >= least && element <= most))
      fail(key, fmt::format("holds {}, which must lie in {} to {}", element, least, most));
  }
  return found;
}

TomlTable TomlTable::table(const std::string& key) {
  static const toml::table empty;
  const toml::node* found = node(key);
  if (found == nullptr) return {empty, file_, path_of(key)};
  if (!found->is_table()) fail(key, "must be a table");
  return {*found->as_table(), file_, path_of(key)};
}

std::vector<TomlTable> TomlTable::tables(const std::string& key) {
  const toml::node* found = node(key);
  if (found == nullptr) return {};
  if (found->is_array() && found->as_array()->empty()) return {};
  if (!found->is_array_of_tables()) fail(key, "must be an array of tables");
  std::vector<TomlTable> all;
  for (const toml::node& element : *found->as_array()) {
    all.emplace_back(*element.as_table(), file_, fmt::format("{}[{}]", path_of(key), all.size()));
  }
  return all;
}

std::vector<std::string> TomlTable::keys() {
  std::vector<std::pair<toml::source_position, std::string>> order;
  for (const auto& [key, entry] : *table_) order.emplace_back(key.source().begin, key.str());
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (const auto& [position, name] : order) names.push_back(name);
  known_.insert(names.begin(), names.end());
  return names;
}

void TomlTable::finish() const {
  for (const auto& [key, entry] : *table_) {
    const std::string name(key.str());
    if (known_.count(name) != 0) continue;
    const std::string in = where_.empty() ? "" : fmt::format(" in [{}]", where_);
    throw InputError(fmt::format("{}: unknown key '{}'{}{}", place(file_, key.source()), name, in,
                                 suggestion(name, {known_.begin(), known_.end()})));
  }
}

namespace {

/// Line `number`, from 1.
std::string line_of_text(const std::string& text, std::size_t number) {
  std::istringstream lines(text);
  std::string line;
  for (std::size_t i = 0; i < number && std::getline(lines, line);) ++i;
  return line;
}

/// As much of a line as a message has room for.
std::string excerpt(std::string line) {
  constexpr std::size_t most = 200;
  if (line.size() <= most) return line;
  line.resize(whole_code_points(std::string_view(line).substr(0, most)));
  return line + "...";
}

}  // namespace

toml::table parse_toml(const std::string& text, const std::string& name) {
  check_toml_bounds(text, name);
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw InputError(
        fmt::format("{}: is no TOML: `{}`; check its quotes, brackets and commas, and whether a key or table "
                    "stands there twice",
                    place(name, error.source()), excerpt(line_of_text(text, error.source().begin.line))));
  }
}

toml::table parse_toml_file(const std::filesystem::path& path) {
  if (!is_there(path)) throw InputError(fmt::format("{}: no such file", path.string()));
  return parse_toml(read_file(path), path.string());
}

void override_toml(toml::table& document, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw InputError(fmt::format("--set {}: expected key=value, such as training.seeds=[1]", excerpt(assignment)));
  }
  const std::string path = assignment.substr(0, equals);
  const std::string value = assignment.substr(equals + 1);
  const auto parts = static_cast<std::size_t>(std::count(path.begin(), path.end(), '.')) + 1;
  if (parts > most_toml_depth) {
    throw InputError(
        fmt::format("--set {}: a key of {} parts; the most are {}", excerpt(assignment), parts, most_toml_depth));
  }
  check_toml_bounds(value, "--set " + excerpt(assignment));
  toml::table parsed;
  try {
    parsed = toml::parse("value = " + value);
  } catch (const toml::parse_error&) {
    parsed.insert_or_assign("value", value);
  }
  toml::table* target = &document;
  std::size_t begin = 0;
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', begin)) {
    const std::string part = path.substr(begin, dot - begin);
    toml::node* next = target->get(part);
    if (next == nullptr) next = &target->insert(part, toml::table{}).first->second;
    if (!next->is_table())
      throw InputError(fmt::format("--set {}: '{}' is not a table", excerpt(assignment), path.substr(0, dot)));
    target = next->as_table();
    begin = dot + 1;
  }
  parsed.get("value")->visit([&](auto&& node) { target->insert_or_assign(path.substr(begin), node); });
}

void lay_over(toml::table& document, const toml::table& over) {
  for (const auto& [key, value] : over) {
    toml::node* beneath = document.get(key);
    if (beneath != nullptr && beneath->is_table() && value.is_table()) {
      lay_over(*beneath->as_table(), *value.as_table());
    } else {
      value.visit([&, &key = key](const auto& node) { document.insert_or_assign(key, node); });
    }
  }
}

}  // namespace gatewise
