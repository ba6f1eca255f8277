// A learning-rate sweep: what a suite may say, what is planned and dealt, which rate is chosen, what is disclosed.
#include "suite/sweep.hpp"

#include <gmock/gmock.h>

#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "data/dataset.hpp"
#include "run/plan/prune.hpp"
#include "run/plan/share.hpp"
#include "select/tuning.hpp"
#include "suite/subjects.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_sweep_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

Suite swept_suite() {
  Suite suite;
  suite.metric = "accuracy";
  suite.architectures = {{"lstm", 16}, {"gru", 16}, {"rnn_tanh", 16}};
  suite.seeds = {1, 2, 3};
  suite.sweep = {0.001, 0.003, 0.01};
  suite.backends = {{"reference", "f32"}};
  return suite;
}

Dataset small_dataset() {
  Dataset dataset;
  dataset.id = "x";
  dataset.feature_count = 4;
  dataset.outputs = 3;
  Sequence sequence;
  sequence.length = 50;
  dataset.train.assign(20, sequence);
  dataset.validation.assign(5, sequence);
  dataset.test.assign(5, sequence);
  return dataset;
}

TEST(ChooseRate, TakesTheBestScoreAndTheLowerOfTwoEquals) {
  EXPECT_EQ(choose_rate({0.5, 0.9, 0.7}, Better::more), 1U);
  EXPECT_EQ(choose_rate({0.5, 0.9, 0.7}, Better::less), 0U);
  EXPECT_EQ(choose_rate({0.5, 0.9, 0.9}, Better::more), 1U);
  EXPECT_EQ(choose_rate({std::nullopt, 0.2, 0.1}, Better::more), 1U) << "one that diverged has no score";
  EXPECT_EQ(choose_rate({std::nullopt, std::nullopt}, Better::more), std::nullopt);
}

class SweepFile : public ::testing::Test {
 protected:
  Suite read(const std::string& learning_rate) const {
    write_file_atomically(folder_ / "mine.toml", "[training.learning_rate]\n" + learning_rate);
    return read_suite(folder_ / "mine.toml", {});
  }
  void refuses(const std::string& text, const std::string& start, const std::string& part) const {
    EXPECT_THAT([&] { read(text); }, ThrowsMessage<InputError>(
                                         AllOf(StartsWith((folder_ / "mine.toml").string() + start), HasSubstr(part))));
  }
  const tests::TemporaryFolder folder_;
};

TEST_F(SweepFile, HoldsRisingRates) {
  EXPECT_THAT(read("sweep = [1e-3, 3e-3, 1e-2]").sweep, ElementsAre(1e-3, 3e-3, 1e-2));
  EXPECT_THAT(read("peak = 1e-3").sweep, IsEmpty());
}

TEST_F(SweepFile, RefusesWhatIsNoSweep) {
  refuses("peak = 1e-3\nsweep = [1e-3, 3e-3]", ":3:", "take one of them out");
  refuses("sweep = [1e-3]", ":2:", "at least two rates");
  refuses("sweep = []", ":2:", "at least two rates");
  refuses("sweep = [3e-3, 1e-3]", ":2:", "must rise");
  refuses("sweep = [1e-3, 1e-3]", ":2:", "must rise");
  refuses("sweep = [0, 1e-3]", ":2:", "holds 0");
  refuses("sweep = [1e-3, 1000]", ":2:", "1000");
  refuses("sweep = 1e-3", ":2:", "must be an array");
}

TEST(SweptPlan, TrainsTheFirstSeedOnceAtEachRateAndTheOthersOnce) {
  std::multiset<std::string> trainings;
  for (const Trial& trial : make_plan(swept_suite(), small_dataset(), 2).trials) {
    if (trial.kind == "train") trainings.insert(trial.subject);
  }
  EXPECT_EQ(trainings.size(), 3U * (3 + 2));
  EXPECT_EQ(trainings.count("lstm-h16-l1 seed 1 rate 0.003"), 1U);
  EXPECT_EQ(trainings.count("lstm-h16-l1 seed 1"), 0U) << "it is one of the sweep's";
  EXPECT_EQ(trainings.count("gru-h16-l1 seed 3"), 1U);
}

