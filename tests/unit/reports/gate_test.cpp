// A gate's reports: JSON, a terminal's text, Markdown and JUnit's XML.
#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/json.hpp"
#include "reports/text/gate_report.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise::reports_gate_test {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Task task = Task::sequence_classification;

Change times(double base, double head) {
  const double ratio = head / base;
  return {base, head, {ratio, ratio * 0.989, ratio * 1.012}, 0.001, 0.0123, false};
}

GateRow row(const std::string& metric, GateFinding finding, std::optional<Change> change = times(1234, 1611),
            const std::string& reason = "") {
  GateRow one;
  one.base = "lstm-h8-l1/base.f32";
  one.head = "lstm-h8-l1/head.f32";
  one.rule = {parse_metric_path(metric, task), 0.05, 50};
  one.finding = finding;
  one.change = std::move(change);
  one.reason = reason;
  return one;
}

Evidence evidence() {
  Evidence one;
  one.suite.name = "nightly";
  one.environment = {{"class", "AMD EPYC | avx512 vnni amx | 48 KiB, 2 MiB, 32 MiB | pinned"}};
  return one;
}

/// One of each finding, the longest names among them.
GateOutcome outcome() {
  GateOutcome one;
  one.rows = {
      row("latency.streaming.p50", GateFinding::regression),
      row("latency.streaming.p99", GateFinding::waived, times(1e6, 2e6), "waived until 2026-12-31: a known thing"),
      row("throughput.offline.sequences_per_second", GateFinding::worse, times(123456, 111111)),
      row("memory.total", GateFinding::same, Change{1000, 1000, {1, 1, 1}, 1, 0, true}),
      row("memory.allocations_per_step", GateFinding::better, Change{4, 2, {0.5, 0.5, 0.5}, 0, 0, true}),
      row("memory.weights", GateFinding::not_compared, std::nullopt, "memory.weights was not measured")};
  one.warnings = {
      "latency.streaming.p50 INDICATIVE: the measuring process could not be pinned to a core, which takes "
      "more than one line to say"};
  one.is_indicative = true;
  return one;
}

OrderedJson whole() { return gate_json(outcome(), evidence()); }
OrderedJson of(const GateRow& one) {
  GateOutcome all;
  all.rows = {one};
  return gate_json(all, evidence());
}

