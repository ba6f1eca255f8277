// Rankings on evidence made by hand.
#include "select/ranking.hpp"

#include <gmock/gmock.h>

#include <set>

#include "select/quality_interval.hpp"

namespace gatewise::select_ranking_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr Task task = Task::sequence_classification;

/// Candidates whose bootstrap draws are orthogonal to each other's and spread by 0.01: two differ by more than 1.97 x
/// sqrt(2) x 0.01 = 0.028, or tie.
class Ranked : public ::testing::Test {
 protected:
  Ranked() {
    evidence_.suite.metric = "accuracy";
    evidence_.suite.seeds = {1};
    evidence_.floors["accuracy"] = FloorFigure{"majority class", {{0.5}, {std::vector<double>(256, 0.5)}}, 0.5};
    budget_ = {"b", {}, parse_metric_path("quality.accuracy", task)};
  }

  Candidate& add(const std::string& id, double accuracy, double bytes, std::int64_t step_ns = 50) {
    const std::size_t pattern = evidence_.candidates.size();
    Candidate& one = evidence_.candidates.emplace_back();
    one.id = id;
    one.name.architecture.hidden = static_cast<std::int64_t>(pattern) + 1;
    std::vector<double> draws(256);
    for (std::size_t i = 0; i < draws.size(); ++i) draws[i] = accuracy + ((i >> pattern & 1U) == 0 ? 0.01 : -0.01);
    QualityFigure& figure = one.quality["accuracy"];
    figure.validation = {{accuracy}, {draws}};
    figure.validation_score = {quality_interval(figure.validation, {}), quality_interval(figure.validation, {})};
    one.series["memory.total"] = {static_cast<double>(bytes)};
    one.latency["streaming"];
    one.latency["streaming"].step.resize(3);
    for (Histogram& block : one.latency["streaming"].step) block.add(step_ns);
    return one;
  }

  void limit(const std::string& path, bool is_max, double value) {
    budget_.limits.push_back({parse_metric_path(path, task), is_max, value});
  }

  const Ranking& ranked() { return ranking_ = rank(evidence_, budget_); }

  std::vector<std::string> order() const {
    std::vector<std::string> ids;
    for (const Place& place : ranking_.order) ids.push_back(place.candidate->id);
    return ids;
  }
  const Place& place(const std::string& id) const {
    for (const Place& one : ranking_.order) {
      if (one.candidate->id == id) return one;
    }
    throw std::logic_error("no place of " + id);
  }

  Evidence evidence_;
  Budget budget_;
  Ranking ranking_;
};

TEST_F(Ranked, TheBestWinsWhereNothingTies) {
  add("low", 0.7, 10);
  add("high", 0.9, 1000);
  add("mid", 0.8, 100);
  EXPECT_EQ(ranked().winner, "high");
  EXPECT_THAT(order(), ElementsAre("high", "mid", "low"));
  EXPECT_EQ(place("mid").rank, 2);
  EXPECT_THAT(place("high").tied_with, IsEmpty());
  EXPECT_THAT(place("mid").why, HasSubstr("quality.accuracy 0.8 is worse than the winner's 0.9"));
}

TEST_F(Ranked, AWinnerByWhatIsCountedHasAValueWithoutAnInterval) {
  add("small", 0.7, 2048);
  add("large", 0.9, 4096);
  budget_.prefer = parse_metric_path("memory.total", task);
  EXPECT_EQ(ranked().winner, "small");
  EXPECT_EQ(place("small").why, "keeps every limit with memory.total 2.00 KiB");
}

TEST_F(Ranked, TheSmallestOfThoseThatTieWithTheBestWins) {
  add("best", 0.90, 1000);
  add("small", 0.88, 10);
  add("middle", 0.89, 500);
  EXPECT_EQ(ranked().winner, "small");
  EXPECT_THAT(order(), ElementsAre("small", "best", "middle"));
  EXPECT_THAT(place("best").why, HasSubstr("ties with the winner on quality.accuracy and needs more memory"));
}

TEST_F(Ranked, WhatIsNoChanceNeedNotMatter) {
  const auto sure = [&](const std::string& id, double accuracy, double bytes) {
    QualitySample& sample = add(id, accuracy, bytes).quality["accuracy"].validation;
    sample.draws = {std::vector<double>(256, accuracy)};
    for (std::size_t i = 0; i < 256; i += 2) sample.draws[0][i] += 1e-6;
  };
  sure("large", 0.9500, 3000);
  sure("small", 0.9499, 1000);
  EXPECT_EQ(ranked().winner, "small");
  EXPECT_EQ(place("large").tie_with_first, Tie::indifference);
  EXPECT_THAT(place("large").why, HasSubstr("(they differ by less than 0.5 %) and needs more memory"));
  budget_.indifference = 0;
  EXPECT_EQ(ranked().winner, "large");
  EXPECT_EQ(place("small").tie_with_first, Tie::none);
}

