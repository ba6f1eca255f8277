#include "reports/text/gate_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "base/units.hpp"
#include "measure/metric_path.hpp"
#include "reports/text/printable_json.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {
namespace {

/// Null where there is no such number: JSON has no infinity.
OrderedJson finite(double value) { return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr); }

OrderedJson row_json(const GateRow& row) {
  OrderedJson json{{"base", row.base},
                   {"head", row.head},
                   {"metric", row.rule.metric.text},
                   {"worse_by", row.rule.worse_by},
                   {"and_by", row.rule.and_by},
                   {"finding", finding_name(row.finding)},
                   {"reason", row.reason.empty() ? OrderedJson(nullptr) : OrderedJson(row.reason)}};
  if (!row.change) return json;
  const Change& change = *row.change;
  json["base_value"] = change.base;
  json["head_value"] = change.head;
  json["ratio"] = {
      {"value", finite(change.ratio.value)}, {"low", finite(change.ratio.low)}, {"high", finite(change.ratio.high)}};
  json["p"] = change.p;
  json["corrected_p"] = row.corrected_p;
  json["detectable"] = finite(change.detectable);
  json["exact"] = change.is_exact;
  return json;
}

std::string change_percent(double ratio) { return fmt::format("{:+.1f} %", 100 * (ratio - 1)); }

std::string gate_value_text(const OrderedJson& row, const char* key) {
  return format_quantity(row.at(key).get<double>(), unit_of_path(row.at("metric")));
}

std::string change_text(const OrderedJson& row) {
  const OrderedJson& ratio = row.at("ratio");
  if (row.at("base_value") == row.at("head_value") && row.at("exact").get<bool>()) return "none";
  if (ratio.at("value").is_null()) return "from 0";
  if (row.at("exact").get<bool>()) return change_percent(ratio.at("value"));
  const auto end = [&](const char* key) {
    return ratio.at(key).is_null() ? std::string("unknown") : change_percent(ratio.at(key));
  };
  return fmt::format("{} [{}, {}]", change_percent(ratio.at("value")), end("low"), end("high"));
}

std::string detectable_text(const OrderedJson& row) {
  if (row.at("exact").get<bool>()) return "any";
  if (row.at("detectable").is_null()) return "unknown";
  if (row.at("detectable") == 0) return "-";  // no share of nothing
  return fmt::format("{:.1f} %", 100 * row.at("detectable").get<double>());
}

bool is_compared(const OrderedJson& row) { return row.contains("ratio"); }

/// "lstm-h64-l1: base.f32 -> head.f32" where both are one architecture.
std::string pair_text(const OrderedJson& row) {
  const std::string base = row.at("base");
  const std::string head = row.at("head");
  const std::size_t slash = base.find('/');
  if (slash != std::string::npos && head.rfind(base.substr(0, slash + 1), 0) == 0)
    return fmt::format("{}: {} -> {}", base.substr(0, slash), base.substr(slash + 1), head.substr(slash + 1));
  return fmt::format("{} -> {}", base, head);
}

std::string reason_text(const OrderedJson& row) {
  return fmt::format("{} of {}: {}", row.at("metric").get<std::string>(), pair_text(row),
                     row.at("reason").get<std::string>());
}

TextTable gate_table(const OrderedJson& gate, const std::string& pair) {
  TextTable table;
  table.rows.push_back({"metric", "base", "head", "change", "seen from", "finding"});
  table.right = {false, true, true, true, true, false};
  for (const OrderedJson& row : gate.at("rows")) {
    if (pair_text(row) != pair) continue;
    if (!is_compared(row)) {
      table.rows.push_back({row.at("metric"), "-", "-", "-", "-", row.at("finding")});
      continue;
    }
    table.rows.push_back({row.at("metric"), gate_value_text(row, "base_value"), gate_value_text(row, "head_value"),
                          change_text(row), detectable_text(row), row.at("finding")});
  }
  return table;
}

/// For lines that would be wider than a terminal: a metric's numbers below its name.
std::string in_two_lines(const OrderedJson& gate, const std::string& pair) {
  std::string text;
  for (const OrderedJson& row : gate.at("rows")) {
    if (pair_text(row) != pair) continue;
    text += fmt::format("{}: {}\n", row.at("metric").get<std::string>(), row.at("finding").get<std::string>());
    if (!is_compared(row)) continue;
    text += wrapped(fmt::format("{} -> {}, {}; seen from {}", gate_value_text(row, "base_value"),
                                gate_value_text(row, "head_value"), change_text(row), detectable_text(row)),
                    terminal_columns, 2);
  }
  return text;
}

std::string pair_table(const OrderedJson& gate, const std::string& pair) {
  const TextTable table = gate_table(gate, pair);
  for (const std::size_t gap : {2U, 1U}) {
    if (std::string text = table.plain(gap); widest_line(text) <= terminal_columns) return text;
  }
  return in_two_lines(gate, pair);
}

std::vector<std::string> pairs_of(const OrderedJson& gate) {
  std::vector<std::string> pairs;
  for (const OrderedJson& row : gate.at("rows")) {
    if (pairs.empty() || pairs.back() != pair_text(row)) pairs.push_back(pair_text(row));
  }
  return pairs;
}

std::string summary_of(const OrderedJson& gate) {
  return fmt::format("{} regressions, {} waived, {} worse within the rules, {} better, {} the same, {} not compared",
                     gate.at("regressions").dump(), gate.at("waived").dump(), gate.at("worse").dump(),
                     gate.at("better").dump(), gate.at("same").dump(), gate.at("not_compared").dump());
}

std::string xml(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
    }
  }
  return escaped;
}

