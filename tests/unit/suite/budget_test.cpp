// The [budget] tables of a suite.
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "suite/suite.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_budget_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class BudgetTable : public ::testing::Test {
 protected:
  std::vector<Budget> read(const std::string& text) const {
    write_file_atomically(file(), text);
    return read_suite(file(), {}).budgets;
  }
  std::filesystem::path file() const { return folder_ / "s.toml"; }
  auto refuses(const std::string& start, const std::string& part = "") const {
    return ThrowsMessage<InputError>(AllOf(StartsWith(file().string() + start), HasSubstr(part)));
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

void expect_limit(const Limit& limit, const std::string& metric, bool is_max, double value) {
  EXPECT_EQ(limit.metric.text, metric);
  EXPECT_EQ(limit.is_max, is_max) << metric;
  EXPECT_DOUBLE_EQ(limit.value, value) << metric;
}

TEST_F(BudgetTable, DottedAndNestedFormsMeanTheSame) {
  for (const char* text :
       {"[budget.edge]\nquality.accuracy = { min = 0.75 }\nlatency.streaming.p99 = { max = '50us' }\n"
        "memory.total = { max = '1MiB' }\n",
        "[budget.edge.quality]\naccuracy.min = 0.75\n[budget.edge.latency]\nstreaming = { p99 = { max = '50us' } }\n"
        "[budget.edge.memory.total]\nmax = '1MiB'\n"}) {
    const std::vector<Budget> budgets = read(text);
    ASSERT_EQ(budgets.size(), 1U);
    EXPECT_EQ(budgets[0].name, "edge");
    ASSERT_EQ(budgets[0].limits.size(), 3U);
    expect_limit(budgets[0].limits[0], "quality.accuracy", false, 0.75);
    expect_limit(budgets[0].limits[1], "latency.streaming.p99", true, 50000);
    expect_limit(budgets[0].limits[2], "memory.total", true, 1048576);
  }
}

TEST_F(BudgetTable, SeveralStandInTheOrderWritten) {
  const std::vector<Budget> budgets = read("[budget.server]\nprefer = 'latency'\n[budget.edge]\nprefer = 'memory'\n");
  ASSERT_EQ(budgets.size(), 2U);
  EXPECT_EQ(budgets[0].name, "server");
  EXPECT_EQ(budgets[1].name, "edge");
}

TEST_F(BudgetTable, WhatIsPreferredMayBeAWordOrAPath) {
  const auto preferred = [&](const std::string& line) { return read("[budget.b]\n" + line + "\n")[0].prefer.text; };
  EXPECT_EQ(preferred(""), "quality.accuracy");
  EXPECT_EQ(preferred("prefer = 'quality'"), "quality.accuracy");
  EXPECT_EQ(preferred("prefer = 'latency'"), "latency.streaming.p50");
  EXPECT_EQ(preferred("prefer = 'memory'"), "memory.total");
  EXPECT_EQ(preferred("prefer = 'latency.streaming.max'"), "latency.streaming.max");
  EXPECT_EQ(read("metric = 'macro_f1'\n[budget.b]\nprefer = 'quality'\n")[0].prefer.text, "quality.macro_f1");
  EXPECT_THAT([&] { preferred("prefer = 'speed'"); },
              refuses(":2:10: 'budget.b.prefer' is not usable: task 'sequence-classification' has no metric 'speed'"));
}

TEST_F(BudgetTable, ALimitHasItsMetricsOwnUnit) {
  const auto limit = [&](const std::string& line) { read("[budget.b]\n" + line + "\n"); };
  EXPECT_THAT([&] { limit("latency.streaming.p99 = { max = 50 }"); },
              refuses(":2:33: 'budget.b.latency.streaming.p99.max' must be a time with its unit, such as \"50us\""));
  EXPECT_THAT([&] { limit("latency.streaming.p99 = { max = '1MiB' }"); }, refuses(":2:33:", "must be a time"));
  EXPECT_THAT([&] { limit("memory.total = { max = '50us' }"); },
              refuses(":2:24: 'budget.b.memory.total.max' must be a size with its unit, such as \"256KiB\""));
  EXPECT_THAT([&] { limit("memory.total = { max = '-1MiB' }"); }, refuses(":2:24:", "must be a size"));
  EXPECT_THAT([&] { limit("quality.accuracy = { min = '0.9' }"); }, refuses(":2:28:", "must be a number"));
}

TEST_F(BudgetTable, AnUnknownMetricNamesTheNearest) {
  EXPECT_THAT([&] { read("[budget.b]\nlatency.streaming.p95 = { max = '1us' }\n"); },
              refuses(":2:", "has no metric 'latency.streaming.p95'; did you mean 'latency.streaming.p90'?"));
  EXPECT_THAT([&] { read("task = 'forecasting'\n[budget.b]\nquality.accuracy = { min = 1 }\n"); },
              refuses(":3:", "task 'forecasting' has no metric 'quality.accuracy'"));
}

TEST_F(BudgetTable, ALimitIsATableOfMinOrMaxAndNothingElse) {
  EXPECT_THAT([&] { read("[budget.b]\nmemory.total = '1MiB'\n"); },
              refuses(":2:16: 'budget.b.memory.total' must be a limit, such as { max = \"50us\" }"));
  EXPECT_THAT([&] { read("[budget.b]\nmemory.total = { max = '1MiB', soft = true }\n"); },
              refuses(":2:", "'budget.b.memory.total.soft' is no part of a limit"));
  EXPECT_THAT([&] { read("[budget.b]\nspeed.p99 = { max = '1us' }\n"); },
              refuses(":2:1: unknown key 'speed' in [budget.b]"));
}

TEST_F(BudgetTable, ALimitThatLimitsNothingIsRefused) {
  EXPECT_THAT([&] { read("[budget.b]\nmemory.total = {}\n"); }, refuses(":2:", "memory.total"));
  EXPECT_THAT([&] { read("[budget.b.latency.streaming]\n"); }, refuses(":1:", "latency.streaming"));
}

TEST_F(BudgetTable, IndifferenceIsAShareOfHalfAPercentWhereNoneIsGiven) {
  const std::string budget = "[budget.b]\nprefer = 'memory'\n";
  EXPECT_EQ(read(budget)[0].indifference, 0.005);
  EXPECT_DOUBLE_EQ(read(budget + "indifference = '2%'\n")[0].indifference, 0.02);
  EXPECT_THAT([&] { read(budget + "indifference = 0.02\n"); },
              refuses(":3:16: 'budget.b.indifference' must be a share of what is preferred"));
}

TEST_F(BudgetTable, AReserveIsAShareAndEachMetricsOwnWhereNoneIsGiven) {
  const std::string limit = "[budget.b]\nlatency.streaming.p99 = { max = '1us' }\n";
  EXPECT_EQ(read(limit)[0].reserve, std::nullopt);
  EXPECT_EQ(read(limit + "reserve = '0%'\n")[0].reserve, 0);
  EXPECT_DOUBLE_EQ(*read(limit + "reserve = '12.5%'\n")[0].reserve, 0.125);
  EXPECT_DOUBLE_EQ(*read("[budget.b]\nreserve = '10%'\nthroughput.offline.steps_per_second = { min = 5 }\n")[0].reserve,
                   0.1);
  for (const char* wrong : {"0.1", "'10'", "'-1%'", "'%'", "'a tenth'", "'inf%'", "'nan%'", "10", "true"}) {
    EXPECT_THAT([&] { read(limit + "reserve = " + wrong + "\n"); },
                refuses(":3:11: 'budget.b.reserve' must be a share by which time may grow, such as \"5%\""))
        << wrong;
  }
}

TEST_F(BudgetTable, AReserveWithoutALimitOnTimeIsRefused) {
  for (const char* limit :
       {"memory.total = { max = '1MiB' }", "quality.accuracy = { min = 0.9 }", "prefer = 'latency'"}) {
    EXPECT_THAT([&] { read("[budget.b]\nreserve = '5%'\n" + std::string(limit) + "\n"); },
                refuses(":2:11: 'budget.b.reserve' has no limit to belong to", "remove it"))
        << limit;
  }
}

TEST_F(BudgetTable, MinAndMaxTogetherAreTwoLimits) {
  const std::vector<Budget> budgets = read("[budget.b]\nquality.accuracy = { min = 0.5, max = 0.9 }\n");
  ASSERT_EQ(budgets[0].limits.size(), 2U);
  expect_limit(budgets[0].limits[0], "quality.accuracy", false, 0.5);
  expect_limit(budgets[0].limits[1], "quality.accuracy", true, 0.9);
}

}  // namespace
}  // namespace gatewise::run_budget_test
