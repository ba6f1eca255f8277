// [architectures] and [[shapes]] as written: the lists whose product is what a suite compares.
#ifndef GATEWISE_SUITE_ARCHITECTURE_LISTS_HPP
#define GATEWISE_SUITE_ARCHITECTURE_LISTS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/toml_table.hpp"
#include "cells/architecture.hpp"

namespace gatewise {

/// One table's lists.
struct ArchitectureLists {
  std::vector<std::string> families;
  std::vector<std::int64_t> hidden;  ///< {0}: still to be solved for
  std::vector<std::int64_t> layers;
  std::vector<std::string> directions;
  std::vector<std::int64_t> delays;  ///< of forward architectures: a bidirectional one sees all that follows anyway
  std::int64_t embedding = 0;

  // For cost-only problems; {0}: unsaid.
  std::vector<std::int64_t> inputs{0}, steps{0}, lanes{0};
  bool input_is_hidden = false;  ///< each problem's input is as wide as its hidden size

  /// How many architectures they name. A double, which no product of lists overflows.
  double count() const;
  /// All of them; count() says how many before they take memory.
  std::vector<Architecture> all() const;
  /// Throws InputError where x [T,N,I] and y [T,N,H] of the largest problem are more than is laid out in memory.
  void refuse_large_problems(const TomlTable& table) const;
};

/// Reads a table. Throws InputError with file, line, column, key and remedy.
ArchitectureLists read_architecture_lists(TomlTable table, bool cost_only);

}  // namespace gatewise

#endif
