// report.html of a real run, as a browser shows it.
#include "reports/page.hpp"

#include <regex>

#include "reports/html.hpp"
#include "support/chromium.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int desktop = 1280;
constexpr int phone = 390;

/// Two budgets, one that none can keep; candidates of both directions; one that crashes, one that refuses.
class Page : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_chromium()) GTEST_SKIP() << "chromium is not installed";
    if (page_template().empty()) GTEST_SKIP() << "this program was built without npm: it has no page";
    const Outcome outcome = work_.run_suite(
        {"--set", "architectures.hidden=[4, 6]", "--set", R"(architectures.direction=["forward", "bidirectional"])",
         "--plugin", test_plugin("crash_in_run").string(), "--plugin", test_plugin("refuses_size").string()});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    ASSERT_THAT(outcome.out, HasSubstr("report: out/report.html\n"));
    report_ = OrderedJson::parse(bytes_of(work_ / "out/report.json"));
  }

  Rendered of_the_run(int width) const { return rendered(work_ / "out/report.html", width); }
  /// The page of a report that was changed by the test.
  Rendered of(const OrderedJson& report) const {
    return rendered(write(work_ / "changed.html", *render_html(report)), desktop);
  }

  Workplace work_{
      small_suite("[budget.edge]\nquality.accuracy = { min = 0.001 }\nlatency.streaming.p99 = { max = \"1s\" }\n"
                  "memory.total = { max = \"1MiB\" }\n[budget.tight]\nmemory.total = { max = \"1B\" }\n")};
  OrderedJson report_;
};

void expect_sound(const Rendered& page) {
  EXPECT_THAT(page.console, IsEmpty());
  EXPECT_EQ(between(page.markup, "data-state=\"", "\""), "ready");
  EXPECT_EQ(between(page.markup, "data-overflow=\"", "\""), "0") << "the page scrolls sideways";
  std::smatch word;
  const std::string text = visible_text(page.markup);
  EXPECT_FALSE(std::regex_search(text, word, std::regex("\\b(null|NaN|undefined|Infinity)\\b"))) << word.str();
}

std::string section(const Rendered& page, const std::string& id) {
  return between(page.markup, "<section id=\"" + id + "\"", "</section>");
}

