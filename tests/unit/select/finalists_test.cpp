// Whom a recommendation rests on.
#include "select/finalists.hpp"

#include <gmock/gmock.h>

namespace gatewise::select_finalists_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Task task = Task::sequence_classification;

class Finalists : public ::testing::Test {
 protected:
  Finalists() {
    for (const char* id : {"a", "b", "c", "d"}) candidates_.emplace_back().id = id;
    fast_ = {"fast", {}, parse_metric_path("latency.streaming.p50", task)};
    small_ = {"small", {}, parse_metric_path("memory.total", task)};
  }

  /// All of them, proven, in their order.
  Ranking ranking(const Budget& budget, std::vector<std::size_t> order = {0, 1, 2, 3}) const {
    Ranking all;
    all.budget = &budget;
    all.winner = candidates_[order.front()].id;
    for (const std::size_t i : order) all.order.emplace_back().candidate = &candidates_[i];
    return all;
  }

  void confirm(std::size_t i) { candidates_[i].confirmed = std::make_shared<Candidate>(); }

  std::vector<Candidate> candidates_;
  Budget fast_;
  Budget small_;
};

TEST_F(Finalists, AreTheWinnerAndTheTwoThatComeNext) {
  EXPECT_THAT(unconfirmed_finalists({ranking(fast_)}), ElementsAre("a", "b", "c"));
}

TEST_F(Finalists, AreThoseOfEachBudgetOnce) {
  const Budget rate{"rate", {}, parse_metric_path("throughput.offline.steps_per_second", task)};
  EXPECT_THAT(unconfirmed_finalists({ranking(fast_), ranking(rate, {3, 2, 1, 0})}), ElementsAre("a", "b", "c", "d"));
}

TEST_F(Finalists, AreNoneWhereNoBudgetSpeaksOfMeasuredCost) {
  const Budget good{
      "good", {{parse_metric_path("memory.total", task), true, 1e9}}, parse_metric_path("quality.accuracy", task)};
  EXPECT_THAT(unconfirmed_finalists({ranking(small_), ranking(good)}), IsEmpty());
}

TEST_F(Finalists, ALimitSpeaksOfMeasuredCostToo) {
  small_.limits.push_back({parse_metric_path("latency.realtime.p99", task), true, 1e9});
  EXPECT_THAT(unconfirmed_finalists({ranking(small_)}), ElementsAre("a", "b", "c"));
}

TEST_F(Finalists, AreNoneWithoutAWinner) {
  Ranking none = ranking(fast_);
  none.winner.reset();
  EXPECT_THAT(unconfirmed_finalists({none}), IsEmpty());
}

TEST_F(Finalists, AreOnlyThoseThatAreProven) {
  Ranking all = ranking(fast_);
  all.order[1].fit.fit = Fit::unproven;
  EXPECT_THAT(unconfirmed_finalists({all}), ElementsAre("a", "c"));
}

TEST_F(Finalists, AreThoseThatAreKeptLikeThoseThatAreProven) {
  Ranking all = ranking(fast_);
  all.order[0].fit.fit = Fit::kept;
  all.order[2].fit.fit = Fit::kept;
  EXPECT_THAT(unconfirmed_finalists({all}), ElementsAre("a", "b", "c"));
}

TEST_F(Finalists, ADelayInStepsIsNoMeasuredCost) {
  small_.limits.push_back({parse_metric_path("latency.streaming.delay", Task::token_labelling), true, 2});
  EXPECT_THAT(unconfirmed_finalists({ranking(small_)}), IsEmpty());
}

TEST_F(Finalists, AreNotMeasuredASecondTimeAndMakeNoRoomForOthers) {
  confirm(0);
  confirm(2);
  EXPECT_THAT(unconfirmed_finalists({ranking(fast_)}), ElementsAre("b"));
  confirm(1);
  EXPECT_THAT(unconfirmed_finalists({ranking(fast_)}), IsEmpty());
}

TEST_F(Finalists, AreThoseThatOnlyStraddleMeasuredCostAndWouldBePreferred) {
  Ranking all = ranking(fast_);
  for (std::size_t i = 0; i < 4; ++i) all.order[i].cost = static_cast<double>(10 - i);  // d is the fastest
  all.order[3].fit = {Fit::unproven,
                      {{"latency.streaming.p99", true, 5, Interval{4, 3, 6}, Unit::nanoseconds, Fit::unproven}}};
  EXPECT_THAT(unconfirmed_finalists({all}), ElementsAre("a", "b", "c", "d"));
  all.order[3].cost = 20;
  EXPECT_THAT(unconfirmed_finalists({all}), ElementsAre("a", "b", "c")) << "nobody would prefer it";
  all.order[3].cost = 1;
  all.order[3].fit.violations.push_back(
      {"quality.accuracy", false, 0.9, Interval{0.9, 0.8, 1}, Unit::none, Fit::unproven});
  EXPECT_THAT(unconfirmed_finalists({all}), ElementsAre("a", "b", "c"))
      << "more blocks make its quality no better known";
}

TEST_F(Finalists, OfAnEmptyRankingAreNone) { EXPECT_THAT(unconfirmed_finalists({}), IsEmpty()); }

}  // namespace
}  // namespace gatewise::select_finalists_test
