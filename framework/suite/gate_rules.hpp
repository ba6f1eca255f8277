// A suite's [gate]: how much worse a change may make what.
#ifndef GATEWISE_SUITE_GATE_RULES_HPP
#define GATEWISE_SUITE_GATE_RULES_HPP

#include <string>
#include <vector>

#include "base/toml_table.hpp"
#include "data/task.hpp"
#include "measure/metric_path.hpp"

namespace gatewise {

/// A regression is a change for the worse that is no chance and exceeds both bounds.
struct GateRule {
  MetricPath metric;
  double worse_by = 0;  ///< share of the base's value
  double and_by = 0;    ///< in the metric's unit
};

/// A regression that is known and accepted for a while.
struct Waiver {
  std::string metric;     ///< its path
  std::string candidate;  ///< id, "*" stands for anything
  std::string reason;
  std::string until;  ///< the last day, "2026-12-31"

  /// Whether it is for this candidate and metric, and `today` is no later than its last day.
  bool covers(const std::string& id, const std::string& path, const std::string& today) const;
  bool has_expired(const std::string& today) const { return today > until; }
};

struct GateRules {
  std::vector<GateRule> rules;
  std::vector<Waiver> waivers;
};

/// Reads [gate]: leaves are tables with `worse_by`, `and_by` or both; `waivers` is an array of tables. Without any
/// rule: latency.streaming.p50 and p99 worse by 5 % and 50 ns where streaming is one of the suite's `scenarios`,
/// memory.total by 1 %, memory.allocations_per_step by anything. Throws InputError with the place.
GateRules read_gate(TomlTable table, Task task, const std::vector<std::string>& scenarios);

/// The date here and now, UTC: "2026-11-26".
std::string today();

}  // namespace gatewise

#endif