std::vector<std::string> ranked_ids(const OrderedJson& ranking) {
  std::vector<std::string> ids;
  for (const OrderedJson& place : ranking.at("order")) ids.push_back(place.at("candidate"));
  return ids;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_F(Page, ShowsEveryBudgetsRowsInTheirOrder) {
  const Rendered page = of_the_run(desktop);
  expect_sound(page);
  int number = 0;
  for (const OrderedJson& ranking : report_.at("rankings")) {
    const std::string budget = section(page, "budget-" + std::to_string(++number));
    EXPECT_THAT(ranked_ids(ranking), Not(IsEmpty()));
    EXPECT_THAT(values_of(budget, "data-candidate"), ElementsAreArray(ranked_ids(ranking)));
    EXPECT_THAT(visible_text(budget), HasSubstr(ranking.at("why").get<std::string>()));
  }
}

/// A training this short beats no floor, so who wins is the test's word.
TEST_F(Page, MarksTheWinnerAndSaysWhereThereIsNone) {
  const std::string winner = ranked_ids(report_.at("rankings").at(0)).front();
  report_["rankings"][0]["winner"] = winner;
  report_["rankings"][1]["winner"] = nullptr;
  const Rendered page = of(report_);
  const std::string won = section(page, "budget-1");
  EXPECT_EQ(count_of(won, "class=\"wins\""), 1U);
  EXPECT_THAT(won, HasSubstr("<tr data-candidate=\"" + winner + "\" class=\"wins\""));
  EXPECT_THAT(visible_text(between(won, "data-chart=\"memory\"", "</figure>")), HasSubstr("winner"));
  EXPECT_THAT(between(page.markup, "class=\"answer\"", "</div>"), HasSubstr(winner));
  const std::string lost = section(page, "budget-2");
  EXPECT_THAT(lost, Not(HasSubstr("class=\"wins\"")));
  EXPECT_THAT(lost, HasSubstr("No winner"));
}

TEST_F(Page, DrawsAMarkForEachCandidateThatStreamsAndSaysWhoIsLeftOut) {
  const std::string budget = section(of_the_run(desktop), "budget-1");
  const std::string latency = between(budget, "data-chart=\"latency\"", "</figure>");
  const std::string memory = between(budget, "data-chart=\"memory\"", "</figure>");
  const std::size_t streaming = 2;  // rnn_tanh of 4 and of 6, forward
  EXPECT_EQ(values_of(latency, "data-points").at(0), std::to_string(streaming));
  EXPECT_EQ(values_of(memory, "data-points").at(0), std::to_string(2 * streaming));
  const std::string rnn_tanh_colour = "fill=\"#00835d\"";
  EXPECT_EQ(count_of(latency, rnn_tanh_colour), streaming);
  EXPECT_EQ(count_of(memory, rnn_tanh_colour), 2 * streaming);
  EXPECT_THAT(latency, HasSubstr("Left out: 2 bidirectional"));
  EXPECT_THAT(visible_text(latency), HasSubstr("limit ≤ 1 s"));
  EXPECT_THAT(visible_text(latency), HasSubstr("floor 0."));
  EXPECT_THAT(budget, HasSubstr("higher is better"));
}

TEST_F(Page, NamesWhoIsNotRankedWithStageAndReason) {
  const std::string unranked = section(of_the_run(desktop), "unranked");
  for (const OrderedJson& candidate : report_.at("candidates")) {
    if (candidate.at("status") == "passed") continue;
    const std::string row =
        between(unranked, "data-candidate=\"" + candidate.at("id").get<std::string>() + "\"", "</tr>");
    EXPECT_THAT(row, HasSubstr(candidate.at("status").get<std::string>()));
    EXPECT_THAT(row, HasSubstr(candidate.at("stage").get<std::string>()));
    EXPECT_THAT(row, Not(HasSubstr("–</td>"))) << "a reason is missing";
  }
  EXPECT_GE(count_of(unranked, "data-candidate="), 2U);
}

TEST_F(Page, KeepsToThePhonesWidth) {
  const Rendered page = of_the_run(phone);
  expect_sound(page);
  EXPECT_EQ(between(page.markup, "data-width=\"", "\""), std::to_string(phone));
}

TEST_F(Page, ShowsWhatAPluginSaysAsTextAndNeverAsMarkup) {
  const std::string hostile = "</script><img src=x onerror=\"document.title='taken'\"><!--<script>";
  for (OrderedJson& candidate : report_["candidates"]) candidate["reason"] = hostile;
  report_["rankings"][0]["why"] = hostile;
  report_["rankings"][0]["order"][0]["why"] = hostile;
  report_["hosts"][0]["warnings"] = {hostile};
  report_["candidates"][0]["implementation"] = hostile;
  const Rendered page = of(report_);
  expect_sound(page);
  EXPECT_EQ(count_of(page.markup, "<img"), 0U);
  EXPECT_THAT(section(page, "budget-1"), HasSubstr("&lt;/script&gt;&lt;img src=x"));
  EXPECT_THAT(section(page, "environment"), HasSubstr("&lt;/script&gt;&lt;img src=x"));
}

/// null wherever the schema lets it stand.
OrderedJson without_makers(OrderedJson report) {
  report["dataset"] = nullptr;
  for (OrderedJson& host : report["hosts"]) {
    for (const auto& [key, value] : host.items())
      if (key != "id") value = nullptr;
  }
  for (OrderedJson& candidate : report["candidates"]) {
    for (const char* key :
         {"implementation", "effective_precision", "isa", "threads", "lengths", "approximate", "library_version",
          "plugin_version", "plugin_sha256", "parameters", "stage", "reason", "parity", "prepare_ns"})
      candidate[key] = nullptr;
    for (const auto& [key, value] : candidate["memory"].items()) value = nullptr;
    for (const auto& [key, value] : candidate["quality"].items()) value["floor"] = value["floor_name"] = nullptr;
  }
  for (OrderedJson& measurement : report["measurements"]) {
    for (const auto& [key, value] : measurement.items())
      if (key.ends_with("_ns")) value = nullptr;
  }
  for (OrderedJson& ranking : report["rankings"]) {
    for (OrderedJson& place : ranking["order"])
      for (OrderedJson& violation : place["violations"]) violation["value"] = nullptr;
  }
  return report;
}

TEST_F(Page, NeverShowsThatAValueIsNull) {
  const Rendered page = of(without_makers(report_));
  expect_sound(page);
  EXPECT_THAT(section(page, "budget-1"), HasSubstr("No candidate to show"));
}

TEST_F(Page, SaysWhereLessIsBetter) {
  for (OrderedJson& candidate : report_["candidates"]) {
    for (const auto& [name, quality] : candidate["quality"].items()) quality["better"] = "min";
  }
  const Rendered page = of(report_);
  expect_sound(page);
  EXPECT_THAT(section(page, "budget-1"), HasSubstr("lower is better"));
  EXPECT_THAT(section(page, "budget-1"), Not(HasSubstr("higher is better")));
}

/// What other suites bring: offline measurements beside the streaming ones, a delay.
OrderedJson with_more(OrderedJson report) {
  OrderedJson offline = report.at("measurements").at(0);
  for (const auto& [key, value] : offline.items())
    if (key.ends_with("_ns")) value = nullptr;
  offline["scenario"] = "offline";
  offline["steps_per_second"] = {{"value", 2.5e6}, {"low", 2.4e6}, {"high", 2.6e6}};
  offline["sequences_per_second"] = {{"value", 5e4}, {"low", 4.9e4}, {"high", 5.1e4}};
  offline["padded_share"] = 0.125;
  offline["batch_size"] = 32;
  report["measurements"].push_back(offline);
  report["candidates"][0]["output_delay"] = 3;
  report["measurements"][0]["delay_steps"] = 3;
  for (const char* split : {"train", "test"}) report["dataset"][split]["histogram"] = {{16, 3}, {40, 9}, {170, 1}};
  return report;
}

TEST_F(Page, ShowsThroughputDelayAndLengthsWhereTheyAreThere) {
  const Rendered page = of(with_more(report_));
  expect_sound(page);
  const std::string budget = section(page, "budget-1");
  EXPECT_THAT(budget, HasSubstr("2.5 M/s"));
  EXPECT_THAT(budget, HasSubstr("+3 steps"));
  EXPECT_THAT(budget, Not(HasSubstr("<td class=\"number\">0 ns")));
  EXPECT_THAT(section(page, "measurements"), HasSubstr("12.5 %"));
  EXPECT_THAT(section(page, "dataset"), HasSubstr("data-chart=\"lengths\""));
  EXPECT_THAT(section(page, "dataset"), HasSubstr("<svg"));
}

}  // namespace
}  // namespace gatewise::tests
