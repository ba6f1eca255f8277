#include "reports/text/terminal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/json.hpp"
#include "base/units.hpp"
#include "data/task.hpp"
#include "reports/text/fairness_text.hpp"
#include "reports/text/gradient_table.hpp"
#include "reports/text/host_facts.hpp"
#include "reports/text/measurement_table.hpp"
#include "reports/text/printable_json.hpp"
#include "reports/text/rows.hpp"

namespace gatewise {
namespace {

constexpr std::size_t most_places = 12;  // a screenful; the other reports hold all

std::string host_text(const OrderedJson& host) {
  std::string text =
      wrapped(fmt::format("host {}: {}", host.at("id").get<std::string>(),
                          host.at("class").is_string() ? host.at("class").get<std::string>() : "unknown"),
              terminal_columns, 2);
  for (const std::string& line : host_facts(host)) text += wrapped(line, terminal_columns, 2);
  return text;
}

/// What was met in the dataset's files and mended, left out or kept.
std::string repairs_line(const OrderedJson& dataset) {
  std::vector<std::string> parts;
  if (dataset.is_object()) {
    for (const OrderedJson& repair : dataset.value("repairs", OrderedJson::array()))
      parts.push_back(fmt::format("{} {}", repair.at("count").dump(), repair.at("what").get<std::string>()));
  }
  return parts.empty() ? "" : wrapped(fmt::format("met in its files: {}", fmt::join(parts, "; ")), terminal_columns, 2);
}

std::string terminal_heading(const OrderedJson& report) {
  const OrderedJson& dataset = report.at("dataset");
  std::string text = fmt::format("{}: {}\n", report.at("suite").at("name").get<std::string>(),
                                 report.at("suite").at("task").get<std::string>());
  if (dataset.is_object()) {
    text += wrapped(fmt::format("{} test sequences of {} to {} steps (median {})",
                                dataset.at("test").at("sequences").dump(), dataset.at("test").at("min").dump(),
                                dataset.at("test").at("max").dump(), dataset.at("test").at("median").dump()),
                    terminal_columns, 2);
  }
  for (const OrderedJson& host : report.at("hosts")) text += host_text(host);
  return text + repairs_line(dataset);
}

/// The floor of the primary metric, once: it is the same in every row.
std::string floor_line(const OrderedJson& report) {
  for (const OrderedJson& candidate : report.at("candidates")) {
    if (!candidate.at("quality").contains(primary_of(report))) continue;
    const OrderedJson& quality = candidate.at("quality").at(primary_of(report));
    if (quality.at("floor").is_null()) continue;
    const std::size_t seeds = report.at("suite").at("seeds").size();
    const std::string recipe = seeds > 1 ? fmt::format("; recipe: the mean over {} trainings", seeds) : "";
    return wrapped(
        fmt::format("artifact: test {} of the training that validation chose, which ships{} "
                    "(floor {}, {})",
                    primary_of(report), recipe, format_quantity(quality.at("floor").get<double>(), Unit::none),
                    quality.at("floor_name").get<std::string>()),
        terminal_columns, 2);
  }
  return "";
}

/// The table as it is; where it is too wide, each candidate's name (column `names_at`) on a line of its own above its
/// figures.
std::string fitting(TextTable table, std::size_t names_at) {
  std::string plain = table.plain(1);
  if (widest_line(plain) <= terminal_columns) return plain;
  std::vector<std::string> names;
  for (std::vector<std::string>& row : table.rows) {
    const auto name = row.begin() + static_cast<std::ptrdiff_t>(names_at);
    names.push_back(*name);
    row.erase(name);
  }
  table.right.erase(table.right.begin() + static_cast<std::ptrdiff_t>(names_at));
  std::istringstream lines(table.plain());
  std::string text;
  std::string line;
  for (std::size_t i = 0; std::getline(lines, line); ++i)
    text += (i == 0 ? "" : "    " + names[i] + "\n") + line + "\n";
  return text;
}

std::string ranking_text(const OrderedJson& report, const OrderedJson& ranking) {
  std::string text = "\n" + wrapped(fmt::format("Budget {}{}: {}; prefer {}", ranking.at("budget").get<std::string>(),
                                                host_suffix(report, ranking), limits_text(ranking),
                                                ranking.at("prefer").get<std::string>()),
                                    terminal_columns, 0);
  TextTable table = ranked_table(report, ranking, false);
  const std::size_t places = table.rows.size() - 1;
  table.rows.resize(std::min(table.rows.size(), most_places + 1));
  text += fitting(table, 1);
  if (places > most_places) text += fmt::format("  and {} more in the report\n", places - most_places);
  text += wrapped(fmt::format("{}: {}", ranking.at("winner").is_null() ? "No winner" : "Winner",
                              ranking.at("why").get<std::string>()),
                  terminal_columns, 0);
  for (const OrderedJson& place : ranking.at("order")) {
    if (place.at("candidate") == ranking.at("winner")) continue;
    if (place.at("rank").get<std::size_t>() > most_places) break;
    text += wrapped(fmt::format("{}. {}: {}", place.at("rank").get<int>(), place.at("candidate").get<std::string>(),
                                place.at("why").get<std::string>()),
                    terminal_columns, 2);
  }
  for (const OrderedJson& relax : ranking.at("relax")) {
    const std::string metric = relax.at("metric");
    text +=
        wrapped(fmt::format("relax: {} from {} to {} would admit {}", metric, metric_text(metric, relax.at("limit")),
                            metric_text(metric, relax.at("needed")), relax.at("would_admit").get<std::string>()),
                terminal_columns, 2);
  }
  return text;
}

std::string unranked_reason(const OrderedJson& candidate) {
  return fmt::format("{} at {}: {}", candidate.at("status").get<std::string>(),
                     candidate.at("stage").is_null() ? "?" : candidate.at("stage").get<std::string>(),
                     candidate.at("reason").is_null() ? "no reason given" : candidate.at("reason").get<std::string>());
}

/// Each reason once, with all whom it concerns.
std::string unranked_text(const OrderedJson& report) {
  std::map<std::string, std::vector<std::string>> ids_by_reason;
  for (const OrderedJson& candidate : report.at("candidates")) {
    if (candidate.at("status") != "passed") ids_by_reason[unranked_reason(candidate)].push_back(candidate.at("id"));
  }
  std::string text;
  for (const auto& [reason, ids] : ids_by_reason)
    text += wrapped(fmt::format("{}: {}", fmt::join(ids, ", "), reason), terminal_columns, 2);
  return text.empty() ? "" : "\n" + unranked_title(report) + ":\n" + text;
}

/// What a "-d2" in a candidate's name costs.
std::string delay_line(const OrderedJson& report) {
  const OrderedJson& all = report.at("candidates");
  const auto delayed = std::find_if(
      all.begin(), all.end(), [](const OrderedJson& candidate) { return candidate.at("output_delay").get<int>() > 0; });
  if (delayed == all.end()) return "";
  return wrapped(
      delayed->at("delay_seconds").is_null()
          ? "-dK: the label comes K steps late; the dataset has no period, so latencies are of the step's work"
          : "-dK: the label comes K steps late, which its latency includes",
      terminal_columns, 2);
}

/// Where a suite has no budget, or scenarios that the ranked tables have no room for: all that was measured in them.
std::string measurements_text(const OrderedJson& report) {
  const bool all = report.at("rankings").empty();
  std::string text;
  for (MeasurementTable& one : measurement_tables(report)) {
    if (!all && (one.scenario == "streaming" || one.scenario == "offline")) continue;
    const std::size_t rows = one.table.rows.size() - 1;
    if (!all) one.table.rows.resize(std::min(one.table.rows.size(), most_places + 1));
    text += "\n" + wrapped(one.title + ":", terminal_columns, 0) + fitting(one.table, 0);
    if (one.table.rows.size() - 1 < rows)
      text += fmt::format("  and {} more in the report\n", rows + 1 - one.table.rows.size());
    for (const std::string& note : without_figure_notes(one)) text += wrapped(note, terminal_columns, 2);
  }
  return text;
}

/// Where the time of a step goes.
std::string parts_text(const OrderedJson& report) {
  TextTable table = step_parts_table(report);
  if (table.rows.size() < 2) return "";
  const std::size_t rows = table.rows.size() - 1;
  table.rows.resize(std::min(table.rows.size(), most_places + 1));
  std::string text = "\n" + wrapped(step_parts_title, terminal_columns, 0) + fitting(table, 0);
  if (rows > most_places) text += fmt::format("  and {} more in the report\n", rows - most_places);
  return text;
}

/// Reasons that are the same but for their numbers are said once.
class ReasonList {
 public:
  void add(const std::string& reason) {
    std::string shape = reason;
    std::replace_if(
        shape.begin(), shape.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; }, '#');
    shape.erase(std::unique(shape.begin(), shape.end(), [](char a, char b) { return a == '#' && b == '#'; }),
                shape.end());
    auto& [text, count] = by_shape_[shape];
    if (count++ == 0) text = reason;
  }

