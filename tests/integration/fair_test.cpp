// Equal terms through the program: sizes that are solved for, a learning rate for each architecture, and what the
// reports say of both.
#include "base/json.hpp"
#include "support/gatewise.hpp"
#include "support/report_schema.hpp"

namespace gatewise::tests::fair_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// small_suite() with another `hidden`, families and learning rate.
std::string fair_suite(const std::string& hidden, const std::string& families = R"(["rnn_tanh", "gru"])",
                       const std::string& learning_rate = "") {
  std::string text = small_suite("\n[backends]\nuse = [\"reference.f32\", \"int8.int8\"]\n" +
                                 (learning_rate.empty() ? "" : "\n[training.learning_rate]\n" + learning_rate));
  text.replace(text.find("[\"rnn_tanh\"]"), 12, families);
  text.replace(text.find("hidden = [4]"), 12, "hidden = " + hidden);
  return text;
}

std::vector<std::string> subjects_of(const std::vector<Json>& records, const std::string& kind) {
  std::vector<std::string> subjects;
  for (const Json& record : records) {
    if (record.at("kind") == kind) subjects.push_back(record.at("subject"));
  }
  return subjects;
}

TEST(EqualParameters, GiveEachFamilyItsSizeAndTheReportsSayWhatItComesTo) {
  const Workplace work(fair_suite("{ fit = \"parameters\", max = 600 }"));
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("hidden sizes are the largest of at most 600 parameters: rnn_tanh-h"));
  const Json report = work.report();
  EXPECT_EQ(complaints(report), "");
  const Json& sizes = report.at("sizes");
  EXPECT_EQ(sizes.at("fit"), "parameters");
  ASSERT_EQ(sizes.at("solved").size(), 2U);
  EXPECT_EQ(report.at("candidates").size(), 4U) << "a family has one size, whichever backend runs it";
  for (const Json& size : sizes.at("solved")) {
    EXPECT_LE(size.at("value").get<double>(), 600);
    EXPECT_GT(size.at("next_value").get<double>(), 600);
    const Json candidate = candidate_of(report, size.at("architecture").get<std::string>() + "/reference.f32");
    EXPECT_EQ(candidate.at("parameters"), size.at("value"));
    EXPECT_EQ(candidate.at("status"), "passed");
  }
  EXPECT_GT(sizes.at("solved").at(0).at("hidden"), sizes.at("solved").at(1).at("hidden"));
  EXPECT_THAT(bytes_of(work / "out/report.md"), HasSubstr("## What was made equal"));
  EXPECT_THAT(bytes_of(work / "out/report.md"), HasSubstr("Tuning: none: one recipe for all."));
  for (const Json& candidate : report.at("candidates"))
    EXPECT_EQ(candidate.at("tuning").at("text"), "none: one recipe for all");
  // A report needs no dataset to know the sizes; the same run again has nothing to do.
  EXPECT_EQ(work.run({"report", "out"}).exit_code, 0);
  EXPECT_EQ(work.report().at("sizes"), sizes);
  const auto before = records_of(work.journal()).size();
  EXPECT_EQ(work.run_suite().exit_code, 0);
  const std::vector<Json> after = records_of(work.journal());
  EXPECT_EQ(subjects_of(after, "size").size(), 2U);
  EXPECT_EQ(subjects_of(after, "train").size(), 2U);
  EXPECT_LE(after.size(), before + 2) << "only the host and the session's own floor may come again";
}

TEST(EqualParameters, ArePlannedWithTheirSizes) {
  const Workplace work(fair_suite("{ fit = \"parameters\", max = 600 }"));
  const Outcome plan = work.run({"plan", "small.toml"});
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("the largest multiple of 1 with at most 600 parameters"));
  EXPECT_THAT(plan.out, HasSubstr("train    gru-h"));
  EXPECT_FALSE(std::filesystem::exists(work / "out"));
}

TEST(EqualParameters, ThatNothingFitsAreRefusedBeforeADirectoryIsMade) {
  const Workplace work(fair_suite("{ fit = \"parameters\", max = 20 }"));
  expect_input_error(work.run_suite(), {"small.toml:7:", "'architectures.hidden.max' is 20", "the smallest rnn_tanh-l1",
                                        "raise max to at least that"});
  EXPECT_FALSE(std::filesystem::exists(work / "out"));
}

