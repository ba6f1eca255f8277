// Figures of candidates, their paired differences, and the verdicts upon them.
#include "select/figure.hpp"

#include <gmock/gmock.h>

#include "select/verdict.hpp"

namespace gatewise::select_figure_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

MetricPath path(const std::string& text) { return parse_metric_path(text, Task::sequence_classification); }

/// A candidate whose blocks hold one step each, of so many ns; below 128 ns a histogram is exact.
Candidate timed(const std::vector<std::int64_t>& blocks_ns) {
  Candidate one;
  one.latency["streaming"];
  for (const std::int64_t step : blocks_ns) {
    one.latency["streaming"].step.emplace_back().add(step);
    one.latency["streaming"].max_ns = std::max(one.latency["streaming"].max_ns, static_cast<double>(step));
  }
  one.latency["streaming"].samples = static_cast<std::int64_t>(blocks_ns.size());
  return one;
}

TEST(Figure, OfMemoryIsExact) {
  Candidate one;
  one.series = {{"memory.weights", {60}}, {"memory.total", {100}}, {"memory.peak_rss", {7}}, {"memory.file", {9}}};
  EXPECT_EQ(figure_of(one, path("memory.weights"))->value, 60);
  EXPECT_EQ(figure_of(one, path("memory.total"))->high, 100);
  EXPECT_EQ(figure_of(one, path("memory.peak_rss"))->value, 7);
  EXPECT_EQ(figure_of(one, path("memory.file"))->low, 9);
}

TEST(Figure, OfWhatWasNotMeasuredIsEmpty) {
  for (const std::string& text : metric_paths(Task::sequence_classification)) {
    EXPECT_EQ(figure_of(Candidate(), path(text)), std::nullopt) << text;
  }
}

TEST(Figure, OfQualityIsTheValidationSplitsNeverTheTests) {
  Candidate one;
  one.quality["accuracy"].validation_score = {{0.7, 0.6, 0.8}, {0.7, 0.6, 0.8}};
  one.quality["accuracy"].test_score = {{0.9, 0.9, 0.9}, {0.9, 0.9, 0.9}};
  EXPECT_EQ(figure_of(one, path("quality.accuracy"))->value, 0.7);
}

TEST(Figure, OfLatencyIsTakenOverAllBlocks) {
  const Candidate one = timed({10, 20, 90});
  EXPECT_EQ(figure_of(one, path("latency.streaming.p50"))->value, 20);
  EXPECT_DOUBLE_EQ(figure_of(one, path("latency.streaming.mean"))->value, 40);
  EXPECT_EQ(figure_of(one, path("latency.streaming.max"))->value, 90);
}

TEST(Difference, OfLatencyIsPairedBlockByBlock) {
  const std::optional<MeanDifference> paired =
      difference_of(timed({15, 45, 95}), timed({10, 40, 90}), path("latency.streaming.p50"));
  EXPECT_DOUBLE_EQ(paired->value, 5);
  EXPECT_DOUBLE_EQ(paired->interval().low, 5);
  EXPECT_FALSE(paired->holds_zero()) << "5 ns slower in every block, however much the blocks differ";
}

Candidate playing(const std::vector<double>& steps_per_second) {
  Candidate one;
  one.offline.push_back({"bucket", steps_per_second, std::vector<double>(steps_per_second.size(), 1.0), 0.1, 1000});
  return one;
}

TEST(Figure, OfThroughputIsTheMeanOverBlocks) {
  EXPECT_DOUBLE_EQ(figure_of(playing({100, 200, 300}), path("throughput.offline.steps_per_second"))->value, 200);
  EXPECT_DOUBLE_EQ(figure_of(playing({100, 200, 300}), path("throughput.offline.sequences_per_second"))->value, 1);
}

TEST(Difference, OfThroughputIsPairedBlockByBlock) {
  const MetricPath rate = path("throughput.offline.steps_per_second");
  EXPECT_FALSE(difference_of(playing({110, 1010, 510}), playing({100, 1000, 500}), rate)->holds_zero());
  EXPECT_TRUE(difference_of(playing({90, 1010, 500}), playing({100, 1000, 500}), rate)->holds_zero());
}

TEST(Figure, OfLatencyCountsTheStepsThatADelayedAnswerWaitsFor) {
  const auto labelling = [](const char* text) { return parse_metric_path(text, Task::token_labelling); };
  Candidate one = timed({10, 20, 90});
  one.series["latency.streaming.delay"] = {2};
  one.delay_ns = 1000;
  Candidate prompt = timed({10, 20, 90});
  prompt.series["latency.streaming.delay"] = {0};
  EXPECT_EQ(figure_of(one, labelling("latency.streaming.p50"))->value, 1020);
  EXPECT_DOUBLE_EQ(figure_of(one, labelling("latency.streaming.mean"))->value, 1040);
  EXPECT_EQ(figure_of(one, labelling("latency.streaming.max"))->value, 1090);
  EXPECT_EQ(figure_of(one, labelling("latency.streaming.delay"))->value, 2);
  EXPECT_DOUBLE_EQ(difference_of(one, timed({10, 20, 90}), labelling("latency.streaming.p50"))->value, 1000);
  EXPECT_DOUBLE_EQ(difference_of(one, prompt, labelling("latency.streaming.delay"))->value, 2);
}

