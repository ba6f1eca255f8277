// Reading TOML with errors a user can act on: file, line, column, key, and the nearest name.
#ifndef GATEWISE_BASE_TOML_TABLE_HPP
#define GATEWISE_BASE_TOML_TABLE_HPP

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/toml_fwd.hpp"

namespace gatewise {

/// The largest count that a key may say.
inline constexpr std::int64_t largest_count = 1'000'000'000;

/// One table of a TOML document. Every key that is asked for becomes known; finish() refuses the others. A getter
/// without a fallback requires the key. All throw InputError with "file:line:column: ...".
class TomlTable {
 public:
  /// `where` is the table's dotted path, empty for the root.
  TomlTable(const toml::table& table, std::string file, std::string where);

  std::string text(const std::string& key);
  std::string text(const std::string& key, const std::string& fallback);
  /// One of `allowed`.
  std::string choice(const std::string& key, const std::string& fallback, const std::vector<std::string>& allowed);
  std::int64_t integer(const std::string& key, std::int64_t fallback, std::int64_t least, std::int64_t most);
  double number(const std::string& key, double fallback, double least, double most);
  bool boolean(const std::string& key, bool fallback);
  std::vector<std::string> texts(const std::string& key, const std::vector<std::string>& fallback);
  std::vector<std::int64_t> integers(const std::string& key, const std::vector<std::int64_t>& fallback,
                                     std::int64_t least, std::int64_t most = largest_count);
  std::vector<double> numbers(const std::string& key, const std::vector<double>& fallback, double least, double most);

  bool has(const std::string& key);
  /// The sub-table; an empty one where the key is missing.
  TomlTable table(const std::string& key);
  /// An array of tables; empty where the key is missing.
  std::vector<TomlTable> tables(const std::string& key);
  /// The keys as written, in the file's order. They all become known.
  std::vector<std::string> keys();
  /// The raw node, or nullptr.
  const toml::node* node(const std::string& key);

  /// "file:line:column" of the key, or of the table where the key is missing: for what is only found out later.
  std::string place_of(const std::string& key) const;

  /// Throws for the first key that nobody asked for.
  void finish() const;

  /// Throws at the key's place (or the table's, where the key is missing).
  [[noreturn]] void fail(const std::string& key, const std::string& problem) const;
  [[noreturn]] void fail_at(const toml::node& node, const std::string& problem) const;

  /// Throws at the table's own place.
  [[noreturn]] void fail_here(const std::string& problem) const;

 private:
  std::string path_of(const std::string& key) const;
  template <class T>
  std::optional<T> value(const std::string& key, const char* type);
  template <class T>
  std::optional<std::vector<T>> array(const std::string& key, const char* type);

  const toml::table* table_;
  std::string file_;
  std::string where_;
  std::set<std::string> known_;
};

/// Parses a text of the name. Throws InputError with "name:line:column: reason", and for what check_toml_bounds()
/// refuses.
toml::table parse_toml(const std::string& text, const std::string& name);

/// The same of a file.
toml::table parse_toml_file(const std::filesystem::path& path);

/// Sets `key = value` given as "training.seeds=[1]": a dotted path and a TOML value; a bare word is taken as a string.
/// Throws InputError.
void override_toml(toml::table& document, const std::string& assignment);

/// Lays `over` on the document: its values replace those of the same key, tables are joined key by key.
void lay_over(toml::table& document, const toml::table& over);

}  // namespace gatewise

#endif
