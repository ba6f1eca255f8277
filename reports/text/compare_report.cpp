#include "reports/text/compare_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/units.hpp"
#include "reports/text/printable_json.hpp"
#include "reports/text/text_table.hpp"
#include "select/change.hpp"
#include "select/figure.hpp"

namespace gatewise {
namespace {

bool is_comparable(const MetricPath& path) {
  return path.kind == "quality" || path.kind == "memory" || path.text == "compute.parameters";
}

const Candidate* find_candidate(const Evidence& evidence, const std::string& id) {
  const auto found = std::find_if(evidence.candidates.begin(), evidence.candidates.end(),
                                  [&](const Candidate& one) { return one.id == id && one.status == "passed"; });
  return found == evidence.candidates.end() ? nullptr : &*found;
}

std::vector<std::string> paths_of(const Suite& suite) {
  std::vector<std::string> paths;
  if (!suite.metric.empty()) paths.push_back("quality." + suite.metric);
  for (const char* path : {"memory.total", "memory.allocations_per_step", "compute.parameters"})
    paths.emplace_back(path);
  for (const char* path : {"latency.streaming.p50", "latency.streaming.p99", "throughput.offline.steps_per_second"})
    paths.emplace_back(path);
  return paths;
}

bool is_one_dataset(const Evidence& a, const Evidence& b) {
  return a.dataset.is_object() && b.dataset.is_object() &&
         a.dataset.value("sha256", "a") == b.dataset.value("sha256", "b");
}

/// "same", "better" or "worse"; "information" where it is not judged.
std::string finding_of(const Candidate& a, const Candidate& b, const MetricPath& path, bool comparable) {
  if (!is_comparable(path) || !comparable) return "information";
  const std::optional<Change> change = change_of(a, b, path);
  if (!change) return "information";
  if (change->p >= 0.05) return "same";
  return change->is_worse(path.better) ? "worse" : "better";
}

std::string text_of(const OrderedJson& row, const char* key) {
  return format_quantity(row.at(key).get<double>(), unit_of_path(row.at("metric")));
}

TextTable comparison_table(const OrderedJson& comparison, bool compared) {
  TextTable table;
  table.rows.push_back({"candidate", "metric", "a", "b", "ratio"});
  table.right = {false, false, true, true, true};
  if (compared) {
    table.rows.front().emplace_back("finding");
    table.right.push_back(false);
  }
  for (const OrderedJson& row : comparison.at("rows")) {
    if ((row.at("finding") != "information") != compared) continue;
    const double a = row.at("a").get<double>();
    std::vector<std::string> cells{row.at("candidate"), row.at("metric"), text_of(row, "a"), text_of(row, "b"),
                                   a == 0 ? "-" : fmt::format("{:.3f}", row.at("b").get<double>() / a)};
    if (compared) cells.push_back(row.at("finding"));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

constexpr const char* information =
    "Measured at another time, or on another machine: for information, never a verdict. `gatewise gate` measures two "
    "builds in turn, now";

/// One line a row, its candidate above its rows.
std::string by_candidate(const TextTable& table) {
  std::string text;
  TextTable part{{}, {table.right.begin() + 1, table.right.end()}};
  const auto flush = [&] {
    if (!part.rows.empty()) text += part.plain(2);
    part.rows.clear();
  };
  std::string last;
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const std::vector<std::string>& row = table.rows[i];
    if (row.front() != last) {
      flush();
      text += row.front() + "\n";
      part.rows.emplace_back(table.rows.front().begin() + 1, table.rows.front().end());
    }
    last = row.front();
    part.rows.emplace_back(row.begin() + 1, row.end());
  }
  flush();
  return text;
}

}  // namespace

OrderedJson compare_json(const Evidence& a, const Evidence& b) {
  OrderedJson json{{"schema", "gatewise.compare/1"},
                   {"program", GATEWISE_VERSION},
                   {"a", {{"suite", a.suite.name}, {"host", OrderedJson(a.environment).value("class", "")}}},
                   {"b", {{"suite", b.suite.name}, {"host", OrderedJson(b.environment).value("class", "")}}},
                   {"same_dataset", a.suite.task == Task::cost_only ? OrderedJson(nullptr)  // there is none
                                                                    : OrderedJson(is_one_dataset(a, b))},
                   {"rows", OrderedJson::array()},
                   {"only_a", OrderedJson::array()},
                   {"only_b", OrderedJson::array()}};
  for (const Candidate& one : a.candidates) {
    const Candidate* other = find_candidate(b, one.id);
    if (one.status != "passed") continue;
    if (other == nullptr) {
      json["only_a"].push_back(one.id);
      continue;
    }
    for (const std::string& text : paths_of(a.suite)) {
      const MetricPath path = parse_metric_path(text, a.suite.task);
      const std::optional<Interval> mine = figure_of(one, path);
      const std::optional<Interval> theirs = figure_of(*other, path);
      if (!mine || !theirs) continue;
      const bool comparable = path.kind != "quality" || is_one_dataset(a, b);
      json["rows"].push_back({{"candidate", one.id},
                              {"metric", text},
                              {"a", mine->value},
                              {"b", theirs->value},
                              {"finding", finding_of(one, *other, path, comparable)}});
    }
  }
  for (const Candidate& one : b.candidates) {
    if (one.status == "passed" && find_candidate(a, one.id) == nullptr) json["only_b"].push_back(one.id);
  }
  return json;
}

namespace {

std::string comparison_on_terminal(const OrderedJson& comparison) {
  std::string text;
  for (const char* side : {"a", "b"}) {
    const OrderedJson& run = comparison.at(side);
    text += wrapped(
        fmt::format("{}: {} on {}", side, run.at("suite").get<std::string>(), run.at("host").get<std::string>()),
        terminal_columns, 0);
  }
  if (comparison.at("same_dataset") == false)
    text += wrapped("the datasets differ: quality is shown for information", terminal_columns, 2);
  text += "\n" + by_candidate(comparison_table(comparison, true));
  const TextTable informative = comparison_table(comparison, false);
  if (informative.rows.size() > 1) text += "\n" + wrapped(information, terminal_columns, 0) + by_candidate(informative);
  for (const char* side : {"a", "b"}) {
    const OrderedJson& only = comparison.at(fmt::format("only_{}", side));
    if (!only.empty())
      text += wrapped(fmt::format("only in {}: {}", side, fmt::join(only.get<std::vector<std::string>>(), ", ")),
                      terminal_columns, 2);
  }
  return text;
}

}  // namespace

std::string render_comparison(const OrderedJson& comparison) {
  return comparison_on_terminal(for_terminal(comparison));
}

namespace {

std::string comparison_in_markdown(const OrderedJson& comparison) {
  return fmt::format("# {} against {}\n\n{}\n## Measured apart\n\n{}.\n\n{}",
                     comparison.at("a").at("suite").get<std::string>(),
                     comparison.at("b").at("suite").get<std::string>(), comparison_table(comparison, true).markdown(),
                     information, comparison_table(comparison, false).markdown());
}

}  // namespace

std::string render_comparison_markdown(const OrderedJson& comparison) {
  return comparison_in_markdown(for_markdown(comparison));
}

}  // namespace gatewise