std::string junit_case(const OrderedJson& row) {
  std::string text = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(pair_text(row)),
                                 xml(row.at("metric").get<std::string>()));
  const std::string finding = row.at("finding");
  const std::string reason = row.at("reason").is_null() ? finding : row.at("reason").get<std::string>();
  if (finding == "REGRESSION" && !is_compared(row))
    return text + fmt::format("><failure message=\"{}\"/></testcase>\n", xml(reason));
  if (finding == "REGRESSION") {
    return text + fmt::format("><failure message=\"{} to {}: {}\"/></testcase>\n",
                              xml(gate_value_text(row, "base_value")), xml(gate_value_text(row, "head_value")),
                              xml(change_text(row)));
  }
  if (finding == "waived" || finding == "not compared")
    return text + fmt::format("><skipped message=\"{}\"/></testcase>\n", xml(reason));
  return text + "/>\n";
}

std::size_t count(const OrderedJson& gate, const char* key) { return gate.at(key).get<std::size_t>(); }

/// The second witness: what the processor counted.
std::vector<std::string> witness_lines(const OrderedJson& gate) {
  std::vector<std::string> lines;
  for (const OrderedJson& one : gate.at("instructions")) {
    lines.push_back(fmt::format("instructions a step of {}: {:.0f} to {:.0f} ({})", pair_text(one),
                                one.at("base_value").get<double>(), one.at("head_value").get<double>(),
                                change_percent(one.at("ratio").get<double>())));
  }
  if (gate.at("no_instructions").is_string())
    lines.push_back("instructions were not counted: " + gate.at("no_instructions").get<std::string>());
  return lines;
}

}  // namespace

OrderedJson gate_json(const GateOutcome& outcome, const Evidence& evidence) {
  OrderedJson json{
      {"schema", "gatewise.gate/1"},
      {"program", GATEWISE_VERSION},
      {"suite", evidence.suite.name},
      {"host", OrderedJson(evidence.environment).value("class", "")},
      {"regressions", outcome.count(GateFinding::regression)},
      {"waived", outcome.count(GateFinding::waived)},
      {"worse", outcome.count(GateFinding::worse)},
      {"better", outcome.count(GateFinding::better)},
      {"same", outcome.count(GateFinding::same)},
      {"not_compared", outcome.count(GateFinding::not_compared)},
      {"indicative", outcome.is_indicative},
      {"rows", OrderedJson::array()},
      {"instructions", OrderedJson::array()},
      {"no_instructions", outcome.no_witness.empty() ? OrderedJson(nullptr) : OrderedJson(outcome.no_witness)},
      {"warnings", outcome.warnings}};
  for (const InstructionWitness& witness : outcome.witnesses) {
    json["instructions"].push_back({{"base", witness.base},
                                    {"head", witness.head},
                                    {"base_value", witness.change.base},
                                    {"head_value", witness.change.head},
                                    {"ratio", witness.change.ratio.value}});
  }
  for (const GateRow& row : outcome.rows) json["rows"].push_back(row_json(row));
  return json;
}

namespace {

std::string gate_on_terminal(const OrderedJson& gate) {
  std::string text =
      wrapped(fmt::format("gate {}: {}", gate.at("suite").get<std::string>(), gate.at("host").get<std::string>()),
              terminal_columns, 0);
  for (const std::string& pair : pairs_of(gate))
    text += "\n" + wrapped(pair, terminal_columns, 0) + pair_table(gate, pair);
  std::string reasons;
  for (const OrderedJson& row : gate.at("rows")) {
    if (!row.at("reason").is_null()) reasons += wrapped(reason_text(row), terminal_columns, 2);
  }
  if (!reasons.empty()) text += "\n" + reasons;
  for (const std::string& line : witness_lines(gate)) text += wrapped(line, terminal_columns, 2);
  text += "\n" + wrapped(summary_of(gate), terminal_columns, 0);
  text += wrapped("'seen from' is the smallest change that would have been told from chance in four of five cases",
                  terminal_columns, 2);
  for (const OrderedJson& warning : gate.at("warnings"))
    text += wrapped(warning.get<std::string>(), terminal_columns, 2);
  return text;
}

}  // namespace

std::string render_gate(const OrderedJson& gate) { return gate_on_terminal(for_terminal(gate)); }

namespace {

std::string gate_in_markdown(const OrderedJson& gate) {
  std::string text = fmt::format("# Gate {}\n\n{}\n", gate.at("suite").get<std::string>(), summary_of(gate));
  for (const std::string& pair : pairs_of(gate))
    text += fmt::format("\n## {}\n\n{}", pair, gate_table(gate, pair).markdown());
  for (const OrderedJson& row : gate.at("rows")) {
    if (!row.at("reason").is_null()) text += fmt::format("\n- {}\n", reason_text(row));
  }
  for (const std::string& line : witness_lines(gate)) text += fmt::format("\n- {}\n", line);
  for (const OrderedJson& warning : gate.at("warnings")) text += fmt::format("\n- {}\n", warning.get<std::string>());
  return text;
}

}  // namespace

std::string render_gate_markdown(const OrderedJson& gate) { return gate_in_markdown(for_markdown(gate)); }

namespace {

std::string gate_as_junit(const OrderedJson& gate) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  const std::string numbers =
      fmt::format("tests=\"{}\" failures=\"{}\" skipped=\"{}\"", gate.at("rows").size(), count(gate, "regressions"),
                  count(gate, "waived") + count(gate, "not_compared"));
  text += fmt::format("<testsuites>\n  <testsuite name=\"gatewise gate {}\" {}>\n",
                      xml(gate.at("suite").get<std::string>()), numbers);
  for (const OrderedJson& row : gate.at("rows")) text += junit_case(row);
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace

/// XML knows no control characters, not even by number.
std::string render_gate_junit(const OrderedJson& gate) { return gate_as_junit(for_terminal(gate)); }

}  // namespace gatewise
