#include "data/batching_table.hpp"

#include <algorithm>
#include <functional>

#include "base/largest.hpp"
#include "base/list_checks.hpp"

namespace gatewise {
namespace {

/// The keys that belong to one strategy only.
void read_buckets(TomlTable& table, Batching& batching) {
  if (batching.strategy == "auto_buckets") batching.count = table.integer("count", batching.count, 1, 1000);
  if (batching.strategy != "buckets") return;
  batching.edges = table.integers("edges", {}, 1);
  if (batching.edges.empty()) table.fail("edges", "must name at least one length, such as [8, 16, 32]");
  if (!std::is_sorted(batching.edges.begin(), batching.edges.end(), std::less_equal<>()))
    table.fail("edges", "must rise from one to the next");
}

}  // namespace

Batching read_batching(TomlTable table) {
  Batching batching;
  batching.strategy = table.choice("strategy", batching.strategy, batching_names());
  batching.size = table.integer("size", batching.size, 1, largest_lanes);
  read_buckets(table, batching);
  table.finish();
  return batching;
}

std::vector<Batching> read_batchings(TomlTable& table, std::int64_t size) {
  const std::vector<std::string> names = table.texts("batching", {Batching{}.strategy});
  if (names.empty()) table.fail("batching", "must name at least one strategy");
  refuse_repeats(table, "batching", names);
  refuse_unknown(table, "batching", names, batching_names());
  std::vector<Batching> batchings;
  for (const std::string& name : names) {
    Batching& batching = batchings.emplace_back(Batching{name, size});
    read_buckets(table, batching);
  }
  return batchings;
}

}  // namespace gatewise
