#include "measure/scenarios/realtime/realtime.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>

#include "base/json.hpp"
#include "measure/machine/clock.hpp"
#include "support/models.hpp"

namespace gatewise::measure_realtime_test {
namespace {

using tests::dense_shape;
using tests::inputs_for;
using tests::next_answer;
using tests::reference_model;

constexpr double period_ns = 20'000;
constexpr double forever_ns = 1e15;

RealtimeTerms within(double deadline_ns) { return {period_ns, deadline_ns, false, false, false}; }

class RealtimeSteps : public ::testing::Test {
 protected:
  RealtimeBlock play(std::int64_t steps, const RealtimeTerms& terms, CacheEvictor* evictor = nullptr) {
    return play_realtime(model_, sequences_, 0, steps, terms, evictor);
  }

  const ModelShape shape_ = dense_shape("gru", 4, 1);
  const Sequences sequences_ = inputs_for(shape_, {5, 2});
  SequenceModel model_ = reference_model(shape_);
};

TEST_F(RealtimeSteps, AreAllMissedWithoutAnyTime) {
  const RealtimeBlock block = play(40, within(0));
  EXPECT_EQ(block.latency.count(), 40);
  EXPECT_EQ(block.missed, 40);
}

TEST_F(RealtimeSteps, AreNeverMissedWithAllTheTime) {
  const RealtimeBlock block = play(40, within(forever_ns));
  EXPECT_EQ(block.latency.count(), 40);
  EXPECT_EQ(block.missed, 0);
  EXPECT_GE(block.jitter_ns, 0);
  EXPECT_GT(block.latency.at_rank(1), 0) << "no answer comes before its step";
}

TEST_F(RealtimeSteps, ComeNoEarlierThanTheirSchedule) {
  const std::int64_t begin = now_ns();
  play(11, within(forever_ns));
  EXPECT_GE(now_ns() - begin, 11 * static_cast<std::int64_t>(period_ns));
}

TEST_F(RealtimeSteps, OneHasNoJitter) { EXPECT_EQ(play(1, within(forever_ns)).jitter_ns, 0); }

TEST_F(RealtimeSteps, ArePlayedHoweverTheyAreWaitedFor) {
  CacheEvictor evictor(16 << 10);
  for (const bool sleeps : {false, true}) {
    EXPECT_EQ(play(12, {period_ns, forever_ns, false, sleeps, false}).latency.count(), 12);
    EXPECT_EQ(play(12, {period_ns, forever_ns, true, sleeps, false}, &evictor).latency.count(), 12);
  }
}

TEST_F(RealtimeSteps, CarryTheStateFromOneToTheNextAndBeginEachSequenceAnew) {
  const std::vector<float> expected = model_.answer_sequence(sequences_[0]);
  play(5 + 2 + 3, within(forever_ns));  // all of the first, the second, and three steps of the first again
  EXPECT_EQ(next_answer(model_, sequences_[0], 3), std::vector<float>(expected.begin() + 6, expected.begin() + 8));
}

TEST_F(RealtimeSteps, LeaveTheThreadsTimersAsTheyWere) {
  const int before = ::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
  play(3, {period_ns, forever_ns, false, true, false});
  EXPECT_EQ(::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), before);
}

TEST(RealtimeBlockSize, IsWhatAThirdOfASecondHoldsWithinItsBounds) {
  EXPECT_EQ(realtime_steps(1e6, 10'000), 333);
  EXPECT_EQ(realtime_steps(1e6, 100), 100) << "no more than asked for";
  EXPECT_EQ(realtime_steps(1, 600), 600);
  EXPECT_EQ(realtime_steps(250e6, 600), 8) << "a slow clock has eight steps";
  EXPECT_EQ(realtime_steps(1e6, 1), 8) << "whatever is asked for";
}

TEST(RealtimePriority, IsNotAskedForWhereNoneIsWanted) {
  const int before = ::sched_getscheduler(0);
  const PriorityScope none(false);
  EXPECT_EQ(none.refusal(), "");
  EXPECT_EQ(::sched_getscheduler(0), before);
}

TEST(RealtimePriority, IsGrantedForItsScopeOrSaysWhatToDo) {
  const int before = ::sched_getscheduler(0);
  {
    const PriorityScope wanted(true);
    if (wanted.refusal().empty()) {
      EXPECT_EQ(::sched_getscheduler(0), SCHED_FIFO);
    } else {
      EXPECT_NE(wanted.refusal().find("ulimit -r"), std::string::npos) << wanted.refusal();
    }
  }
  EXPECT_EQ(::sched_getscheduler(0), before);
}

TEST(RealtimeTermsJson, IsReadAsItWasWritten) {
  const RealtimeTerms terms{1e6, 2e6, true, false, true};
  const auto read = Json::parse(Json(terms).dump()).get<RealtimeTerms>();
  EXPECT_EQ(read.period_ns, 1e6);
  EXPECT_EQ(read.deadline_ns, 2e6);
  EXPECT_TRUE(read.evict);
  EXPECT_FALSE(read.sleeps);
  EXPECT_TRUE(read.priority);
}

}  // namespace
}  // namespace gatewise::measure_realtime_test
