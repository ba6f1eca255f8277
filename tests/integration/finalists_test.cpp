// Finalists are measured afresh before they are recommended.
#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::finalists_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Any machine keeps it.
const std::string within_a_second = "[budget.fast]\nlatency.streaming.p99 = { max = \"1s\" }\n";
constexpr const char* winner = "rnn_tanh-h4-l1-i4/reference.f32";

std::string cost_suite(const std::string& budget) {
  return "name = \"small\"\ntask = \"cost-only\"\n[architectures]\nfamilies = [\"rnn_tanh\"]\nhidden = [4]\n"
         "[workload]\nlengths = { shape = \"constant\", steps = 20 }\n[measurement]\nblocks = 2\nblock_steps = 50\n" +
         budget;
}

std::vector<std::string> confirmed(const Workplace& work) {
  std::vector<std::string> subjects;
  for (const Json& record : records_of(work.journal())) {
    if (record.at("kind") == "confirm") subjects.push_back(record.at("subject"));
  }
  return subjects;
}

Json streaming(const Workplace& work) { return entry_of(work.report().at("measurements"), "scenario", "streaming"); }

TEST(Finalists, AreMeasuredAfreshWhereABudgetLimitsALatency) {
  const Workplace work(cost_suite(within_a_second));
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(confirmed(work), ElementsAre(winner));
  const Json again = streaming(work).at("confirmed");
  ASSERT_TRUE(again.is_object()) << streaming(work).dump(2);
  EXPECT_GT(again.at("p50_ns").at("value"), 0);
  EXPECT_GT(again.at("p99_ns").at("value"), 0);
  EXPECT_NE(again.at("p99_ns"), streaming(work).at("p99_ns")) << "another measurement";
}

TEST(Finalists, AreNotMeasuredAgainByASecondRun) {
  const Workplace work(cost_suite(within_a_second));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  ASSERT_EQ(confirmed(work).size(), 1U);
  const std::string journal = bytes_of(work.journal());
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_TRUE(bytes_of(work.journal()) == journal) << "the journal has changed";
}

TEST(Finalists, AreMeasuredAgainWhereTheirCostWas) {
  const Workplace work(cost_suite(within_a_second));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  EXPECT_EQ(work.run_suite({"--set", "measurement.blocks=3"}).exit_code, 0);
  EXPECT_EQ(confirmed(work).size(), 2U);
  EXPECT_TRUE(streaming(work).at("confirmed").is_object());
}

TEST(Finalists, OfAnotherBuildThanTheOneMeasuredAfreshAreNotConfirmedByIt) {
  const Workplace work(cost_suite(within_a_second + "[backends]\nuse = [\"mine.f32\"]\n"));
  for (const char* plugin : {"stripped", "pure_c"})
    ASSERT_EQ(work.run_suite({"--plugin", "mine=" + test_plugin(plugin).string()}).exit_code, 0);
  EXPECT_EQ(confirmed(work).size(), 2U) << "each build by itself";
}

TEST(Finalists, AreNoneWhereNoBudgetSpeaksOfMeasuredCost) {
  const Workplace work(small_suite("[budget.small]\nmemory.total = { max = \"1MiB\" }\nprefer = \"quality\"\n"));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  EXPECT_THAT(confirmed(work), IsEmpty());
  EXPECT_TRUE(streaming(work).at("confirmed").is_null());
}

TEST(Finalists, AreNoneWhereNobodyKeepsTheBudget) {
  const Workplace work(cost_suite("[budget.tight]\nlatency.streaming.p99 = { max = \"1ns\" }\n"));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  EXPECT_THAT(confirmed(work), IsEmpty());
}

}  // namespace
}  // namespace gatewise::tests::finalists_test
