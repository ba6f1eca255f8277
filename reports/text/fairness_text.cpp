#include "reports/text/fairness_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "base/json.hpp"
#include "base/units.hpp"
#include "reports/text/rows.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {
namespace {

constexpr std::size_t most_lines = 12;  // a screenful; the other reports hold all

std::string size_value(const OrderedJson& sizes, const OrderedJson& value) {
  if (value.is_null()) return "-";
  const std::string unit = sizes.at("unit");
  const Unit shown = unit == "bytes" ? Unit::bytes : unit == "ns" ? Unit::nanoseconds : Unit::none;
  return format_quantity(std::round(value.get<double>()), shown);
}

std::string share_percent(const OrderedJson& share) {
  return share.is_null() ? "-" : fmt::format("{:.1f} %", 100 * share.get<double>());
}

std::string size_text(const OrderedJson& sizes, const OrderedJson& size) {
  const std::string name = size.at("architecture");
  if (size.at("hidden").is_null()) return fmt::format("{} has none", name);
  return fmt::format("{} {} ({})", name, size_value(sizes, size.at("value")), share_percent(size.at("share")));
}

std::string sizes_line(const OrderedJson& sizes) {
  std::vector<std::string> texts;
  for (const OrderedJson& size : sizes.at("solved")) texts.push_back(size_text(sizes, size));
  return fmt::format("hidden sizes are the largest of {}: {}", sizes.at("rule").get<std::string>(),
                     fmt::join(texts, ", "));
}

/// An architecture and its tuning, which its candidates share.
struct ArchitectureTuning {
  std::string architecture;
  const OrderedJson* tuning;
};

std::vector<ArchitectureTuning> tunings_of(const OrderedJson& report) {
  std::vector<ArchitectureTuning> all;
  for (const OrderedJson& candidate : report.at("candidates")) {
    const std::string id = candidate.at("id");
    const std::string architecture = id.substr(0, id.find('/'));
    if (all.empty() || all.back().architecture != architecture) all.push_back({architecture, &candidate.at("tuning")});
  }
  return all;
}

bool sweeps(const std::vector<ArchitectureTuning>& tunings) {
  return !tunings.empty() && !tunings.front().tuning->at("learning_rates").empty();
}

TextTable sizes_table(const OrderedJson& sizes) {
  TextTable table;
  table.rows.push_back(
      {"architecture", "comes to", "of the limit", "next size", "comes to", "held against", "measured on"});
  table.right = {false, true, true, true, true, false, false};
  const auto text = [](const OrderedJson& value) { return value.is_null() ? "-" : value.get<std::string>(); };
  for (const OrderedJson& size : sizes.at("solved")) {
    table.rows.push_back({size.at("architecture"), size_value(sizes, size.at("value")), share_percent(size.at("share")),
                          size.at("next_hidden").is_null() ? "-" : size.at("next_hidden").dump(),
                          size_value(sizes, size.at("next_value")), text(size.at("backend")), text(size.at("host"))});
  }
  return table;
}

std::string sizes_markdown(const OrderedJson& sizes) {
  std::string text =
      fmt::format("Hidden sizes were solved for: the largest multiple of {} with {}.\n\n{}",
                  sizes.at("multiple").dump(), sizes.at("rule").get<std::string>(), sizes_table(sizes).markdown());
  for (const OrderedJson& size : sizes.at("solved")) {
    if (size.at("trouble").is_string())
      text += fmt::format("\n- `{}`: {}\n", size.at("architecture").get<std::string>(),
                          size.at("trouble").get<std::string>());
  }
  return text + "\n";
}

std::vector<std::string> rate_row(const std::string& architecture, const OrderedJson& tried, bool at_edge) {
  const bool chosen = tried.at("chosen");
  std::string note = tried.at("reason").is_string() ? tried.at("reason").get<std::string>() : "";
  if (chosen)
    note = std::string("chosen") + (at_edge ? ", at the edge of the sweep" : "") + (note.empty() ? "" : "; ") + note;
  return {architecture,
          fmt::format("{}", tried.at("rate").get<double>()),
          tried.at("validation").is_null() ? "-" : format_quantity(tried.at("validation").get<double>(), Unit::none),
          tried.at("epochs").dump(),
          format_quantity(tried.at("seconds").get<double>() * 1e9, Unit::nanoseconds),
          note.empty() ? tried.at("status").get<std::string>() : note};
}

std::string tuning_markdown(const OrderedJson& report) {
  const std::vector<ArchitectureTuning> tunings = tunings_of(report);
  if (!sweeps(tunings)) return "Tuning: none: one recipe for all.\n";
  TextTable table;
  table.rows.push_back(
      {"architecture", "learning rate", "validation " + primary_of(report), "epochs", "seconds", "what"});
  table.right = {false, true, true, true, true, false};
  std::string text;
  for (const ArchitectureTuning& one : tunings) {
    text += fmt::format("- `{}`: {}\n", one.architecture, one.tuning->at("text").get<std::string>());
    for (const OrderedJson& tried : one.tuning->at("learning_rates"))
      table.rows.push_back(rate_row(one.architecture, tried, one.tuning->at("at_edge")));
  }
  return fmt::format(
      "Tuning: each architecture was trained with one seed at every learning rate; the best on validation is its "
      "own.\n\n"
      "{}\n{}",
      text, table.markdown());
}

}  // namespace

std::vector<std::string> fairness_lines(const OrderedJson& report) {
  if (primary_of(report).empty()) return {};
  std::vector<std::string> lines;
  if (report.at("sizes").is_object()) lines.push_back(sizes_line(report.at("sizes")));
  const std::vector<ArchitectureTuning> tunings = tunings_of(report);
  if (!sweeps(tunings)) {
    lines.emplace_back("tuning: none: one recipe for all");
    return lines;
  }
  for (std::size_t i = 0; i < std::min(tunings.size(), most_lines); ++i)
    lines.push_back(
        fmt::format("tuning of {}: {}", tunings[i].architecture, tunings[i].tuning->at("text").get<std::string>()));
  if (tunings.size() > most_lines)
    lines.push_back(fmt::format("and {} more in the report", tunings.size() - most_lines));
  return lines;
}

std::string fairness_markdown(const OrderedJson& report) {
  if (primary_of(report).empty()) return "";
  const std::string sizes = report.at("sizes").is_object() ? sizes_markdown(report.at("sizes")) : "";
  return "\n## What was made equal\n\n" + sizes + tuning_markdown(report);
}

}  // namespace gatewise