std::vector<std::string> keys_of(const OrderedJson& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

TEST(GateJson, CountsFindings) {
  const OrderedJson gate = whole();
  EXPECT_EQ(gate.at("schema"), "gatewise.gate/1");
  EXPECT_EQ(gate.at("suite"), "nightly");
  for (const char* key : {"regressions", "waived", "worse", "better", "same", "not_compared"})
    EXPECT_EQ(gate.at(key), 1) << key;
  EXPECT_EQ(gate.at("indicative"), true);
  EXPECT_EQ(gate.at("warnings").size(), 1U);
  EXPECT_EQ(gate.at("rows").size(), 6U);
}

TEST(GateJson, HasTheNumbersOfWhatWasComparedAndTheReasonOfWhatWasNot) {
  const OrderedJson rows = whole().at("rows");
  EXPECT_THAT(keys_of(rows.at(0)),
              ElementsAre("base", "head", "metric", "worse_by", "and_by", "finding", "reason", "base_value",
                          "head_value", "ratio", "p", "corrected_p", "detectable", "exact"));
  EXPECT_THAT(keys_of(rows.at(0).at("ratio")), ElementsAre("value", "low", "high"));
  EXPECT_EQ(rows.at(0).at("finding"), "REGRESSION");
  EXPECT_TRUE(rows.at(0).at("reason").is_null());
  EXPECT_EQ(rows.at(0).at("worse_by"), 0.05);
  EXPECT_EQ(rows.at(0).at("head_value"), 1611);
  EXPECT_THAT(keys_of(rows.at(5)), ElementsAre("base", "head", "metric", "worse_by", "and_by", "finding", "reason"));
  EXPECT_EQ(rows.at(5).at("reason"), "memory.weights was not measured");
}

const Change from_nothing{0,
                          2,
                          {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::infinity()},
                          0,
                          0,
                          true};

TEST(GateJson, IsTheSameAfterItWasWrittenAndRead) {
  for (const OrderedJson& gate :
       {whole(), of(row("memory.allocations_per_step", GateFinding::regression, from_nothing))}) {
    const OrderedJson read = OrderedJson::parse(gate.dump(2));
    EXPECT_EQ(read, gate);
    EXPECT_EQ(render_gate(read), render_gate(gate));
    EXPECT_EQ(render_gate_junit(read), render_gate_junit(gate));
  }
}

TEST(GateText, SaysWhatBecameOfEachRule) {
  const std::string text = render_gate(whole());
  EXPECT_THAT(text, HasSubstr("lstm-h8-l1: base.f32 -> head.f32"));
  EXPECT_THAT(text, HasSubstr("1.23 us"));
  EXPECT_THAT(text, HasSubstr("1.61 us"));
  EXPECT_THAT(text, HasSubstr("+30.6 % [+29.1 %, +32.1 %]"));
  EXPECT_THAT(text, HasSubstr("REGRESSION"));
  EXPECT_THAT(text, HasSubstr("waived until\n  2026-12-31: a known thing"));
  EXPECT_THAT(text,
              HasSubstr("1 regressions, 1 waived, 1 worse within the rules, 1 better, 1 the same, 1 not\ncompared"));
  EXPECT_THAT(text, HasSubstr("INDICATIVE: the measuring process"));
}

void expect_narrow(const OrderedJson& gate) { EXPECT_LE(widest_line(render_gate(gate)), 80U) << render_gate(gate); }

TEST(GateText, HasNoLineOverEightyColumns) {
  expect_narrow(whole());
  for (const char* metric : {"latency.streaming.p50", "throughput.offline.sequences_per_second"}) {
    for (const GateFinding finding : {GateFinding::regression, GateFinding::worse, GateFinding::not_compared})
      expect_narrow(of(row(metric, finding)));
  }
}

TEST(GateText, HasNoLineOverEightyColumnsForTheLongestNames) {
  GateRow one = row("throughput.offline.sequences_per_second", GateFinding::worse, times(123456, 111111));
  one.base = "gru_reset_before-h1024-l16-bi-i512-t1000-n64/a_build_of_mine.int8@avx512vnni";
  one.head = "lstm_with_peepholes-h1024-l16-bi-i512-t1000-n64/another_of_mine.f32@avx512";
  expect_narrow(of(one));
}

TEST(GateText, OfAFewShortNumbersIsATableOfOneLineARule) {
  const std::string text =
      render_gate(of(row("memory.total", GateFinding::same, Change{1024, 1024, {1, 1, 1}, 1, 0, true})));
  EXPECT_THAT(text, HasSubstr("metric            base      head  change  seen from  finding\n"));
  EXPECT_THAT(text, HasSubstr("memory.total  1.00 KiB  1.00 KiB    none        any  same\n"));
}

TEST(GateText, OfAChangeFromNothingNamesNoPercentage) {
  const std::string text = render_gate(of(row("memory.allocations_per_step", GateFinding::regression, from_nothing)));
  EXPECT_THAT(text, HasSubstr("from 0"));
  EXPECT_THAT(text, Not(HasSubstr("inf")));
}

TEST(GateText, OfAChangeWhoseIntervalIsUnknownSaysSo) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const OrderedJson gate =
      of(row("quality.accuracy", GateFinding::same, Change{0.9, 0.1, {0.111, unknown, unknown}, 1, unknown, false}));
  EXPECT_THAT(render_gate(gate), HasSubstr("-88.9 % [unknown, unknown]"));
  EXPECT_TRUE(gate.at("rows").at(0).at("detectable").is_null());
}

TEST(GateMarkdown, IsATableAPair) {
  const std::string text = render_gate_markdown(whole());
  EXPECT_THAT(text, HasSubstr("# Gate nightly\n"));
  EXPECT_THAT(text, HasSubstr("## lstm-h8-l1: base.f32 -> head.f32\n"));
  EXPECT_THAT(text, HasSubstr("| latency.streaming.p50 | 1.23 us | 1.61 us | +30.6 % [+29.1 %, +32.1 %] | 1.2 % | "
                              "REGRESSION |\n"));
  EXPECT_THAT(text, HasSubstr("waived until 2026-12-31: a known thing"));
  EXPECT_THAT(text, HasSubstr("\n- latency.streaming.p50 INDICATIVE"));
}

/// Just enough of XML to see that a document is well formed: its elements' names in order, and its texts unescaped.
class Xml {
 public:
  explicit Xml(const std::string& text) : text_(text) {
    const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    EXPECT_EQ(text_.rfind(head, 0), 0U);
    at_ = head.size();
    while (well_formed_ && at_ < text_.size()) next();
    well_formed_ = well_formed_ && open_.empty();
  }

  bool well_formed() const { return well_formed_; }
  std::size_t count(const std::string& element) const {
    return static_cast<std::size_t>(std::count(elements_.begin(), elements_.end(), element));
  }
  /// Of the first element that has it.
  std::string attribute(const std::string& name) const {
    for (const auto& [key, value] : attributes_) {
      if (key == name) return value;
    }
    return "(none)";
  }