TEST_F(Ranked, OneValidationSequenceTellsNobodyApartAndRecommendsNone) {
  add("large", 0.9, 3000).quality["accuracy"].validation.units = 1;
  add("small", 0.6, 1000).quality["accuracy"].validation.units = 1;
  evidence_.floors["accuracy"].validation.units = 1;
  EXPECT_EQ(ranked().winner, std::nullopt) << "nobody is proven to beat the floor";
  EXPECT_EQ(place("large").fit.fit, Fit::unproven);
  EXPECT_THAT(place("large").why, HasSubstr("proves nothing, at least 0 is asked for: one sequence or group alone"));
}

TEST_F(Ranked, NobodyBeatsAFloorThatCouldNotBeFitted) {
  add("good", 0.9, 10);
  EXPECT_EQ(ranked().winner, "good");
  evidence_.unfitted_floor = "mean";
  EXPECT_EQ(ranked().winner, std::nullopt);
  EXPECT_THAT(place("good").why, HasSubstr("the floor 'mean' had no row of train to learn an output from"));
}

TEST_F(Ranked, TiesAreNotTransitive) {
  add("best", 0.90, 1000);
  add("near", 0.88, 500);
  add("far", 0.86, 10);  // ties with near, not with best
  EXPECT_EQ(ranked().winner, "near");
  EXPECT_THAT(place("near").tied_with, UnorderedElementsAre("best", "far"));
  EXPECT_THAT(place("best").tied_with, ElementsAre("near"));
  EXPECT_THAT(place("far").tied_with, ElementsAre("near"));
}

TEST_F(Ranked, NobodyIsSaidToNeedMoreMemoryThatNeedsLess) {
  add("best", 0.90, 1000);
  add("near", 0.88, 500);
  add("far", 0.86, 10);
  EXPECT_THAT(ranked().why, Not(HasSubstr("2 of them tie")));
  EXPECT_THAT(place("far").why, Not(HasSubstr("needs more memory")));
}

TEST_F(Ranked, OfEqualSizesTheBetterWinsAndTheOtherNeedsNoMoreMemory) {
  add("second", 0.89, 100);
  add("first", 0.90, 100);
  EXPECT_EQ(ranked().winner, "first");
  EXPECT_THAT(place("second").why, Not(HasSubstr("needs more memory")));
}

TEST_F(Ranked, AnUnprovenCandidateNeverWins) {
  add("straddling", 0.95, 1);
  add("proven", 0.90, 100);
  limit("quality.accuracy", false, 0.5);
  evidence_.candidates[0].quality["accuracy"].validation_score = {{0.95, 0.4, 1.0},
                                                                  {0.95, 0.4, 1.0}};  // straddles the limit
  EXPECT_EQ(ranked().winner, "proven");
  EXPECT_EQ(place("straddling").fit.fit, Fit::unproven);
  evidence_.candidates.pop_back();
  EXPECT_EQ(ranked().winner, std::nullopt);
  EXPECT_THAT(ranking_.why, HasSubstr("no candidate of 1 is proven to keep every limit (1 unproven, 0 violated)"));
}

TEST_F(Ranked, AnUnprovenCandidateThatTiesDoesNotWinByBeingSmaller) {
  add("straddling", 0.89, 1);
  add("proven", 0.90, 100);
  limit("quality.accuracy", false, 0.5);
  evidence_.candidates[0].quality["accuracy"].validation_score = {{0.89, 0.4, 1.0}, {0.89, 0.4, 1.0}};
  EXPECT_EQ(ranked().winner, "proven");
}

TEST_F(Ranked, WhatIsBelowTheFloorNeverWins) {
  add("alone", 0.4, 1);
  EXPECT_EQ(ranked().winner, std::nullopt);
  EXPECT_EQ(place("alone").fit.fit, Fit::violated);
  EXPECT_THAT(place("alone").why, HasSubstr("quality.accuracy minus its floor's is -0.1, at least 0 is asked for"));
}

TEST_F(Ranked, ProvenStandsBeforeUnprovenBeforeViolated) {
  add("violated", 0.99, 500);
  add("unproven", 0.80, 50);
  add("proven", 0.90, 50);
  limit("memory.total", true, 100);
  limit("quality.accuracy", false, 0.8);
  ranked();
  EXPECT_THAT(order(), ElementsAre("proven", "unproven", "violated"));
}

TEST_F(Ranked, KeptIsTheEqualOfProvenInOrderAndChoice) {
  add("proven", 0.80, 100, 50);
  add("kept", 0.90, 100, 98);
  add("unproven", 0.99, 1, 50).quality["accuracy"].validation_score = {{0.99, 0.4, 1.0}, {0.99, 0.4, 1.0}};
  limit("latency.streaming.p99", true, 100);
  limit("quality.accuracy", false, 0.5);
  EXPECT_EQ(ranked().winner, "kept");
  EXPECT_THAT(order(), ElementsAre("kept", "proven", "unproven"));
  EXPECT_EQ(place("kept").fit.fit, Fit::kept);
  EXPECT_EQ(place("proven").fit.fit, Fit::proven);
}

