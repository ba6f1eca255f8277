// report.html of a real run, as a browser shows it.
#include "reports/web/page.hpp"

#include <map>
#include <regex>

#include "base/json.hpp"
#include "reports/web/html.hpp"
#include "support/chromium.hpp"
#include "support/shared_run.hpp"

namespace gatewise::tests::page_test {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int desktop = 1280;
constexpr int phone = 390;

bool has_page() { return has_chromium() && !page_template().empty(); }

/// Two budgets, one that none can keep; candidates of both directions; one that crashes, one that refuses.
class Page : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_page()) GTEST_SKIP() << "chromium is not installed, or this program was built without npm";
    const std::string printed = share_run_of_suite(
        work_, "page",
        {"--set", "architectures.hidden=[4, 6]", "--set", R"(architectures.direction=["forward", "bidirectional"])",
         "--plugin", test_plugin("crash_in_run").string(), "--plugin", test_plugin("refuses_size").string()});
    ASSERT_THAT(printed, HasSubstr("report: out/report.html\n"));
    report_ = OrderedJson::parse(bytes_of(work_ / "out/report.json"));
  }

  Rendered of_the_run(int width) const { return rendered(work_ / "out/report.html", width); }
  /// The page of a report that was changed by the test, after `script` acted on it.
  Rendered of(const OrderedJson& report, const std::string& script = "") const {
    return rendered(write(work_ / "changed.html", *render_html(report)), desktop, script);
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

/// A row would be empty but for INVALID; the terminal and report.md leave it out, too.
TEST_F(Page, LeavesWhoDidNotPassOrCannotStreamOutOfWhatWasMeasured) {
  const Rendered page = of_the_run(desktop);
  const std::string measured = section(page, "measurements");
  for (const OrderedJson& candidate : report_.at("candidates")) {
    const std::string id = candidate.at("id");
    const std::size_t rows = candidate.at("status") == "passed" && candidate.at("direction") == "forward" ? 1 : 0;
    EXPECT_EQ(count_of(measured, "data-candidate=\"" + id + "\""), rows) << id;
  }
  EXPECT_THAT(visible_text(measured), HasSubstr("2 candidates have no figure here: UNSUPPORTED: a bidirectional"));
  EXPECT_THAT(section(page, "verdicts"), Not(HasSubstr("not measured")));
}

TEST_F(Page, DrawsALineForEachTrainingsGradients) {
  report_["trainings"][0]["flags"]["vanishing"] = "it fades after three steps";
  const Rendered page = of(report_);
  expect_sound(page);
  const std::string gradients = section(page, "gradients");
  const std::string lines = "fill=\"none\" stroke=\"#00835d\"";
  const std::size_t trainings = report_.at("trainings").size();
  ASSERT_EQ(trainings, 4U);
  EXPECT_EQ(count_of(between(gradients, "data-chart=\"reach\"", "</figure>"), lines), trainings);
  EXPECT_EQ(count_of(gradients, "class=\"badge unproven\" title=\"it fades after three steps\""), 1U);
  for (const OrderedJson& training : report_.at("trainings"))
    EXPECT_THAT(visible_text(gradients), HasSubstr(training.at("architecture").get<std::string>() + " seed 1"));
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

TEST_F(Page, ShowsALimitOnACountWithAllItsDigits) {
  report_["rankings"][0]["limits"].push_back({{"metric", "compute.operations_per_step"}, {"max", 3'200'000}});
  const Rendered page = of(report_);
  expect_sound(page);
  EXPECT_THAT(section(page, "budget-1"), HasSubstr("compute.operations_per_step ≤ 3200000"));
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
  offline["terms"] = "batching bucket";
  report["shown"]["scenarios"]["offline"] = {
      {"sentence", "in batches"},
      {"columns", {{{"name", "padded"}, {"key", "padded_share"}, {"shown", "share"}, {"explanation", "padding"}}}}};
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

/// The part of one scenario's table.
std::string scenario(const Rendered& page, const std::string& name) {
  return between(page.markup, "data-scenario=\"" + name + "\"", "</details>");
}

std::vector<std::string> headings_of(const std::string& table) {
  std::vector<std::string> headings;
  const std::string head = between(table, "<thead>", "</thead>");
  for (std::size_t at = head.find("<button type=\"button\">"); at != std::string::npos;
       at = head.find("<button type=\"button\">", at + 1))
    headings.push_back(between(head.substr(at), "\">", "</button>"));
  return headings;
}

std::string row_of(const std::string& table, const std::string& id) {
  return between(table, "<tr data-candidate=\"" + id + "\"", "</tr>");
}

TEST_F(Page, MarksBoundHostAndFreshMeasurementBesideAStreamingFigure) {
  OrderedJson& row = report_["measurements"][0];
  row["p50_ns"] = {{"value", 1000}, {"low", 900}, {"high", 1100}};
  row["bound"] = {{"ns", 250}, {"by", "bytes"}, {"fraction", 0.25}};
  row["confirmed"] = {{"p50_ns", {{"value", 1234}, {"low", 1200}, {"high", 1300}}}, {"p99_ns", nullptr}};
  for (const auto& [part, ns] : std::map<std::string, double>{{"step_ns", 1000},
                                                              {"embedding_ns", 100},
                                                              {"cell_ns", 400},
                                                              {"head_ns", 300},
                                                              {"rest_ns", 150},
                                                              {"residual_ns", 50}})
    row["parts"][part] = {{"value", ns}, {"low", ns}, {"high", ns}};
  const Rendered page = of(report_);
  expect_sound(page);
  const std::string id = row.at("candidate");
  const std::string shown = row_of(scenario(page, "streaming"), id);
  EXPECT_THAT(shown, HasSubstr("95 % interval: 900 ns … 1.1 µs"));
  EXPECT_THAT(shown, HasSubstr("confirmed 1.23 µs"));
  EXPECT_THAT(shown, HasSubstr("by bytes"));
  EXPECT_THAT(shown, HasSubstr("class=\"filled\" style=\"width: 25%"));
  EXPECT_THAT(shown, HasSubstr("class=\"tick\" style=\"left: 60%"));
  EXPECT_THAT(shown, HasSubstr("60 % of it not the cells"));
  EXPECT_THAT(row_of(section(page, "budget-1"), id), HasSubstr("confirmed 1.23 µs"));
}

TEST_F(Page, OpensARowToItsReasonsAndItsCommand) {
  OrderedJson& row = report_["measurements"][0];
  row["verdict"] = "INDICATIVE";
  row["reasons"] = {"the first reason", "the second reason"};
  row["notes"] = {"p90 is clock-limited"};
  const std::string id = row.at("candidate");
  const std::string closed = scenario(of(report_), "streaming");
  EXPECT_THAT(row_of(closed, id), HasSubstr("2 reasons"));
  EXPECT_THAT(closed, Not(HasSubstr("class=\"more\"")));
  const std::string click = "page.querySelector('[data-scenario] tr[data-candidate=\"" + id + "\"] .unfold').click();";
  const Rendered opened = of(report_, click);
  expect_sound(opened);
  const std::string more = between(scenario(opened, "streaming"), "<tr class=\"more\"", "</tr>");
  EXPECT_THAT(more, HasSubstr("<li>the first reason</li><li>the second reason</li><li>p90 is clock-limited</li>"));
  EXPECT_THAT(more, HasSubstr("gatewise run "));
  EXPECT_EQ(count_of(row_of(scenario(opened, "streaming"), id), "aria-expanded=\"true\""), 2U);
  const std::string again = scenario(of(report_, click + click), "streaming");
  EXPECT_THAT(again, HasSubstr("<tr class=\"more\" hidden=\"\""));
}

TEST_F(Page, KeepsAnOpenRowsDetailsBelowItWhenSortedAndHidesThemWithIt) {
  const std::string table = "page.querySelector('[data-scenario=streaming]')";
  const std::string open = table + ".querySelectorAll('tbody tr')[0].querySelector('.unfold').click();";
  const std::string first = report_.at("measurements").at(0).at("candidate");
  const std::string sort = table + ".querySelector('thead button').click();";
  const std::string sorted = scenario(of(report_, open + sort + sort), "streaming");
  const std::size_t row = sorted.find("<tr data-candidate=\"" + first + "\"");
  ASSERT_NE(row, std::string::npos);
  const std::size_t next = sorted.find("<tr ", row + 1);
  EXPECT_EQ(sorted.substr(next, 16), "<tr class=\"more\"");
  const std::string filter =
      "const box = page.querySelector('#measurements input'); box.value = 'no such id'; "
      "box.dispatchEvent(new Event('input'));";
  EXPECT_THAT(scenario(of(report_, open + filter), "streaming"), HasSubstr("<tr class=\"more\" hidden=\"\""));
}

TEST_F(Page, SaysWhereMemoryIsNotWhatWasDeclared) {
  OrderedJson& memory = report_["candidates"][0]["memory"];
  memory["observed_bytes"] = 102400;
  memory["streams_per_gib"] = 4321;
  memory["complaint"] = "declares 1 KiB and was seen to take 100 KiB";
  const Rendered page = of(report_);
  expect_sound(page);
  const std::string all = between(section(page, "implementations"), "aria-label=\"Memory\"", "</table>");
  const std::string row = row_of(all, report_.at("candidates").at(0).at("id"));
  EXPECT_THAT(row, HasSubstr("100 KiB"));
  EXPECT_THAT(row, HasSubstr("4 321"));
  EXPECT_THAT(row, HasSubstr("⚠ declares 1 KiB"));
  EXPECT_THAT(section(page, "budget-1"), HasSubstr("⚠ declares 1 KiB"));
}

TEST_F(Page, TellsKeptFromProvenAndSaysByHowMuch) {
  OrderedJson& ranking = report_["rankings"][0];
  const OrderedJson value{{"value", 9e8}, {"low", 8e8}, {"high", 9.6e8}};
  ranking["order"][0]["fit"] = "kept";
  ranking["order"][0]["violations"] = OrderedJson::array();
  ranking["order"][0]["kept"] = {
      {{"metric", "latency.streaming.p99"}, {"limit", 1e9}, {"value", value}, {"reserve", 0.15}, {"spare", 0.04}}};
  ranking["order"][1]["fit"] = "proven";
  ranking["order"][1]["kept"] = OrderedJson::array();
  const Rendered page = of(report_);
  expect_sound(page);
  const std::vector<std::string> ids = ranked_ids(ranking);
  const std::string budget = section(page, "budget-1");
  EXPECT_THAT(
      row_of(budget, ids.at(0)),
      HasSubstr("<span class=\"badge kept\" title=\"latency.streaming.p99 is inside the limit with 4 % to spare, by "
                "less than the reserve of 15 %\">kept</span>"));
  EXPECT_THAT(row_of(budget, ids.at(1)), HasSubstr("class=\"badge proven\""));
  EXPECT_THAT(row_of(budget, ids.at(1)), Not(HasSubstr("badge kept")));
  EXPECT_THAT(visible_text(between(budget, "class=\"limits\"", "</ul>")), HasSubstr("(reserve 15 %)"));
}

TEST_F(Page, SortsFitsByWhatTheyAreWorth) {
  const std::vector<std::string> ids = ranked_ids(report_.at("rankings").at(0));
  ASSERT_EQ(ids.size(), 4U);
  const std::vector<std::string> fits{"violated", "kept", "unproven", "proven"};
  for (std::size_t i = 0; i < ids.size(); ++i) report_["rankings"][0]["order"][i]["fit"] = fits[i];
  const std::string sort =
      "[...page.querySelectorAll('#budget-1 thead button')].find((one) => one.textContent.startsWith('fit')).click();";
  const std::string budget = section(of(report_, sort), "budget-1");
  EXPECT_THAT(values_of(budget, "data-candidate"), ElementsAre(ids[3], ids[1], ids[2], ids[0]));
}

/// As version 0.5 wrote it.
TEST_F(Page, ShowsAReportThatKnowsNeitherBoundsNorLimits) {
  for (OrderedJson& host : report_["hosts"]) host.erase("limits");
  for (OrderedJson& candidate : report_["candidates"]) {
    for (const char* key : {"observed_bytes", "streams_per_gib", "complaint"}) candidate["memory"].erase(key);
  }
  for (OrderedJson& row : report_["measurements"]) {
    for (const char* key : {"bound", "confirmed", "chunk", "instructions"}) row.erase(key);
  }
  for (OrderedJson& ranking : report_["rankings"]) {
    for (OrderedJson& limit : ranking["limits"]) limit.erase("reserve");
    for (OrderedJson& place : ranking["order"]) place.erase("kept");
  }
  const Rendered page = of(report_);
  expect_sound(page);
  EXPECT_EQ(count_of(page.markup, "<section id=\"distance\""), 0U);
  EXPECT_THAT(headings_of(scenario(page, "streaming")), ElementsAre("candidate", "p50", "p99", "p99.9", "verdict"));
  EXPECT_THAT(section(page, "implementations"), Not(HasSubstr("streams per GiB")));
  EXPECT_THAT(section(page, "environment"), Not(HasSubstr("Bandwidth")));
}

/// Two families of seeded weights in all scenarios, no budget.
class CostPage : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!has_page()) return;
    work_ = new Workplace(R"(name = "shapes"
task = "cost-only"
[architectures]
families = ["rnn_tanh", "gru"]
hidden = [4]
[workload]
lengths = { shape = "constant", steps = 20 }
[backends]
use = ["reference.f32"]
[scenarios]
use = ["streaming", "offline", "realtime", "server", "cold", "endless"]
[scenarios.realtime]
period = "200us"
[scenarios.server]
period = "10ms"
p99 = "100ms"
[scenarios.endless]
steps = 1000
[measurement]
blocks = 2
block_steps = 50
)");
    share_run_of_suite(*work_, "cost_page");
  }
  static void TearDownTestSuite() { delete work_; }
  void SetUp() override {
    if (!has_page()) GTEST_SKIP() << "chromium is not installed, or this program was built without npm";
    report_ = OrderedJson::parse(bytes_of(*work_ / "out/report.json"));
  }

  static Rendered shown(int width) { return rendered(*work_ / "out/report.html", width); }

  OrderedJson report_;
  static inline Workplace* work_ = nullptr;
};

