// The [gate] table of a suite.
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "suite/suite.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_gate_rules_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class GateTable : public ::testing::Test {
 protected:
  GateRules read(const std::string& text) const {
    write_file_atomically(file(), text);
    return read_suite(file(), {}).gate;
  }
  /// One waiver with these lines beside a metric.
  Waiver waiver(const std::string& lines) const {
    return read("[[gate.waivers]]\nmetric = 'latency.streaming.p99'\n" + lines).waivers.at(0);
  }
  std::filesystem::path file() const { return folder_ / "s.toml"; }
  auto refuses(const std::string& start, const std::string& part = "") const {
    return ThrowsMessage<InputError>(AllOf(StartsWith(file().string() + start), HasSubstr(part)));
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

void expect_rule(const GateRule& rule, const std::string& metric, double worse_by, double and_by) {
  EXPECT_EQ(rule.metric.text, metric);
  EXPECT_DOUBLE_EQ(rule.worse_by, worse_by) << metric;
  EXPECT_DOUBLE_EQ(rule.and_by, and_by) << metric;
}

TEST_F(GateTable, WithoutARuleHasTheUsualOnes) {
  for (const char* text :
       {"", "[gate]\n", "[[gate.waivers]]\nmetric = 'memory.total'\nreason = 'r'\nuntil = 2026-12-31\n"}) {
    const GateRules gate = read(text);
    ASSERT_EQ(gate.rules.size(), 4U) << text;
    expect_rule(gate.rules[0], "latency.streaming.p50", 0.05, 50);
    expect_rule(gate.rules[1], "latency.streaming.p99", 0.05, 50);
    expect_rule(gate.rules[2], "memory.total", 0.01, 0);
    expect_rule(gate.rules[3], "memory.allocations_per_step", 0, 0);
  }
}

TEST_F(GateTable, WithARuleHasNoneButItsOwn) {
  const GateRules gate = read("[gate]\nmemory.weights = { worse_by = '2%' }\n");
  ASSERT_EQ(gate.rules.size(), 1U);
  expect_rule(gate.rules[0], "memory.weights", 0.02, 0);
  EXPECT_THAT(gate.waivers, IsEmpty());
}

TEST_F(GateTable, DottedAndNestedFormsMeanTheSame) {
  for (const char* text : {"[gate]\nlatency.streaming.p99 = { worse_by = '2.5%', and_by = '100ns' }\nquality.accuracy "
                           "= { and_by = 0.01 }\n",
                           "[gate.latency.streaming]\np99.worse_by = '2.5%'\np99.and_by = "
                           "'0.1us'\n[gate.quality.accuracy]\nand_by = 0.01\n"}) {
    const GateRules gate = read(text);
    ASSERT_EQ(gate.rules.size(), 2U) << text;
    expect_rule(gate.rules[0], "quality.accuracy", 0, 0.01);
    expect_rule(gate.rules[1], "latency.streaming.p99", 0.025, 100);
  }
}

TEST_F(GateTable, AShareIsAPercentage) {
  EXPECT_DOUBLE_EQ(read("[gate]\nmemory.total = { worse_by = '0%' }\n").rules[0].worse_by, 0);
  EXPECT_DOUBLE_EQ(read("[gate]\nmemory.total = { worse_by = '150%' }\n").rules[0].worse_by, 1.5);
  for (const char* wrong : {"'5'", "'5 percent'", "'%'", "'-5%'", "'5%%'", "''", "'nan%'", "'inf%'"}) {
    EXPECT_THAT([&] { read("[gate]\nmemory.total = { worse_by = " + std::string(wrong) + " }\n"); },
                refuses(":2:29: 'gate.memory.total.worse_by' must be a share of the base's value, such as \"5%\""))
        << wrong;
  }
  EXPECT_THAT([&] { read("[gate]\nmemory.total = { worse_by = 0.05 }\n"); },
              refuses(":2:29: 'gate.memory.total.worse_by'"));
}

TEST_F(GateTable, AnAmountHasItsMetricsOwnUnit) {
  const auto amount = [&](const std::string& path, const std::string& value) {
    return read("[gate]\n" + path + " = { and_by = " + value + " }\n").rules.at(0).and_by;
  };
  EXPECT_DOUBLE_EQ(amount("latency.streaming.p50", "'2us'"), 2000);
  EXPECT_DOUBLE_EQ(amount("memory.total", "'1KiB'"), 1024);
  EXPECT_DOUBLE_EQ(amount("memory.allocations_per_step", "1"), 1);
  EXPECT_DOUBLE_EQ(amount("quality.accuracy", "0.005"), 0.005);
  for (const char* wrong : {"50", "'50'", "'1KiB'", "'-1us'", "true"}) {
    EXPECT_THAT([&] { amount("latency.streaming.p50", wrong); },
                refuses(":2:36: 'gate.latency.streaming.p50.and_by' must be a time with its unit, such as \"100ns\""))
        << wrong;
  }
  for (const char* wrong : {"1024", "'1us'", "'-1KiB'"}) {
    EXPECT_THAT([&] { amount("memory.total", wrong); },
                refuses(":2:27: 'gate.memory.total.and_by' must be a size with its unit, such as \"1KiB\""))
        << wrong;
  }
  EXPECT_THAT([&] { amount("quality.accuracy", "'0.1'"); }, refuses(":2:", "must be a number"));
  EXPECT_THAT([&] { amount("quality.accuracy", "-0.1"); }, refuses(":2:", "gate.quality.accuracy.and_by"));
}

TEST_F(GateTable, AnUnknownMetricNamesTheNearest) {
  EXPECT_THAT([&] { read("[gate]\nlatency.streaming.p95 = { worse_by = '1%' }\n"); },
              refuses(":2:", "has no metric 'latency.streaming.p95'; did you mean 'latency.streaming.p90'?"));
  EXPECT_THAT([&] { read("task = 'forecasting'\n[gate]\nquality.accuracy = { and_by = 0.1 }\n"); },
              refuses(":3:", "task 'forecasting' has no metric 'quality.accuracy'"));
}

TEST_F(GateTable, ARuleIsATableOfTwoBoundsAndNothingElse) {
  EXPECT_THAT([&] { read("[gate]\nmemory.total = '5%'\n"); },
              refuses(":2:16: 'gate.memory.total' must be a rule, such as { worse_by = \"5%\" }"));
  EXPECT_THAT([&] { read("[gate]\nmemory.total = { worse_by = '5%', better_by = '5%' }\n"); },
              refuses(":2:", "'gate.memory.total.better_by' is no part of a rule; a rule has 'worse_by' and 'and_by'"));
  EXPECT_THAT([&] { read("[gate]\nmemory.total = { worse_than = '5%' }\n"); },
              refuses(":2:", "'gate.memory.total.worse_than'"));
  EXPECT_THAT([&] { read("[gate]\nspeed.p99 = { worse_by = '5%' }\n"); },
              refuses(":2:1: unknown key 'speed' in [gate]"));
  EXPECT_THAT([&] { read("[gate]\nlatnecy.streaming.p50 = { worse_by = '5%' }\n"); }, refuses(":2:1: ", "'latency'"));
  EXPECT_THAT([&] { read("gate = 3\n"); }, refuses(":1:", "gate"));
}

TEST_F(GateTable, ARuleThatAllowsNothingInParticularIsRefused) {
  EXPECT_THAT([&] { read("[gate]\nmemory.total = {}\n"); }, refuses(":2:", "memory.total' names no rule"));
  EXPECT_THAT([&] { read("[gate.latency.streaming]\n"); }, refuses(":1:", "latency.streaming"));
}

TEST_F(GateTable, AWaiverIsForEveryCandidateUnlessItNamesSome) {
  const Waiver all = waiver("reason = 'a new kernel'\nuntil = 2026-03-09\n");
  EXPECT_EQ(all.metric, "latency.streaming.p99");
  EXPECT_EQ(all.candidate, "*");
  EXPECT_EQ(all.reason, "a new kernel");
  EXPECT_EQ(all.until, "2026-03-09") << "with zeros, so that dates compare as texts";
  EXPECT_EQ(waiver("candidate = 'lstm-*'\nreason = 'r'\nuntil = 2026-12-31\n").candidate, "lstm-*");
}

TEST_F(GateTable, AWaiverSaysWhy) {
  EXPECT_THAT([&] { waiver("until = 2026-12-31\n"); }, refuses(":1:", "reason"));
  EXPECT_THAT([&] { waiver("reason = ''\nuntil = 2026-12-31\n"); },
              refuses(":3:", "must say why the regression is accepted"));
}

TEST_F(GateTable, AWaiverEndsOnADay) {
  EXPECT_THAT([&] { waiver("reason = 'r'\n"); }, refuses(":1:", "lacks 'until': a waiver ends some day"));
  for (const char* wrong : {"'2026-12-31'", "2026", "2026-12-31T00:00:00Z", "12:00:00"}) {
    EXPECT_THAT([&] { waiver("reason = 'r'\nuntil = " + std::string(wrong) + "\n"); },
                refuses(":4:9: ", "until' must be a date, such as 2026-12-31"))
        << wrong;
  }
}

TEST_F(GateTable, AWaiverOfNoMetricOrWithAnUnknownKeyIsRefused) {
  EXPECT_THAT([&] { read("[[gate.waivers]]\nreason = 'r'\nuntil = 2026-12-31\n"); }, refuses(":1:", "metric"));
  EXPECT_THAT([&] { read("[[gate.waivers]]\nmetric = 'memory.totl'\nreason = 'r'\nuntil = 2026-12-31\n"); },
              refuses(":1:", "did you mean 'memory.total'?"));
  EXPECT_THAT([&] { waiver("reason = 'r'\nuntil = 2026-12-31\nuntill = 2027-12-31\n"); },
              refuses(":5:1: unknown key 'untill'", "did you mean 'until'?"));
  EXPECT_THAT([&] { read("[gate]\nwaivers = 'all'\n"); }, refuses(":2:", "waivers"));
}

TEST(Waiver, CoversItsMetricAndCandidatesToTheEndOfItsLastDay) {
  const Waiver waiver{"memory.total", "lstm-h8-l1/*.f32", "r", "2026-11-30"};
  EXPECT_TRUE(waiver.covers("lstm-h8-l1/head.f32", "memory.total", "2026-11-29"));
  EXPECT_TRUE(waiver.covers("lstm-h8-l1/head.f32", "memory.total", "2026-11-30"));
  EXPECT_FALSE(waiver.covers("lstm-h8-l1/head.f32", "memory.total", "2026-12-01"));
  EXPECT_FALSE(waiver.covers("lstm-h8-l1/head.int8", "memory.total", "2026-11-29"));
  EXPECT_FALSE(waiver.covers("gru-h8-l1/head.f32", "memory.total", "2026-11-29"));
  EXPECT_FALSE(waiver.covers("lstm-h8-l1/head.f32", "memory.weights", "2026-11-29"));
}

TEST(Waiver, AStarStandsForAnythingAcrossSlashes) {
  const Waiver any{"memory.total", "*", "r", "2026-11-30"};
  EXPECT_TRUE(any.covers("lstm-h8-l1/head.f32@avx2", "memory.total", "2026-01-01"));
  const Waiver exact{"memory.total", "lstm-h8-l1/head.f32", "r", "2026-11-30"};
  EXPECT_TRUE(exact.covers("lstm-h8-l1/head.f32", "memory.total", "2026-01-01"));
  EXPECT_FALSE(exact.covers("lstm-h8-l1/head.f32@avx2", "memory.total", "2026-01-01"));
}

TEST(Waiver, HasExpiredFromTheDayAfter) {
  const Waiver waiver{"memory.total", "*", "r", "2026-09-30"};
  EXPECT_FALSE(waiver.has_expired("2026-09-30"));
  EXPECT_TRUE(waiver.has_expired("2026-10-01"));
  EXPECT_TRUE(waiver.has_expired("2027-01-01"));
  EXPECT_FALSE(waiver.has_expired("2025-12-31"));
}

TEST(Today, IsADateThatComparesAsText) {
  EXPECT_THAT(today(), ::testing::MatchesRegex("20[0-9][0-9]-[01][0-9]-[0-3][0-9]"));
}

}  // namespace
}  // namespace gatewise::run_gate_rules_test
