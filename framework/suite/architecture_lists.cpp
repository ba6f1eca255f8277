#include "suite/architecture_lists.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <numeric>

#include "base/largest.hpp"
#include "base/list_checks.hpp"

namespace gatewise {
namespace {

double length_of_list(const std::vector<std::int64_t>& list) { return static_cast<double>(list.size()); }

/// Hidden sizes; one that is still to be solved for is 0.
std::vector<std::int64_t> read_hidden(TomlTable& table, bool cost_only) {
  const toml::node* node = table.node("hidden");
  if (node == nullptr || !node->is_table()) return table.integers("hidden", {64}, 1, largest_width);
  if (cost_only)
    table.fail("hidden", "must be a list in a cost-only suite, such as [64, 128]: no dataset says how wide a model is");
  return {0};
}

/// A list that only problems without a dataset have.
std::vector<std::int64_t> read_extents(TomlTable& table, const std::string& key, std::int64_t most) {
  return table.has(key) ? table.integers(key, {}, 1, most) : std::vector<std::int64_t>{0};
}

/// Output delays of one direction.
std::vector<std::int64_t> delays_of(const ArchitectureLists& lists, const std::string& direction) {
  return direction == "bidirectional" ? std::vector<std::int64_t>{0} : lists.delays;
}

/// Every input width, number of steps and lanes of one architecture.
void add_problems(const ArchitectureLists& lists, Architecture architecture, std::vector<Architecture>& all) {
  for (const std::int64_t input : lists.inputs) {
    for (const std::int64_t steps : lists.steps) {
      for (const std::int64_t lanes : lists.lanes) {
        architecture.input = lists.input_is_hidden ? architecture.hidden : input;
        architecture.steps = steps;
        architecture.lanes = lanes;
        all.push_back(architecture);
      }
    }
  }
}

std::int64_t largest_of(const std::vector<std::int64_t>& list) {
  return list.empty() ? 0 : *std::max_element(list.begin(), list.end());
}

void check_lists(const TomlTable& table, const ArchitectureLists& lists) {
  refuse_repeats(table, "families", lists.families);
  refuse_repeats(table, "hidden", lists.hidden);
  refuse_repeats(table, "layers", lists.layers);
  refuse_repeats(table, "direction", lists.directions);
  refuse_unknown(table, "direction", lists.directions, {"forward", "bidirectional"});
  refuse_repeats(table, "output_delay", lists.delays);
  refuse_repeats(table, "input", lists.inputs);
  refuse_repeats(table, "steps", lists.steps);
  refuse_repeats(table, "batch", lists.lanes);
  if (lists.count() == 0) table.fail("families", "and its neighbours name no architecture at all");
}

}  // namespace

double ArchitectureLists::count() const {
  const double ways = std::accumulate(
      directions.begin(), directions.end(), 0.0,
      [&](double sum, const std::string& direction) { return sum + length_of_list(delays_of(*this, direction)); });
  return static_cast<double>(families.size()) * length_of_list(hidden) * length_of_list(layers) * ways *
         length_of_list(inputs) * length_of_list(steps) * length_of_list(lanes);
}

void ArchitectureLists::refuse_large_problems(const TomlTable& table) const {
  const auto most_steps = static_cast<double>(largest_of(steps));
  const auto most_lanes = static_cast<double>(std::max<std::int64_t>(1, largest_of(lanes)));
  const auto width = static_cast<double>(std::max(largest_of(hidden), largest_of(inputs)));
  const double values = most_steps * most_lanes * width;
  if (values <= largest_values) return;
  table.fail("steps", fmt::format("times batch times width come to {:.0f} x {:.0f} x {:.0f} = {:.3g} values; the most "
                                  "are {:.0f}: shorten the largest of them",
                                  most_steps, most_lanes, width, values, largest_values));
}

std::vector<Architecture> ArchitectureLists::all() const {
  std::vector<Architecture> all;
  all.reserve(static_cast<std::size_t>(count()));
  for (const std::string& family : families) {
    for (const std::int64_t h : hidden) {
      for (const std::int64_t l : layers) {
        for (const std::string& direction : directions) {
          for (const std::int64_t delay : delays_of(*this, direction))
            add_problems(*this, {family, h, l, direction == "bidirectional", embedding, delay}, all);
        }
      }
    }
  }
  return all;
}

ArchitectureLists read_architecture_lists(TomlTable table, bool cost_only) {
  ArchitectureLists lists;
  lists.families = table.texts("families", {"rnn_tanh", "lstm", "gru"});
  for (const std::string& family : lists.families) located(table, "families", [&] { return find_family(family).id; });
  lists.hidden = read_hidden(table, cost_only);
  lists.layers = table.integers("layers", {1}, 1, largest_layers);
  lists.directions = table.texts("direction", {"forward"});
  if (cost_only) {
    lists.delays = {0};
    lists.input_is_hidden = !table.has("input");
    lists.inputs = read_extents(table, "input", largest_width);
    lists.steps = read_extents(table, "steps", largest_steps);
    lists.lanes = read_extents(table, "batch", largest_lanes);
  } else {
    lists.embedding = table.integer("embedding", 0, 0, largest_width);
    lists.delays = table.integers("output_delay", {0}, 0, largest_steps);
  }
  check_lists(table, lists);
  table.finish();
  return lists;
}

}  // namespace gatewise