  std::string text() const {
    std::string all;
    for (const auto& [shape, entry] : by_shape_) {
      const auto& [reason, count] = entry;
      all += wrapped(reason + (count > 1 ? fmt::format(" (and {} more like it)", count - 1) : ""), terminal_columns, 2);
    }
    return all;
  }

 private:
  std::map<std::string, std::pair<std::string, int>> by_shape_;
};

/// Each reason for a verdict below VALID.
std::string verdict_text(const OrderedJson& report) {
  ReasonList reasons;
  for (const OrderedJson& measurement : report.at("measurements")) {
    const std::string verdict = measurement.at("verdict");
    const bool unmeasured = measurement.at("samples") == 0;
    if (unmeasured) continue;
    for (const OrderedJson& note : measurement.value("notes", OrderedJson::array()))
      reasons.add(fmt::format("{}: {}", measurement.at("scenario").get<std::string>(), note.get<std::string>()));
    if (verdict == "VALID") continue;
    for (const OrderedJson& reason : measurement.at("reasons"))
      reasons.add(
          fmt::format("{} {}: {}", measurement.at("scenario").get<std::string>(), verdict, reason.get<std::string>()));
  }
  for (const OrderedJson& candidate : report.at("candidates")) {
    if (primary_of(report).empty()) break;
    for (const OrderedJson& reason : candidate.at("quality_verdict").at("reasons"))
      reasons.add("quality INDICATIVE: " + reason.get<std::string>());
  }
  for (const OrderedJson& candidate : report.at("candidates")) {
    const OrderedJson& complaint = candidate.at("memory").at("complaint");
    if (complaint.is_string())
      reasons.add(fmt::format("memory of {}: {}", candidate.at("id").get<std::string>(), complaint.get<std::string>()));
  }
  for (const OrderedJson& host : report.at("hosts")) {
    for (const OrderedJson& warning : host.at("warnings"))
      reasons.add(fmt::format("machine {}: {}", host.at("id").get<std::string>(), warning.get<std::string>()));
  }
  // An answer for each step seldom hangs on all that came before it: of these report.md tells.
  const bool may_forget = answers_every_step(parse_task(report.at("suite").at("task")));
  for (const GradientNote& note : gradient_notes(report)) {
    if (!may_forget || note.flag != "vanishing") reasons.add(note.text);
  }
  for (const OrderedJson& warning : report.at("warnings")) reasons.add(warning.get<std::string>());
  const std::string text = reasons.text();
  return text.empty() ? "" : "\nMind:\n" + text;
}

std::string report_on_terminal(const OrderedJson& report) {
  std::string text = terminal_heading(report) + floor_line(report) + delay_line(report);
  for (const std::string& line : fairness_lines(report)) text += wrapped(line, terminal_columns, 2);
  for (const OrderedJson& ranking : report.at("rankings")) text += ranking_text(report, ranking);
  return text + measurements_text(report) + parts_text(report) + unranked_text(report) + verdict_text(report);
}

}  // namespace

std::string render_terminal(const OrderedJson& report) { return report_on_terminal(for_terminal(report)); }

}  // namespace gatewise