 private:
  void next() {
    const char c = text_[at_];
    if (c == '<') return tag();
    if (c == '>' || c == '&' || static_cast<unsigned char>(c) > ' ') well_formed_ = false;  // no text is expected
    ++at_;
  }

  void tag() {
    const std::size_t end = text_.find('>', at_);
    if (end == std::string::npos) return fail();
    std::string inside = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (inside.find('<') != std::string::npos) return fail();
    if (inside[0] == '/') {
      if (open_.empty() || open_.back() != inside.substr(1)) return fail();
      return open_.pop_back();
    }
    const bool is_closed = inside.back() == '/';
    if (is_closed) inside.pop_back();
    const std::size_t space = inside.find(' ');
    elements_.push_back(inside.substr(0, space));
    if (!is_closed) open_.push_back(elements_.back());
    while (space != std::string::npos && !inside.empty() && well_formed_) {
      const std::size_t from = inside.find(' ');
      if (from == std::string::npos) break;
      inside = attribute_of(inside.substr(from + 1));
    }
  }

  /// Takes one `name="value"` off; what follows it.
  std::string attribute_of(const std::string& text) {
    const std::size_t equals = text.find("=\"");
    const std::size_t end = equals == std::string::npos ? equals : text.find('"', equals + 2);
    if (end == std::string::npos) {
      fail();
      return "";
    }
    attributes_.emplace_back(text.substr(0, equals), unescaped(text.substr(equals + 2, end - equals - 2)));
    return text.substr(end + 1);
  }

  std::string unescaped(const std::string& text) {
    static const std::vector<std::pair<std::string, char>> all{
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (static_cast<unsigned char>(text[i]) < 0x20) fail();
      if (text[i] != '&') {
        plain += text[i];
        continue;
      }
      const auto found = std::find_if(
          all.begin(), all.end(), [&](const auto& one) { return text.compare(i, one.first.size(), one.first) == 0; });
      if (found == all.end()) {
        fail();
        break;
      }
      plain += found->second;
      i += found->first.size() - 1;
    }
    return plain;
  }

  void fail() { well_formed_ = false; }

  std::string text_;
  std::size_t at_ = 0;
  bool well_formed_ = true;
  std::vector<std::string> open_;
  std::vector<std::string> elements_;
  std::vector<std::pair<std::string, std::string>> attributes_;
};

TEST(GateJunit, IsWellFormedAndCounts) {
  const Xml xml(render_gate_junit(whole()));
  EXPECT_TRUE(xml.well_formed()) << render_gate_junit(whole());
  EXPECT_EQ(xml.count("testsuites"), 1U);
  EXPECT_EQ(xml.count("testsuite"), 1U);
  EXPECT_EQ(xml.count("testcase"), 6U);
  EXPECT_EQ(xml.count("failure"), 1U);
  EXPECT_EQ(xml.count("skipped"), 2U);
  EXPECT_EQ(xml.attribute("tests"), "6");
  EXPECT_EQ(xml.attribute("failures"), "1");
  EXPECT_EQ(xml.attribute("skipped"), "2");
  EXPECT_EQ(xml.attribute("classname"), "lstm-h8-l1: base.f32 -> head.f32");
}

TEST(GateJunit, EscapesWhatXmlMeansOtherwise) {
  GateRow one = row("memory.total", GateFinding::not_compared, std::nullopt, "a \"quoted\" <reason> & \x01 more");
  one.base = "a<b>&\"c\"";
  one.head = "d";
  const Xml xml(render_gate_junit(of(one)));
  EXPECT_TRUE(xml.well_formed()) << render_gate_junit(of(one));
  EXPECT_EQ(xml.attribute("classname"), "a<b>&\"c\" -> d");
  EXPECT_EQ(xml.attribute("message"), "a \"quoted\" <reason> & \\u0001 more");
}

TEST(GateJunit, OfAHeadThatFailsHasItsReason) {
  const GateRow one = row("memory.total", GateFinding::regression, std::nullopt, "head failed at load: no <such> file");
  const Xml xml(render_gate_junit(of(one)));
  EXPECT_TRUE(xml.well_formed());
  EXPECT_EQ(xml.count("failure"), 1U);
  EXPECT_EQ(xml.attribute("message"), "head failed at load: no <such> file");
  EXPECT_THAT(render_gate(of(one)), HasSubstr("head failed at load"));
}

TEST(GateJunit, OfNoRuleAtAllIsWellFormedToo) {
  const Xml xml(render_gate_junit(gate_json({}, evidence())));
  EXPECT_TRUE(xml.well_formed());
  EXPECT_EQ(xml.count("testcase"), 0U);
}

}  // namespace
}  // namespace gatewise::reports_gate_test