TEST(Verdict, OfThroughputIsInvalidWithoutAndIndicativeWithFewerBlocks) {
  Evidence evidence;
  evidence.suite.measurement.blocks = 3;
  EXPECT_EQ(throughput_verdict(Candidate(), nullptr, evidence).name, "INVALID");
  Candidate one = playing({1, 2, 3});
  one.pinned = true;
#if defined(NDEBUG)
  EXPECT_EQ(throughput_verdict(one, &one.offline.front(), evidence).name, "VALID");
#endif
  evidence.suite.measurement.blocks = 4;
  EXPECT_EQ(throughput_verdict(one, &one.offline.front(), evidence).name, "INDICATIVE");
}

TEST(Difference, OfMemoryIsExact) {
  Candidate a;
  Candidate b;
  a.series["memory.total"] = {100};
  b.series["memory.total"] = {101};
  EXPECT_FALSE(difference_of(a, b, path("memory.total"))->holds_zero());
  EXPECT_TRUE(difference_of(a, a, path("memory.total"))->holds_zero());
}

TEST(Difference, WithWhatHasNoFigureIsEmpty) {
  EXPECT_EQ(difference_of(timed({1, 2}), Candidate(), path("latency.streaming.p50")), std::nullopt);
  EXPECT_EQ(difference_of(Candidate(), timed({1, 2}), path("latency.streaming.p50")), std::nullopt);
}

TEST(Difference, OfTwoSessionsIsOfIndependentSamples) {
  Candidate a = timed({15, 45, 95});
  a.session = "earlier";
  const std::optional<MeanDifference> apart = difference_of(a, timed({10, 40, 90}), path("latency.streaming.p50"));
  EXPECT_DOUBLE_EQ(apart->value, 5);
  EXPECT_TRUE(apart->holds_zero()) << "what drifted between the sessions is not seen";
}

Evidence of_blocks(std::int64_t blocks) {
  Evidence evidence;
  evidence.suite.measurement.blocks = blocks;
  return evidence;
}

TEST(LatencyVerdict, OfAMeasurementThatWasCutIsIndicativeWithWhatWasCut) {
  Candidate one = timed({10});
  one.pinned = true;
  one.latency["streaming"].samples = 10000;
  EXPECT_THAT(latency_verdict(one, "streaming", of_blocks(12)).reasons, Contains(HasSubstr("after 1 of 12 blocks")));
  Evidence quick = of_blocks(1);
  quick.suite.measurement_cuts = {"effort quick: 1 of 4 blocks"};
  EXPECT_EQ(latency_verdict(one, "streaming", quick).name, "INDICATIVE");
}

TEST(LatencyVerdict, WithoutALatencyIsInvalidWithItsReason) {
  Candidate one;
  EXPECT_EQ(latency_verdict(one, "streaming", of_blocks(1)).name, "INVALID");
  one.streaming_reason = "UNSUPPORTED: it reads backwards";
  EXPECT_THAT(latency_verdict(one, "streaming", of_blocks(1)).reasons, ElementsAre("UNSUPPORTED: it reads backwards"));
}

TEST(LatencyVerdict, NeedsEnoughSamplesForItsRarestPercentile) {
  Candidate one = timed({10});
  one.pinned = true;
  one.latency["streaming"].samples = 6635;
  EXPECT_EQ(latency_verdict(one, "streaming", of_blocks(1)).name, "INDICATIVE");
  EXPECT_THAT(latency_verdict(one, "streaming", of_blocks(1)).reasons,
              Contains(HasSubstr("needs 6636 samples, there are 6635")));
  one.latency["streaming"].samples = 6636;
  EXPECT_THAT(latency_verdict(one, "streaming", of_blocks(1)).reasons, Not(Contains(HasSubstr("samples"))));
}

TEST(LatencyVerdict, OfAProcessThatRoamedIsIndicative) {
  Candidate one = timed({10});
  one.latency["streaming"].samples = 10000;
  EXPECT_EQ(latency_verdict(one, "streaming", of_blocks(1)).name, "INDICATIVE");
  EXPECT_THAT(latency_verdict(one, "streaming", of_blocks(1)).reasons, Contains(HasSubstr("pinned")));
  one.pinned = true;
  EXPECT_THAT(latency_verdict(one, "streaming", of_blocks(1)).reasons, Not(Contains(HasSubstr("pinned"))));
}

TEST(QualityVerdict, OfOneSeedOrACutTrainingIsIndicative) {
  Evidence evidence;
  evidence.suite.seeds = {1, 2};
  EXPECT_EQ(quality_verdict({}, evidence).name, "VALID");
  Candidate cut;
  cut.cuts = {"training of seed 1 was cut short by --max-time"};
  EXPECT_EQ(quality_verdict(cut, evidence).name, "INDICATIVE");
  evidence.suite.cuts = {"effort quick: 10 of 30 epochs"};
  EXPECT_THAT(quality_verdict({}, evidence).reasons, Contains("effort quick: 10 of 30 epochs"));
  evidence.suite.cuts.clear();
  evidence.suite.seeds = {1};
  EXPECT_EQ(quality_verdict({}, evidence).name, "INDICATIVE");
}

TEST(Verdict, SaysWhereSeveralSessionsOrSittingsMeasured) {
  Candidate one = timed({15, 45, 95});
  one.sessions = 2;
  one.sittings = 3;
  const std::vector<std::string> reasons = latency_verdict(one, "streaming", of_blocks(3)).reasons;
  EXPECT_THAT(reasons, Contains(HasSubstr("one of 2 sessions")));
  EXPECT_THAT(reasons, Contains(HasSubstr("3 sittings")));
}

}  // namespace
}  // namespace gatewise::select_figure_test
