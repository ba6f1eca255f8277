#include "suite/training_table.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <functional>

namespace gatewise {
namespace {

constexpr double least_rate = 1e-9;
constexpr double most_rate = 100;
constexpr double most_class_weight = 1e6;

/// A key that only one choice reads is an error beside another one: it would be passed over in silence.
void refuse_unless(TomlTable& table, const std::string& key, bool used, const std::string& whose) {
  if (table.has(key) && !used) table.fail(key, fmt::format("is for {}; take it out, or choose that", whose));
}

/// Rates that rise, so that the report can say which of them are at the edge.
std::vector<double> read_sweep(TomlTable& table) {
  if (!table.has("sweep")) return {};
  if (table.has("peak")) table.fail("sweep", "stands beside 'peak'; the sweep chooses the peak: take one of them out");
  std::vector<double> rates = table.numbers("sweep", {}, least_rate, most_rate);
  if (rates.size() < 2) table.fail("sweep", "must hold at least two rates, such as [1e-3, 3e-3, 1e-2]; one is 'peak'");
  if (!std::is_sorted(rates.begin(), rates.end(), std::less_equal<>()))
    table.fail("sweep", "must rise from one rate to the next, each once");
  return rates;
}

/// Whether there are such classes is known once the dataset is read.
void read_weights_by_name(TomlTable table, Recipe& recipe) {
  recipe.class_weights = "names";
  for (const std::string& name : table.keys())
    recipe.class_weight_names[name] = table.number(name, 1, 0, most_class_weight);
  if (recipe.class_weight_names.empty()) table.fail_here("names no class; write { \"rare\" = 20 }, or \"balanced\"");
}

}  // namespace

void read_optimizer(TomlTable& table, Recipe& recipe) {
  recipe.optimizer = table.choice("optimizer", recipe.optimizer, {"adamw", "sgd"});
  const bool sgd = recipe.optimizer == "sgd";
  refuse_unless(table, "momentum", sgd, "optimizer = \"sgd\"");
  refuse_unless(table, "nesterov", sgd, "optimizer = \"sgd\"");
  if (!sgd) return;
  recipe.peak_learning_rate = 0.1;
  recipe.momentum = table.number("momentum", recipe.momentum, 0, 0.9999);
  recipe.nesterov = table.boolean("nesterov", recipe.nesterov);
  if (recipe.nesterov && recipe.momentum == 0) table.fail("nesterov", "needs a momentum above 0");
}

std::vector<double> read_learning_rate(TomlTable table, Recipe& recipe) {
  std::vector<double> sweep = read_sweep(table);
  recipe.peak_learning_rate =
      table.number("peak", sweep.empty() ? recipe.peak_learning_rate : sweep.front(), 0, most_rate);
  recipe.schedule = table.choice("schedule", recipe.schedule, {"constant", "step", "cosine", "plateau"});
  recipe.warmup_steps = table.integer("warmup_steps", recipe.warmup_steps, 0, largest_count);
  const bool step = recipe.schedule == "step";
  const bool plateau = recipe.schedule == "plateau";
  refuse_unless(table, "every", step, "schedule = \"step\"");
  refuse_unless(table, "patience", plateau, "schedule = \"plateau\"");
  refuse_unless(table, "factor", step || plateau, "schedule = \"step\" and \"plateau\"");
  recipe.schedule_epochs = table.integer("every", recipe.schedule_epochs, 1, largest_count);
  recipe.schedule_patience = table.integer("patience", recipe.schedule_patience, 1, largest_count);
  recipe.schedule_factor = table.number("factor", recipe.schedule_factor, 1e-6, 0.9999);
  if (plateau && recipe.schedule_patience >= recipe.patience) {
    table.fail("patience",
               fmt::format("is {}, but training.patience ends the training after {} epochs without a better score, "
                           "before the rate could fall; make training.patience larger",
                           recipe.schedule_patience, recipe.patience));
  }
  table.finish();
  return sweep;
}

void read_class_weights(TomlTable& table, Task task, Recipe& recipe) {
  const toml::node* given = table.node("class_weights");
  if (given == nullptr) return;
  if (answers_numbers(task))
    table.fail("class_weights", fmt::format("is for labels; task '{}' asks for numbers", task_name(task)));
  if (given->is_table()) return read_weights_by_name(table.table("class_weights"), recipe);
  if (!given->is_array()) {
    recipe.class_weights = table.choice("class_weights", "none", {"none", "balanced"});
    return;
  }
  recipe.class_weights = "list";
  recipe.class_weight_list = table.numbers("class_weights", {}, 0, most_class_weight);
}

void read_truncation(TomlTable& table, Recipe& recipe) {
  recipe.truncated_bptt_steps = table.integer("truncated_bptt_steps", 0, 0, largest_count);
  recipe.carry_state = table.boolean("carry_state", recipe.carry_state);
  if (recipe.carry_state && recipe.truncated_bptt_steps == 0)
    table.fail("carry_state", "needs training.truncated_bptt_steps, the length of its windows, such as 50");
}

void read_divergence(TomlTable& table, Recipe& recipe) {
  recipe.on_divergence = table.choice("on_divergence", recipe.on_divergence, {"fail", "retry"});
  refuse_unless(table, "retry_factor", recipe.on_divergence == "retry", "on_divergence = \"retry\"");
  recipe.retry_factor = table.number("retry_factor", recipe.retry_factor, 1e-6, 0.9999);
}

}  // namespace gatewise
