// Checks refuse what a list in a TOML file may not hold.
#ifndef GATEWISE_BASE_LIST_CHECKS_HPP
#define GATEWISE_BASE_LIST_CHECKS_HPP

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "base/toml_table.hpp"

namespace gatewise {

/// Runs `read` and puts the key's place before what it complains of.
template <class Function>
auto located(const TomlTable& table, const std::string& key, Function read) {
  try {
    return read();
  } catch (const InputError& error) {
    table.fail(key, fmt::format("is not usable: {}", error.what()));
  }
}

/// What stands twice in a list would be measured twice under one name.
template <class T>
void refuse_repeats(const TomlTable& table, const std::string& key, const std::vector<T>& values) {
  std::set<T> seen;
  for (const T& value : values) {
    if (!seen.insert(value).second) table.fail(key, fmt::format("holds {} twice", value));
  }
}

inline void refuse_unknown(const TomlTable& table, const std::string& key, const std::vector<std::string>& names,
                           const std::vector<std::string>& known) {
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      table.fail(key, fmt::format("holds '{}'{}", name, suggestion(name, known)));
  }
}

}  // namespace gatewise

#endif