TEST(EqualMemory, IsOfTheBackendThatTheRuleNames) {
  const Workplace work(fair_suite("{ fit = \"memory\", max = \"2KiB\", backend = \"int8.int8\" }"));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const Json in_int8 = work.report().at("sizes");
  EXPECT_THAT(in_int8.at("rule").get<std::string>(), HasSubstr("in int8"));
  const Outcome other = work.run_suite({"--set", "architectures.hidden.backend=reference.f32"});
  ASSERT_EQ(other.exit_code, 0) << other.err;
  EXPECT_LT(work.report().at("sizes").at("solved").at(0).at("hidden"), in_int8.at("solved").at(0).at("hidden"));
}

TEST(EqualLatency, IsMeasuredOnceAndKept) {
  const Workplace work(fair_suite("{ fit = \"latency\", max = \"20us\", multiple = 16 }"));
  const Outcome plan = work.run({"plan", "small.toml"});
  EXPECT_THAT(plan.out, HasSubstr("hidden sizes are measured when the run starts"));
  EXPECT_THAT(plan.out, HasSubstr("size     gru-l1"));
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json report = work.report();
  EXPECT_EQ(complaints(report), "");
  const Json& sizes = report.at("sizes");
  for (const Json& size : sizes.at("solved")) {
    EXPECT_EQ(size.at("hidden").get<int>() % 16, 0);
    EXPECT_LE(size.at("value").get<double>(), 20000) << "the measured figure is the one that was held against it";
    EXPECT_EQ(size.at("backend"), "reference.f32");
    EXPECT_FALSE(size.at("host").is_null());
    EXPECT_GE(size.at("tried").get<int>(), 2);
  }
  EXPECT_GE(sizes.at("solved").at(0).at("hidden"), sizes.at("solved").at(1).at("hidden"))
      << "a GRU of a size does three times an RNN's work";
  // Neither a report nor the same run again measures anew; another limit does.
  EXPECT_EQ(work.run({"report", "out"}).exit_code, 0);
  EXPECT_EQ(work.report().at("sizes"), sizes);
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_EQ(subjects_of(records_of(work.journal()), "size").size(), 2U);
  EXPECT_EQ(work.report().at("sizes"), sizes);
  EXPECT_EQ(work.run_suite({"--set", "architectures.hidden.max=40us"}).exit_code, 0);
  EXPECT_EQ(subjects_of(records_of(work.journal()), "size").size(), 4U);
  // And what was known by the first limit is known still.
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_EQ(work.report().at("sizes"), sizes);
}

TEST(EqualLatency, ThatNoSizeKeepsIsRefused) {
  const Workplace work(fair_suite("{ fit = \"latency\", max = \"1ns\" }"));
  expect_input_error(work.run_suite(), {"'architectures.hidden.max' is 1 ns", "(hidden size 8) comes to",
                                        "with reference.f32", "make hidden.multiple smaller"});
}

TEST(EqualLatency, IsNoMatterOfABackendThatCrashesButOfItsRow) {
  const Workplace work(
      fair_suite("{ fit = \"latency\", max = \"20us\", backend = \"crash_in_run.f32\" }", R"(["rnn_tanh"])"));
  const Outcome outcome = work.run_suite({"--plugin", test_plugin("crash_in_run").string(), "--set",
                                          R"(backends.use=["reference.f32", "crash_in_run.f32"])"});
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  for (const Json& candidate : work.report().at("candidates")) {
    EXPECT_EQ(candidate.at("status"), "failed");
    EXPECT_EQ(candidate.at("stage"), "size");
    EXPECT_THAT(candidate.at("reason").get<std::string>(), HasSubstr("the child ended with"));
  }
  EXPECT_EQ(complaints(work.report()), "");
}

TEST(EqualLatency, HasToBeGivenToAGateAsSizes) {
  const Workplace work(fair_suite("{ fit = \"latency\", max = \"20us\" }"));
  expect_input_error(work.run({"gate", "small.toml", "--a", "gru-l1/reference.f32", "--b", "gru-l1/int8.int8"}),
                     {"small.toml:7:", "architectures.hidden=[64]"});
  expect_input_error(work.run({"bench", "small.toml"}), {"measured at the start of a run"});
}

