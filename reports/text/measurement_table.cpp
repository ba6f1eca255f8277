#include "reports/text/measurement_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "base/json.hpp"
#include "base/units.hpp"

namespace gatewise {
namespace {

/// A column: its heading and what stands in it.
struct Column {
  const char* name;
  std::function<std::string(const OrderedJson&)> text;
};

std::string quantity(const OrderedJson& value, Unit unit) {
  if (value.is_null()) return "-";
  return format_quantity(value.is_object() ? value.at("value").get<double>() : value.get<double>(), unit);
}

Column column(const char* name, const char* key, Unit unit) {
  return {name, [=](const OrderedJson& entry) { return quantity(entry.value(key, OrderedJson(nullptr)), unit); }};
}

Column share(const char* name, const char* key) {
  return {name, [=](const OrderedJson& entry) {
            const OrderedJson& value = entry.at(key);
            if (value.is_null()) return std::string("-");
            const double of_all = value.is_object() ? value.at("value").get<double>() : value.get<double>();
            return fmt::format("{:.1f} %", 100 * of_all);
          }};
}

Column bound_column() {
  return {"bound", [](const OrderedJson& entry) {
            const OrderedJson& bound = entry.at("bound");
            return bound.is_null() ? "-" : quantity(bound.at("ns"), Unit::nanoseconds);
          }};
}

/// Decimals that line up, and more of them where those would say nothing: "0.95", "0.0045".
std::string two_digits(double fraction) {
  return fraction < 0.095 ? fmt::format("{:.2g}", fraction) : fmt::format("{:.2f}", fraction);
}

Column fraction_column() {
  return {"fraction", [](const OrderedJson& entry) {
            const OrderedJson& bound = entry.at("bound");
            return bound.is_null() ? std::string("-") : two_digits(bound.at("fraction").get<double>());
          }};
}

Column drift_column() {
  return {"nmse", [](const OrderedJson& entry) {
            const OrderedJson& nmse = entry.at("nmse");
            return nmse.is_null() || nmse.empty() ? std::string("-") : fmt::format("{:.1e}", nmse.back().get<double>());
          }};
}

Column streams_column() {
  return {"streams", [](const OrderedJson& entry) {
            const OrderedJson& streams = entry.at("streams");
            return streams.is_null() ? std::string("-") : fmt::format("{:.0f}", streams.at("value").get<double>());
          }};
}

std::vector<Column> columns_of(const std::string& scenario) {
  const Column p50 = column("p50", "p50_ns", Unit::nanoseconds);
  const Column p99 = column("p99", "p99_ns", Unit::nanoseconds);
  const Column p999 = column("p99.9", "p999_ns", Unit::nanoseconds);
  const Column max = column("max", "max_ns", Unit::nanoseconds);
  if (scenario == "streaming") return {p50, p99, p999, bound_column(), fraction_column()};
  if (scenario == "realtime")
    return {p50, p99, max, column("jitter", "jitter_ns", Unit::nanoseconds), share("missed", "missed")};
  if (scenario == "server")
    return {streams_column(), column("steps/s", "steps_per_second", Unit::per_second), p50, p99};
  if (scenario == "cold")
    return {p50, max, column("prepare", "prepare_ns", Unit::nanoseconds),
            column("first step", "first_step_ns", Unit::nanoseconds)};
  if (scenario == "endless")
    return {p50,
            p999,
            share("missed", "missed"),
            column("slow-down", "slow_down", Unit::none),
            drift_column(),
            column("growth", "growth_bytes", Unit::bytes)};
  return {column("steps/s", "steps_per_second", Unit::per_second),
          column("sequences/s", "sequences_per_second", Unit::per_second), share("padded", "padded_share"),
          bound_column(), fraction_column()};
}

std::string title_of(const OrderedJson& entry, const OrderedJson& report) {
  const std::string scenario = entry.at("scenario");
  std::string title = scenario;
  const auto time = [&](const char* key) { return quantity(entry.at(key), Unit::nanoseconds); };
  if (scenario == "streaming" && entry.at("chunk") != 1)
    title += fmt::format(", {} steps a call", entry.at("chunk").dump());
  if (scenario == "realtime")
    title += fmt::format(", a step every {}, to be answered within {}{}", time("period_ns"), time("deadline_ns"),
                         entry.at("evict").get<bool>() ? ", other memory traffic between them" : "");
  if (scenario == "server")
    title += fmt::format(", a stream steps every {}, p99 within {}", time("period_ns"), time("budget_ns"));
  if (scenario == "cold") title += ", the first step after the caches were flushed";
  if (scenario == "endless") title += ", one stream without a reset";
  if (scenario == "offline") title += ", batching " + entry.at("batching").get<std::string>();
  if (report.at("hosts").size() > 1) title += " on " + entry.at("host").get<std::string>();
  return title;
}

void add_heading(TextTable& table, const std::vector<Column>& columns) {
  table.rows.push_back({"candidate"});
  table.right = {false};
  for (const Column& one : columns) {
    table.rows.front().emplace_back(one.name);
    table.right.push_back(true);
  }
  table.rows.front().emplace_back("verdict");
  table.right.push_back(false);
}

/// What the harness alone takes: the same through a cell that does nothing.
void add_floor(TextTable& table, const OrderedJson& entry, const OrderedJson& report) {
  for (const OrderedJson& host : report.at("hosts")) {
    const OrderedJson floors = host.value("harness_floors_ns", OrderedJson::object());
    if (entry.at("scenario") == "streaming" && entry.contains("parts") && entry.at("parts").is_object())
      return;  // the parts of a step say more: a floor has the head of one candidate alone
    if (host.at("id") != entry.at("host") || !floors.contains(entry.at("scenario").get<std::string>())) continue;
    std::vector<std::string> row(table.rows.front().size(), "-");
    row.front() = "(harness floor)";
    row.back() = "";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (table.rows.front()[i] == "p50")
        row[i] = format_quantity(floors.at(entry.at("scenario").get<std::string>()).get<double>(), Unit::nanoseconds);
    }
    table.rows.push_back(std::move(row));
  }
}

std::set<std::string> passed_candidates(const OrderedJson& report) {
  std::set<std::string> ids;
  for (const OrderedJson& candidate : report.at("candidates")) {
    if (candidate.at("status") == "passed") ids.insert(candidate.at("id"));
  }
  return ids;
}

}  // namespace

