// What two stored runs say of each other.
#include <gmock/gmock.h>

#include "base/json.hpp"
#include "reports/text/compare_report.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise::reports_compare_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* both = "lstm-h8-l1/reference.f32";

/// A run with one candidate, measured in a session of its own.
Evidence run_of(const std::string& id, double accuracy, double bytes, std::int64_t step_ns,
                const std::string& session) {
  Evidence one;
  one.suite.name = "nightly";
  one.suite.metric = "accuracy";
  one.dataset = {{"sha256", "d"}};
  one.environment = {{"class", "AMD EPYC | avx512 vnni amx | 48 KiB, 2 MiB, 32 MiB | pinned"}};
  Candidate& candidate = one.candidates.emplace_back();
  candidate.id = id;
  candidate.session = session;
  std::vector<double> draws(256);
  for (std::size_t i = 0; i < draws.size(); ++i) draws[i] = accuracy + (i % 2 == 0 ? 0.001 : -0.001);
  candidate.quality["accuracy"].validation = {{accuracy}, {draws}, 100};
  candidate.quality["accuracy"].validation_score = {{accuracy, accuracy - 0.002, accuracy + 0.002},
                                                    {accuracy, accuracy - 0.002, accuracy + 0.002}};
  candidate.series["memory.total"] = {bytes};
  candidate.series["memory.allocations_per_step"] = {0};
  for (int block = 0; block < 4; ++block) {
    Histogram& histogram = candidate.latency["streaming"].step.emplace_back();
    for (int i = 0; i < 100; ++i) histogram.add(step_ns);
  }
  candidate.offline.push_back({"bucket", {1e6, 1.1e6}, {1, 1}});
  return one;
}

std::string finding(const OrderedJson& comparison, const std::string& metric) {
  for (const OrderedJson& row : comparison.at("rows")) {
    if (row.at("metric") == metric) return row.at("finding");
  }
  return "(no row)";
}

TEST(Comparison, JudgesQualityAndMemory) {
  const OrderedJson json = compare_json(run_of(both, 0.8, 1000, 100, "s"), run_of(both, 0.7, 900, 100, "t"));
  EXPECT_EQ(json.at("schema"), "gatewise.compare/1");
  EXPECT_EQ(finding(json, "quality.accuracy"), "worse");
  EXPECT_EQ(finding(json, "memory.total"), "better");
  EXPECT_EQ(finding(json, "memory.allocations_per_step"), "same");
}

TEST(Comparison, NeverJudgesWhatWasMeasuredApart) {
  for (const char* session : {"s", "t"}) {
    const OrderedJson json = compare_json(run_of(both, 0.8, 1000, 100, "s"), run_of(both, 0.8, 1000, 9000, session));
    EXPECT_EQ(finding(json, "latency.streaming.p50"), "information");
    EXPECT_EQ(finding(json, "latency.streaming.p99"), "information");
    EXPECT_EQ(finding(json, "throughput.offline.steps_per_second"), "information");
  }
}

TEST(Comparison, OfTwoDatasetsDoesNotJudgeQuality) {
  Evidence other = run_of(both, 0.7, 900, 100, "t");
  other.dataset = {{"sha256", "e"}};
  const OrderedJson json = compare_json(run_of(both, 0.8, 1000, 100, "s"), other);
  EXPECT_EQ(json.at("same_dataset"), false);
  EXPECT_EQ(finding(json, "quality.accuracy"), "information");
  EXPECT_EQ(finding(json, "memory.total"), "better");
  EXPECT_THAT(render_comparison(json), HasSubstr("the datasets differ"));
}

Evidence without_dataset(const std::string& session) {
  Evidence one = run_of(both, 0.8, 1000, 100, session);
  one.suite.task = Task::cost_only;
  one.suite.metric = "";
  one.dataset = nullptr;
  one.candidates[0].quality.clear();
  return one;
}

TEST(Comparison, WithoutADatasetMissesNone) {
  const OrderedJson json = compare_json(without_dataset("s"), without_dataset("t"));
  EXPECT_TRUE(json.at("same_dataset").is_null());
  EXPECT_EQ(finding(json, "memory.total"), "same");
  EXPECT_EQ(finding(json, "quality.accuracy"), "(no row)");
  EXPECT_THAT(render_comparison(json), Not(HasSubstr("dataset")));
}

TEST(Comparison, NamesWhatOneOfThemHasAlone) {
  Evidence failed = run_of(both, 0.8, 1000, 100, "t");
  failed.candidates[0].status = "failed";
  failed.candidates.push_back(run_of("gru-h8-l1/int8.int8", 0.8, 1000, 100, "t").candidates[0]);
  const OrderedJson json = compare_json(run_of(both, 0.8, 1000, 100, "s"), failed);
  EXPECT_TRUE(json.at("rows").empty());
  EXPECT_EQ(json.at("only_a"), OrderedJson::array({both}));
  EXPECT_EQ(json.at("only_b"), OrderedJson::array({"gru-h8-l1/int8.int8"}));
  EXPECT_THAT(render_comparison(json), HasSubstr("only in b: gru-h8-l1/int8.int8"));
}

TEST(Comparison, ShowsWhatIsJudgedAboveWhatIsForInformation) {
  const OrderedJson json = compare_json(run_of(both, 0.8, 1000, 100, "s"), run_of(both, 0.7, 900, 200, "t"));
  const std::string text = render_comparison(json);
  const std::size_t apart = text.find("Measured at another time");
  ASSERT_NE(apart, std::string::npos);
  EXPECT_LT(text.find("quality.accuracy"), apart);
  EXPECT_LT(text.find("memory.total"), apart);
  EXPECT_GT(text.find("latency.streaming.p50"), apart);
  EXPECT_LE(widest_line(text), 80U) << text;
  const std::string markdown = render_comparison_markdown(json);
  EXPECT_THAT(markdown, HasSubstr("# nightly against nightly\n"));
  EXPECT_THAT(markdown, HasSubstr("| quality.accuracy | 0.8 | 0.7 | 0.875 | worse |"));
  EXPECT_THAT(markdown, HasSubstr("## Measured apart\n"));
}

TEST(Comparison, FromNothingHasNoRatio) {
  Evidence more = run_of(both, 0.8, 1000, 100, "t");
  more.candidates[0].series["memory.allocations_per_step"] = {3};
  const OrderedJson json = compare_json(run_of(both, 0.8, 1000, 100, "s"), more);
  EXPECT_EQ(finding(json, "memory.allocations_per_step"), "worse");
  EXPECT_THAT(render_comparison(json), Not(HasSubstr(" inf ")));
  EXPECT_EQ(OrderedJson::parse(json.dump()), json);
}

}  // namespace
}  // namespace gatewise::reports_compare_test
