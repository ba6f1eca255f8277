#include "suite/gate_rules.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "base/error.hpp"
#include "base/units.hpp"
#include "suite/percentage.hpp"

namespace gatewise {
namespace {

/// In the metric's unit: a quantity with it, or a bare number where it has none.
double read_amount(TomlTable& table, const std::string& key, Unit unit) {
  const toml::node& node = *table.node(key);
  if (unit == Unit::none || unit == Unit::per_second) return table.number(key, 0, 0, most_plain);
  const std::optional<double> value =
      node.is_string() ? parse_quantity(node.value<std::string>().value_or(""), unit) : std::nullopt;
  if (!value || *value < 0)
    table.fail(key, fmt::format("must be {}{}", wanted_quantity(unit, unit == Unit::bytes ? "1KiB" : "100ns"),
                                instead_of(node.value<std::string>().value_or(""))));
  return *value;
}

MetricPath read_path(const TomlTable& table, const std::string& path, Task task) {
  try {
    return parse_metric_path(path, task);
  } catch (const InputError& error) {
    table.fail_here(fmt::format("is not usable: {}", error.what()));
  }
}

void read_rules(TomlTable table, const std::string& path, Task task, std::vector<GateRule>& rules) {
  const std::vector<std::string> keys = table.keys();
  const bool is_leaf = std::any_of(keys.begin(), keys.end(),
                                   [](const std::string& key) { return key == "worse_by" || key == "and_by"; });
  if (!is_leaf) {
    if (keys.empty()) table.fail_here("names no rule; write { worse_by = \"5%\", and_by = ... }");
    for (const std::string& key : keys) {
      if (!table.node(key)->is_table()) table.fail(key, "must be a rule, such as { worse_by = \"5%\" }");
      read_rules(table.table(key), fmt::format("{}.{}", path, key), task, rules);
    }
    return;
  }
  GateRule rule{read_path(table, path, task)};
  for (const std::string& key : keys) {
    if (key == "worse_by") {
      rule.worse_by = read_percentage(table, key, "a share of the base's value");
    } else if (key == "and_by") {
      rule.and_by = read_amount(table, key, rule.metric.unit);
    } else {
      table.fail(key, "is no part of a rule; a rule has 'worse_by' and 'and_by'");
    }
  }
  rules.push_back(std::move(rule));
}

std::string read_date(TomlTable& table, const std::string& key) {
  const toml::node* node = table.node(key);
  if (node == nullptr) table.fail_here(fmt::format("lacks '{}': a waiver ends some day, such as 2026-12-31", key));
  if (const toml::value<toml::date>* date = node->as_date())
    return fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
  table.fail(key, "must be a date, such as 2026-12-31");
}

Waiver read_waiver(TomlTable table, Task task) {
  Waiver waiver;
  waiver.metric = table.text("metric");
  read_path(table, waiver.metric, task);
  waiver.candidate = table.text("candidate", "*");
  waiver.reason = table.text("reason");
  if (waiver.reason.empty()) table.fail("reason", "must say why the regression is accepted");
  waiver.until = read_date(table, "until");
  table.finish();
  return waiver;
}

std::vector<GateRule> default_rules(Task task, const std::vector<std::string>& scenarios) {
  std::vector<GateRule> rules{{parse_metric_path("latency.streaming.p50", task), 0.05, 50},
                              {parse_metric_path("latency.streaming.p99", task), 0.05, 50},
                              {parse_metric_path("memory.total", task), 0.01, 0},
                              {parse_metric_path("memory.allocations_per_step", task), 0, 0}};
  std::erase_if(rules, [&](const GateRule& rule) {
    const std::string& scenario = rule.metric.scenario;
    return !scenario.empty() && std::find(scenarios.begin(), scenarios.end(), scenario) == scenarios.end();
  });
  return rules;
}

}  // namespace

bool Waiver::covers(const std::string& id, const std::string& path, const std::string& today) const {
  return metric == path && !has_expired(today) && ::fnmatch(candidate.c_str(), id.c_str(), 0) == 0;
}

GateRules read_gate(TomlTable table, Task task, const std::vector<std::string>& scenarios) {
  GateRules gate;
  for (TomlTable& waiver : table.tables("waivers")) gate.waivers.push_back(read_waiver(waiver, task));
  for (const char* kind : {"quality", "latency", "throughput", "memory", "compute"}) {
    if (table.has(kind)) read_rules(table.table(kind), kind, task, gate.rules);
  }
  table.finish();
  if (gate.rules.empty()) gate.rules = default_rules(task, scenarios);
  return gate;
}

std::string today() { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr))); }

}  // namespace gatewise