TEST(SweptShares, HoldAnArchitectureWithAllItsSeeds) {
  const Suite suite = swept_suite();
  const std::vector<Trial> plan = make_plan(suite, small_dataset(), 1).trials;
  for (const Architecture& architecture : suite.architectures) {
    int holders = 0;
    for (std::int64_t shard = 1; shard <= 3; ++shard) {
      const Share share(suite, plan, {shard, 3});
      holders += share.holds(architecture, 1) ? 1 : 0;
      EXPECT_EQ(share.holds(architecture, 2), share.holds(architecture, 1)) << architecture.id();
      EXPECT_EQ(share.holds(architecture, 3), share.holds(architecture, 1)) << architecture.id();
    }
    EXPECT_EQ(holders, 1) << architecture.id();
  }
  for (std::int64_t shard = 1; shard <= 3; ++shard) {
    const Share share(suite, plan, {shard, 3});
    int held = 0;
    for (const Architecture& architecture : suite.architectures) held += share.holds(architecture, 1) ? 1 : 0;
    EXPECT_EQ(held, 1) << "three architectures of about the same cost in three shards";
  }
}

TEST(SweptRuns, NeedEveryRatesTrainingForTheirReport) {
  EXPECT_THAT(expected_trials(swept_suite()), Contains("train gru-h16-l1 seed 1 rate 0.01"));
}

class SweepJournal : public ::testing::Test {
 protected:
  void add(double rate, const std::string& status, double score, int epochs, double seconds) {
    Record record;
    record.kind = "train";
    record.subject = rate_subject(suite_.architectures[0], 1, rate);
    record.key = record.subject;
    record.status = status;
    record.seconds = seconds;
    if (status == "ok") {
      record.result = {{"best_epoch", 0}, {"epochs", Json::array()}};
      for (int i = 0; i < epochs; ++i) record.result["epochs"].push_back({{"validation_score", score - i}});
    } else {
      record.message = "the loss is not finite";
      record.stage = divergence_stage;
    }
    journal_.append(record);
  }
  Tuning tuning() const { return tuning_of(suite_.architectures[0], suite_, journal_); }

  const tests::TemporaryFolder folder_;
  Suite suite_ = swept_suite();
  Journal journal_{folder_.path()};
};

TEST_F(SweepJournal, SaysWhatWasTriedAndWhatItTook) {
  add(0.001, "ok", 0.7, 10, 1.5);
  add(0.003, "ok", 0.9, 12, 2.5);
  add(0.01, "failed", 0, 0, 0.5);
  const Tuning found = tuning();
  ASSERT_EQ(found.rates.size(), 3U);
  EXPECT_EQ(found.chosen, 1U);
  EXPECT_FALSE(found.is_at_edge());
  EXPECT_EQ(found.trainings(), 3);
  EXPECT_EQ(found.epochs(), 22);
  EXPECT_DOUBLE_EQ(found.seconds(), 4.5);
  EXPECT_EQ(found.rates[2].score, std::nullopt);
  EXPECT_EQ(found.rates[2].reason, "the loss is not finite");
  EXPECT_EQ(found.text(), "3 learning rates, 3 trainings, 22 epochs, 4.50 s; chose 0.003");
}

TEST_F(SweepJournal, DisclosesARateAtTheEdgeAndOnesThatAreMissing) {
  add(0.001, "ok", 0.9, 1, 1);
  add(0.003, "ok", 0.8, 1, 1);
  const Tuning found = tuning();
  EXPECT_TRUE(found.is_at_edge());
  EXPECT_EQ(found.trainings(), 2);
  EXPECT_EQ(found.rates[2].status, "missing");
  EXPECT_THAT(found.text(), HasSubstr("chose 0.001, at the edge of the sweep"));
}

TEST_F(SweepJournal, HasNoChoiceWhereAllHaveDiverged) {
  for (const double rate : suite_.sweep) add(rate, "failed", 0, 0, 1);
  EXPECT_EQ(tuning().chosen, std::nullopt);
  EXPECT_FALSE(tuning().is_at_edge());
  EXPECT_THAT(tuning().text(), HasSubstr("no rate could be trained"));
}

TEST_F(SweepJournal, OfASuiteWithoutOneIsOneRecipeForAll) {
  suite_.sweep.clear();
  EXPECT_EQ(tuning().text(), "none: one recipe for all");
  EXPECT_EQ(tuning().trainings(), 0);
}

}  // namespace
}  // namespace gatewise::run_sweep_test