TEST_F(Ranked, TheReserveChangesNoOrderAndNoWinner) {
  add("a", 0.90, 1000, 99);
  add("b", 0.89, 100, 80);
  add("c", 0.70, 10, 97);
  add("d", 0.95, 10, 101);
  limit("latency.streaming.p99", true, 100);
  std::set<std::string> seen;
  for (const double reserve : {0.0, 0.02, 0.15, 1.0}) {
    budget_.reserve = reserve;
    EXPECT_EQ(ranked().winner, "b") << reserve;
    EXPECT_THAT(order(), ElementsAre("b", "a", "c", "d")) << reserve;
    seen.insert(fit_name(place("a").fit.fit) + " " + fit_name(place("b").fit.fit));
    EXPECT_EQ(place("d").fit.fit, Fit::violated) << reserve;
  }
  EXPECT_THAT(seen, UnorderedElementsAre("proven proven", "kept proven", "kept kept"));
}

TEST_F(Ranked, WhatIsKeptSaysByHowMuchAndOfWhatReserve) {
  add("one", 0.90, 100, 96);
  add("two", 0.80, 100, 50);
  limit("latency.streaming.p99", true, 100);
  ranked();
  EXPECT_THAT(place("one").why,
              HasSubstr("; keeps latency.streaming.p99 <= 100 ns in this run, with 4.1 % to spare: runs of such a "
                        "machine differ by more (reserve 15 %)"));
  EXPECT_THAT(ranking_.why, HasSubstr("; 1 of 2 candidates are proven to keep every limit, 1 keeps them by less than "
                                      "the reserve"));
  EXPECT_THAT(place("two").why, Not(HasSubstr("spare")));
  budget_.reserve = 0;
  EXPECT_THAT(ranked().why, HasSubstr("2 of 2 candidates are proven to keep every limit"));
  EXPECT_THAT(ranking_.why, Not(HasSubstr("reserve")));
}

TEST_F(Ranked, OfSeveralKeptLimitsTheNearestToBreakingIsNamed) {
  add("one", 0.90, 100, 96);
  limit("latency.streaming.p99", true, 105);  // 9.3 % to spare of 15 %
  limit("latency.streaming.p50", true, 98);   // 2 % of 3 %
  limit("latency.streaming.p90", true, 97);   // 1 % of 15 %
  EXPECT_THAT(ranked().why, HasSubstr("keeps latency.streaming.p90 <= 97 ns in this run, with 1 % to spare"));
  EXPECT_THAT(ranking_.why, HasSubstr("(reserve 15 %) (and 2 more)"));
}

TEST_F(Ranked, WithoutCandidatesThereIsNoWinnerButAReason) {
  EXPECT_EQ(ranked().winner, std::nullopt);
  EXPECT_THAT(ranking_.order, IsEmpty());
  add("failed", 0.9, 1).status = "failed";
  EXPECT_EQ(ranked().winner, std::nullopt);
  EXPECT_THAT(ranking_.order, IsEmpty());
  EXPECT_THAT(ranking_.why, HasSubstr("none of 1 candidates passed"));
}

TEST_F(Ranked, ACandidateWithoutTheLatencyAskedForIsViolated) {
  add("offline", 0.99, 1).latency.clear();
  add("streaming", 0.9, 100);
  limit("latency.streaming.p50", true, 100);
  EXPECT_EQ(ranked().winner, "streaming");
  EXPECT_EQ(place("offline").fit.fit, Fit::violated);
  EXPECT_THAT(place("offline").why, HasSubstr("has no latency.streaming.p50"));
}

TEST_F(Ranked, ThePreferenceDecidesWhoIsBest) {
  add("accurate", 0.9, 100, 90);
  add("fast", 0.6, 200, 10);
  budget_.prefer = parse_metric_path("latency.streaming.p50", task);
  EXPECT_EQ(ranked().winner, "fast");
  budget_.prefer = parse_metric_path("memory.total", task);
  EXPECT_EQ(ranked().winner, "accurate");
}

TEST_F(Ranked, WhatIsPreferredMayBeAnyMetricPath) {
  add("one", 0.9, 100, 90);
  add("other", 0.6, 200, 10);
  for (const std::string& text : metric_paths(task)) {
    budget_.prefer = parse_metric_path(text, task);
    EXPECT_NO_THROW(ranked()) << text;
    EXPECT_EQ(ranking_.order.size(), 2U) << text;
  }
}

TEST_F(Ranked, WithoutAMemoryFigureACandidateTiesButIsNeverTheSmaller) {
  add("unmeasured", 0.90, 0).series.clear();
  add("measured", 0.89, 100);
  EXPECT_EQ(ranked().winner, "measured");
  evidence_.candidates[1].series.clear();
  EXPECT_EQ(ranked().winner, "unmeasured") << "the better of two whose sizes are unknown";
}

TEST_F(Ranked, WithoutTheFigureThatIsPreferredNobodyWins) {
  add("offline", 0.9, 1).latency.clear();
  budget_.prefer = parse_metric_path("latency.streaming.p50", task);
  EXPECT_EQ(ranked().winner, std::nullopt);
}

}  // namespace
}  // namespace gatewise::select_ranking_test
