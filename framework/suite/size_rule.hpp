// Equal terms for unequal families: what one hidden size a family is given so that all of them come to about the same.
#ifndef GATEWISE_SUITE_SIZE_RULE_HPP
#define GATEWISE_SUITE_SIZE_RULE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "base/toml_table.hpp"
#include "base/units.hpp"
#include "cells/architecture.hpp"

namespace gatewise {

/// `hidden = { fit = ..., max = ... }`: each architecture gets the largest hidden size that stays within `max`.
struct SizeRule {
  std::string fit = "parameters";  ///< or "memory" (nominal_bytes()), "latency" (p50 of a streaming step)
  double max = 0;                  ///< a count, bytes, ns
  std::int64_t multiple = 1;       ///< sizes are multiples of it
  std::string backend{};           ///< memory, latency: whose precision, or whose step; "" for parameters
  std::string place{};             ///< "file:line:column" of `max`

  bool is_measured() const { return fit == "latency"; }
  Unit unit() const;
  /// A value of this rule's kind, as a table shows it: "48210", "61.3 KiB", "4.81 us".
  std::string show(double value) const;
  /// "at most 50000 parameters", "at most 64.0 KiB of weights and state in int8", "at most 5.00 us a step (p50)".
  std::string text() const;
};

/// Reads the table. `backends` are the names of backends.use, of which `backend` must be one; the first is the default.
/// Throws InputError with file, line, column, key and remedy.
SizeRule read_size_rule(TomlTable table, const std::vector<std::string>& backends);

/// What it asks for, without where it stands.
void to_json(Json& json, const SizeRule& rule);

/// What came of a rule for one architecture.
struct SolvedSize {
  Architecture architecture;  ///< hidden is 0
  std::int64_t hidden = 0;    ///< 0: it could not be solved for, see `trouble`
  double value = 0;           ///< what it comes to, in the rule's unit
  std::int64_t next = 0;      ///< the next size, which is over the limit; 0: there is none within most_hidden
  double next_value = 0;      ///< what that comes to
  std::string backend{};      ///< that was asked; "" for parameters
  std::string host{};         ///< the host class that it was measured on; "" where nothing was
  std::int64_t tried = 0;     ///< sizes that were measured
  std::string trouble{};      ///< why there is no size

  Architecture solved() const;
};

void to_json(Json& json, const SolvedSize& size);
void from_json(const Json& json, SolvedSize& size);

}  // namespace gatewise

#endif