std::vector<MeasurementTable> measurement_tables(const OrderedJson& report) {
  std::vector<MeasurementTable> tables;
  const std::set<std::string> passed = passed_candidates(report);
  for (const OrderedJson& entry : report.at("measurements")) {
    if (passed.count(entry.at("candidate")) == 0) continue;  // named among those that are not ranked, with the reason
    const std::string title = title_of(entry, report);
    const std::vector<Column> columns = columns_of(entry.at("scenario"));
    auto found = std::find_if(tables.begin(), tables.end(), [&](const auto& one) { return one.title == title; });
    if (found == tables.end()) {
      found = tables.insert(tables.end(), {entry.at("scenario"), title, {}, {}});
      add_heading(found->table, columns);
    }
    if (entry.at("samples") == 0) {
      for (const OrderedJson& reason : entry.at("reasons")) ++found->without_figure[reason];
      continue;
    }
    if (found->table.rows.size() == 1) add_floor(found->table, entry, report);
    std::vector<std::string> row{entry.at("candidate")};
    for (const Column& one : columns) row.push_back(one.text(entry));
    row.push_back(entry.at("verdict"));
    found->table.rows.push_back(std::move(row));
  }
  return tables;
}

namespace {

/// Parts of a step are a few nanoseconds, and are to be added up.
Column part(const char* name, const char* key) {
  return {name, [=](const OrderedJson& parts) {
            const double ns = parts.at(key).at("value").get<double>();
            return std::abs(ns) < 1000 ? fmt::format("{:.1f} ns", ns) : format_quantity(ns, Unit::nanoseconds);
          }};
}

}  // namespace

TextTable step_parts_table(const OrderedJson& report) {
  const std::vector<Column> columns{part("step", "step_ns"),  part("embedding", "embedding_ns"),
                                    part("cells", "cell_ns"), part("head", "head_ns"),
                                    part("rest", "rest_ns"),  part("residual", "residual_ns")};
  const std::set<std::string> passed = passed_candidates(report);
  TextTable table;
  table.rows.push_back({"candidate"});
  table.right = {false};
  for (const Column& one : columns) {
    table.rows.front().emplace_back(one.name);
    table.right.push_back(true);
  }
  for (const OrderedJson& entry : report.at("measurements")) {
    const OrderedJson parts = entry.value("parts", OrderedJson(nullptr));
    if (!parts.is_object() || entry.at("scenario") != "streaming" || passed.count(entry.at("candidate")) == 0) continue;
    std::vector<std::string> row{entry.at("candidate")};
    for (const Column& one : columns) row.push_back(one.text(parts));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<std::string> without_figure_notes(const MeasurementTable& table) {
  std::vector<std::string> notes;
  for (const auto& [reason, count] : table.without_figure)
    notes.push_back(count == 1 ? fmt::format("1 candidate has no figure here: {}", reason)
                               : fmt::format("{} candidates have no figure here: {}", count, reason));
  return notes;
}

}  // namespace gatewise