TEST_F(CostPage, LeadsWithWhatWasMeasuredAndTheMachineAndSaysNothingOfQuality) {
  const Rendered page = shown(desktop);
  expect_sound(page);
  EXPECT_THAT(between(page.markup, "<nav", "</nav>"),
              HasSubstr(">Measured</a><a href=\"#environment\">Environment</a>"));
  for (const char* id : {"quality", "budget-1", "unranked", "dataset"})
    EXPECT_EQ(count_of(page.markup, std::string("<section id=\"") + id + "\""), 0U) << id;
  const std::string main = visible_text(between(page.markup, "<main>", "</main>"));
  EXPECT_THAT(main, HasSubstr("no quality judged"));
  EXPECT_THAT(main, Not(HasSubstr("judged by")));
  EXPECT_THAT(main, Not(HasSubstr("weights are seeded"))) << "a verdict of no quality is no news";
}

TEST_F(CostPage, HasATableOfEveryScenarioWithTheTerminalsColumns) {
  const Rendered page = shown(desktop);
  const std::vector<std::pair<std::string, std::vector<std::string>>> scenarios{
      {"streaming", {"p50", "p99", "p99.9", "bound", "fraction"}},
      {"realtime", {"p50", "p99", "max", "jitter", "missed"}},
      {"server", {"streams", "steps/s", "p50", "p99"}},
      {"cold", {"p50", "max", "prepare", "first step"}},
      {"endless", {"p50", "p99.9", "missed", "slow-down", "nmse", "growth"}},
      {"offline", {"steps/s", "sequences/s", "padded", "bound", "fraction"}}};
  for (auto [name, columns] : scenarios) {
    const std::string table = scenario(page, name);
    columns.insert(columns.begin(), "candidate");
    columns.emplace_back("verdict");
    EXPECT_THAT(headings_of(table), ElementsAreArray(columns)) << name;
    std::vector<std::string> ids;
    for (const OrderedJson& candidate : report_.at("candidates")) ids.push_back(candidate.at("id"));
    EXPECT_THAT(values_of(table, "data-candidate"), ElementsAreArray(ids)) << name;
  }
  EXPECT_THAT(visible_text(scenario(page, "server")), HasSubstr("a stream steps every 10.0 ms, p99 within 100 ms"));
}