TEST(LearningRateSweep, ChoosesByValidationAndTrainsTheOtherSeedsAtThatRate) {
  const Workplace work(fair_suite("[4]", R"(["rnn_tanh", "gru"])", "sweep = [1e-7, 1e-2, 2e-2]"));
  const Outcome outcome = work.run_suite({"--set", "training.seeds=[1, 2]", "--set", "training.epochs=3"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("tuning of gru-h4-l1: 3 learning rates, 3 trainings, 9 epochs"));
  const Json report = work.report();
  EXPECT_EQ(complaints(report), "");
  for (const Json& candidate : report.at("candidates")) {
    const Json& rates = candidate.at("tuning").at("learning_rates");
    ASSERT_EQ(rates.size(), 3U);
    std::size_t best = 0;
    for (std::size_t i = 1; i < 3; ++i)
      if (rates.at(i).at("validation") > rates.at(best).at("validation")) best = i;
    EXPECT_GT(best, 0U) << "a rate that moves nothing was chosen";
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(rates.at(i).at("chosen"), i == best);
    EXPECT_EQ(candidate.at("tuning").at("chosen"), rates.at(best).at("rate"));
    EXPECT_EQ(candidate.at("tuning").at("at_edge"), best == 2);
    // What was chosen is what the candidates were trained with: the score of the first seed is the sweep's.
    EXPECT_EQ(candidate.at("quality").at("accuracy").at("by_seed").size(), 2U);
  }
  std::map<std::string, std::set<double>> rates_of_seeds;
  std::map<std::string, std::set<std::string>> keys;
  for (const Json& record : records_of(work.journal())) {
    if (record.at("kind") != "train") continue;
    const std::string subject = record.at("subject");
    keys[subject].insert(record.at("key").get<std::string>());
    if (subject.find(" rate ") == std::string::npos)
      rates_of_seeds[subject.substr(0, subject.find(' '))].insert(
          record.at("determinants").at("recipe").at("peak_learning_rate").get<double>());
  }
  EXPECT_EQ(keys.size(), 2U * (3 + 2));
  for (const auto& [architecture, rates] : rates_of_seeds)
    EXPECT_EQ(rates, std::set<double>{candidate_of(report, architecture + "/reference.f32").at("tuning").at("chosen")});
  EXPECT_FALSE(std::filesystem::exists(work / "out/logs/train_gru-h4-l1_seed_1.log")) << "the chosen one was repeated";
  EXPECT_THAT(work.run({"runs", "show", "out", "--log", "train gru-h4-l1 seed 1"}).out,
              HasSubstr("--- train gru-h4-l1 seed 1 rate "));
  EXPECT_THAT(bytes_of(work / "out/report.md"), HasSubstr("| chosen"));
}

TEST(LearningRateSweep, ARateThatDivergesIsARowAndIsNotTriedAgain) {
  const Workplace work(
      fair_suite("[4]", R"(["rnn_relu"])", "sweep = [1e-2, 90]\nschedule = \"constant\"\nwarmup_steps = 0"));
  const std::vector<std::string> options{"--set", "training.on_divergence=fail", "--set", "training.clip_norm=0",
                                         "--set", "training.optimizer=sgd",      "--set", "training.epochs=4"};
  const Outcome outcome = work.run_suite(options);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json tuning = work.report().at("candidates").at(0).at("tuning");
  EXPECT_EQ(tuning.at("learning_rates").at(1).at("status"), "failed");
  EXPECT_TRUE(tuning.at("learning_rates").at(1).at("validation").is_null());
  EXPECT_EQ(tuning.at("chosen"), 0.01);
  const auto trainings = subjects_of(records_of(work.journal()), "train").size();
  EXPECT_EQ(work.run_suite(options).exit_code, 0);
  EXPECT_EQ(subjects_of(records_of(work.journal()), "train").size(), trainings);
}

TEST(LearningRateSweep, WithoutAnyRateThatTrainsCostsItsRows) {
  const Workplace work(
      fair_suite("[4]", R"(["rnn_relu"])", "sweep = [80, 90]\nschedule = \"constant\"\nwarmup_steps = 0"));
  const Outcome outcome = work.run_suite({"--set", "training.on_divergence=fail", "--set", "training.clip_norm=0",
                                          "--set", "training.optimizer=sgd", "--set", "training.epochs=4"});
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  const Json candidate = work.report().at("candidates").at(0);
  EXPECT_EQ(candidate.at("stage"), "train");
  EXPECT_THAT(candidate.at("reason").get<std::string>(), HasSubstr("no learning rate of the sweep has a score; 80: "));
}

TEST(LearningRateSweep, IsPlanned) {
  const Workplace work(fair_suite("[4]", R"(["gru"])", "sweep = [1e-3, 1e-2]"));
  const Outcome plan = work.run({"plan", "small.toml"});
  EXPECT_THAT(plan.out, HasSubstr("train    gru-h4-l1 seed 1 rate 0.001"));
  EXPECT_THAT(plan.out, HasSubstr("2 train"));
}

}  // namespace
}  // namespace gatewise::tests::fair_test
