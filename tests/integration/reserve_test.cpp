// A budget's reserve, from the suite to the reports: it names what was kept, and neither orders nor chooses.
#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "base/json.hpp"
#include "support/gatewise.hpp"
#include "support/report_schema.hpp"

namespace gatewise::tests::reserve_test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

/// Cost alone of two sizes under a limit that every machine keeps.
std::string suite_with(const std::string& reserve, const std::string& limit = "1s") {
  return "name = \"small\"\ntask = \"cost-only\"\n[architectures]\nfamilies = [\"gru\"]\nhidden = [4, 8]\nsteps = [4]\n"
         "[backends]\nuse = [\"reference.f32\"]\n[measurement]\nblocks = 2\nblock_steps = 8\n[budget.b]\n"
         "latency.streaming.p99 = { max = \"" +
         limit + "\" }\nmemory.total = { max = \"1MiB\" }\nprefer = \"memory\"\n" + reserve;
}

/// Without the terminal's line breaks.
std::string joined(const std::string& text) { return std::regex_replace(text, std::regex("\\s+"), " "); }

std::vector<std::string> each(const Json& ranking, const std::string& key) {
  std::vector<std::string> all;
  for (const Json& place : ranking.at("order")) all.push_back(place.at(key));
  return all;
}

/// Which all keep, and none by eleven times.
std::string three_times_the_slowest(const Json& report) {
  double slowest = 0;
  for (const Json& one : report.at("measurements"))
    slowest = std::max(slowest, one.at("p99_ns").at("high").get<double>());
  return fmt::format("{:.0f}ns", 3 * slowest);
}

TEST(Reserve, TellsKeptFromProvenInEveryReportAndChangesNoOrder) {
  const Workplace work(suite_with("reserve = \"0%\"\n"));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const Json proven = work.report().at("rankings").at(0);
  EXPECT_THAT(each(proven, "fit"), Each("proven"));
  write(work / "out/suite.toml", suite_with("reserve = \"900%\"\n", three_times_the_slowest(work.report())));
  const Outcome outcome = work.run({"report", "out"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(complaints(work.report()), "");
  const Json kept = work.report().at("rankings").at(0);
  EXPECT_THAT(each(kept, "fit"), Each("kept"));
  EXPECT_EQ(kept.at("winner"), proven.at("winner"));
  EXPECT_EQ(each(kept, "candidate"), each(proven, "candidate"));
  const Json& limit = kept.at("order").at(0).at("kept").at(0);
  EXPECT_EQ(limit.at("metric"), "latency.streaming.p99");
  EXPECT_EQ(limit.at("reserve"), 9);
  EXPECT_GT(limit.at("spare").get<double>(), 1);
  const auto says_so = AllOf(HasSubstr("(reserve 900 %)"), HasSubstr("0 of 2 candidates are proven"),
                             HasSubstr("2 keep them"), HasSubstr("to spare"));
  EXPECT_THAT(joined(outcome.out), says_so);
  EXPECT_THAT(bytes_of(work / "out/report.md"), says_so);
}

TEST(Reserve, IsFifteenPercentOfAP99WhereTheSuiteIsSilent) {
  const Workplace work(suite_with(""));
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json ranking = work.report().at("rankings").at(0);
  EXPECT_EQ(entry_of(ranking.at("limits"), "metric", "latency.streaming.p99").at("reserve"), 0.15);
  EXPECT_EQ(entry_of(ranking.at("limits"), "metric", "memory.total").at("reserve"), 0);
  EXPECT_THAT(each(ranking, "fit"), Each("proven"));
  EXPECT_THAT(joined(outcome.out),
              AllOf(HasSubstr("<= 1.00 s (reserve 15 %), memory.total <= 1.00 MiB;"), Not(HasSubstr("to spare"))));
}

}  // namespace
}  // namespace gatewise::tests::reserve_test
