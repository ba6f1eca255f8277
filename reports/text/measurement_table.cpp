#include "reports/text/measurement_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/json.hpp"
#include "base/units.hpp"

namespace gatewise {
namespace {

std::string quantity(const OrderedJson& value, Unit unit) {
  if (value.is_null()) return "-";
  return format_quantity(value.is_object() ? value.at("value").get<double>() : value.get<double>(), unit);
}

std::string share_text(const OrderedJson& value) {
  if (value.is_null()) return "-";
  return fmt::format("{:.1f} %", 100 * (value.is_object() ? value.at("value").get<double>() : value.get<double>()));
}

/// Decimals that line up, and more of them where those would say nothing: "0.95", "0.0045".
std::string two_digits(double fraction) {
  return fraction < 0.095 ? fmt::format("{:.2g}", fraction) : fmt::format("{:.2f}", fraction);
}

std::string last_text(const OrderedJson& values) {
  return values.is_null() || values.empty() ? "-" : fmt::format("{:.1e}", values.back().get<double>());
}

/// A value as its column writes it (Shown of measure/scenarios/scenario.hpp).
std::string cell_text(const OrderedJson& value, const std::string& shown) {
  if (value.is_null()) return "-";
  if (shown == "share") return share_text(value);
  if (shown == "bound") return quantity(value.at("ns"), Unit::nanoseconds);
  if (shown == "fraction") return two_digits(value.at("fraction").get<double>());
  if (shown == "last") return last_text(value);
  if (shown == "count") return fmt::format("{:.0f}", value.at("value").get<double>());
  return quantity(value, shown == "ns"           ? Unit::nanoseconds
                         : shown == "bytes"      ? Unit::bytes
                         : shown == "per_second" ? Unit::per_second
                                                 : Unit::none);
}

const OrderedJson& columns_of(const OrderedJson& report, const std::string& scenario) {
  return report.at("shown").at("scenarios").at(scenario).at("columns");
}

std::string title_of(const OrderedJson& entry, const OrderedJson& report) {
  std::string title =
      fmt::format("{}, {}", entry.at("scenario").get<std::string>(), entry.at("terms").get<std::string>());
  if (report.at("hosts").size() > 1) title += " on " + entry.at("host").get<std::string>();
  return title;
}

void add_heading(TextTable& table, const OrderedJson& columns) {
  table.rows.push_back({"candidate"});
  table.right = {false};
  for (const OrderedJson& one : columns) {
    table.rows.front().push_back(one.at("name"));
    table.right.push_back(true);
  }
  table.rows.front().emplace_back("verdict");
  table.right.push_back(false);
}

/// What the harness alone takes: the same through a cell that does nothing.
void add_floor(TextTable& table, const OrderedJson& entry, const OrderedJson& report) {
  for (const OrderedJson& host : report.at("hosts")) {
    const OrderedJson floors = host.value("harness_floors_ns", OrderedJson::object());
    if (entry.contains("parts") && entry.at("parts").is_object())
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
    const OrderedJson& columns = columns_of(report, entry.at("scenario"));
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
    for (const OrderedJson& one : columns)
      row.push_back(cell_text(entry.value(one.at("key").get<std::string>(), OrderedJson(nullptr)), one.at("shown")));
    row.push_back(entry.at("verdict"));
    found->table.rows.push_back(std::move(row));
  }
  return tables;
}

namespace {

/// A column of the parts' table: its heading and what stands in it.
struct PartColumn {
  const char* name;
  const char* key;
};

/// Parts of a step are a few nanoseconds, and are to be added up.
std::string part_text(const OrderedJson& part) {
  const double ns = part.at("value").get<double>();
  return std::abs(ns) < 1000 ? fmt::format("{:.1f} ns", ns) : format_quantity(ns, Unit::nanoseconds);
}

constexpr PartColumn part_columns[] = {{"step", "step_ns"}, {"embedding", "embedding_ns"}, {"cells", "cell_ns"},
                                       {"head", "head_ns"}, {"rest", "rest_ns"},           {"residual", "residual_ns"}};

}  // namespace

TextTable step_parts_table(const OrderedJson& report) {
  const std::set<std::string> passed = passed_candidates(report);
  TextTable table;
  table.rows.push_back({"candidate"});
  table.right = {false};
  for (const PartColumn& one : part_columns) {
    table.rows.front().emplace_back(one.name);
    table.right.push_back(true);
  }
  for (const OrderedJson& entry : report.at("measurements")) {
    const OrderedJson parts = entry.value("parts", OrderedJson(nullptr));
    if (!parts.is_object() || !parts.contains("step_ns") || passed.count(entry.at("candidate")) == 0) continue;
    std::vector<std::string> row{entry.at("candidate")};
    for (const PartColumn& one : part_columns) row.push_back(part_text(parts.at(one.key)));
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