TEST_F(CostPage, DrawsTheDistanceFromTheLimitAndTheMachinesLimits) {
  const Rendered page = shown(desktop);
  const std::string chart = between(section(page, "distance"), "data-chart=\"distance\"", "</figure>");
  EXPECT_EQ(values_of(chart, "data-points").at(0), std::to_string(report_.at("candidates").size()));
  EXPECT_THAT(visible_text(chart), HasSubstr("the limit"));
  EXPECT_THAT(visible_text(chart), HasSubstr("reference.f32"));
  const std::string machine = visible_text(section(page, "environment"));
  for (const OrderedJson& level : report_.at("hosts").at(0).at("limits").at("bandwidths"))
    EXPECT_THAT(machine, HasSubstr(level.at("level").get<std::string>()));
  EXPECT_THAT(machine, HasSubstr("GB/s"));
  EXPECT_THAT(machine, HasSubstr("op/s"));
}

TEST_F(CostPage, KeepsToThePhonesWidthWithARowOpen) {
  const Rendered page = rendered(*work_ / "out/report.html", phone,
                                 "page.querySelectorAll('.opens .unfold').forEach(button => button.click());"
                                 "const root = page.documentElement;"
                                 "root.dataset.overflow = root.scrollWidth - root.clientWidth;");
  expect_sound(page);
  EXPECT_EQ(between(page.markup, "data-width=\"", "\""), std::to_string(phone));
}

}  // namespace
}  // namespace gatewise::tests::page_test
