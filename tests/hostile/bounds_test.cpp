// Depth, size and number of what a suite says are bounded before memory or a stack is taken: each is refused at once,
// with its number and its limit.
#include <fmt/format.h>

#include <chrono>
#include <ostream>

#include "support/gatewise.hpp"

namespace gatewise::tests::hostile_bounds_test {
namespace {

/// A suite, and what the refusal must say.
struct TooMuch {
  std::string name, suite;
  std::vector<std::string> says;
};

void PrintTo(const TooMuch& much, std::ostream* out) { *out << much.name; }

std::string repeated(const std::string& part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

std::string with(const std::string& from, const std::string& to) {
  std::string suite = small_suite();
  return suite.replace(suite.find(from), from.size(), to);
}

std::string cost_only(const std::string& rest) {
  return "name = \"small\"\ntask = \"cost-only\"\n[architectures]\nfamilies = [\"lstm\"]\n" + rest + "\n";
}

/// The numbers from 1 on, each between two texts.
std::string numbered(std::size_t count, const std::string& before, const std::string& behind) {
  std::string text;
  for (std::size_t i = 1; i <= count; ++i) text += before + std::to_string(i) + behind;
  return text;
}

std::string list_of(std::size_t count) { return "[" + numbered(count, "", ",") + "]"; }

std::vector<TooMuch> depths() {
  const std::string arrays = repeated("[", 40'000) + repeated("]", 40'000) + "\n";
  return {{"key_of_many_parts", small_suite(repeated("a.", 40'000) + "a = 1\n"), {"small.toml:", "33 parts", "32"}},
          {"quoted_key", small_suite(repeated("\"a\".", 40'000) + "a = 1\n"), {"33 parts", "32"}},
          {"table_of_many_parts", small_suite("[" + repeated("a.", 40'000) + "a]\n"), {"33 parts", "32"}},
          {"arrays", small_suite("a = " + arrays), {"small.toml:", "brackets 33 deep", "32"}},
          {"arrays_over_lines",
           small_suite("a = " + repeated("[\n", 40'000) + repeated("]\n", 40'000)),
           {"brackets 33 deep"}},
          {"tables", small_suite("a = " + repeated("{a=", 40'000) + "1\n"), {"brackets 33 deep"}},
          {"behind_a_string", small_suite("b = \"\"\"[\\\"\"\"\"\"\na = " + arrays), {"brackets 33 deep"}},
          {"behind_a_literal_string", small_suite("b = ''']''''' # \"\na = " + arrays), {"brackets 33 deep"}},
          {"bytes", small_suite("# " + std::string(std::size_t{17} << 20, 'x') + "\n"), {"small.toml", "16777216"}}};
}

std::vector<TooMuch> numbers() {
  const std::string constant = "\nlengths = { shape = \"constant\", steps = 100000000 }\n";
  return {
      {"hidden", with("[4]", "[1000000000]"), {"small.toml:7:", "'architectures.hidden'", "1000000000", "65536"}},
      {"layers", with("[4]", "[4]\nlayers = [1000000000]"), {"'architectures.layers'", "1000000000", "10000"}},
      {"candidates",
       with("[4]", list_of(10'000) + "\nlayers = " + list_of(200)),
       {"'architectures'", "2000000 candidates", "1000000"}},
      {"parameters", with("[4]", "[65536]\nlayers = [256]"), {"rnn_tanh-h65536-l256", "parameters", "1000000000"}},
      {"embedding", with("[4]", "[4]\nembedding = 1000000000"), {"'architectures.embedding'", "65536"}},
      {"steps", cost_only("hidden = [8]\nsteps = [1000000000]"), {"'architectures.steps'", "1000000000", "100000000"}},
      {"product",
       cost_only("hidden = [60000]\nsteps = [10000000]\nbatch = [100000]"),
       {"'architectures.steps'", "60000", "the most are 1000000000"}},
      {"sequences",
       cost_only("hidden = [8]\n[workload]\ncount = 1000000000" + constant),
       {"'workload.count'", "1000000000", "1000000"}},
      {"workload",
       cost_only("hidden = [8]\n[workload]\ncount = 100000" + constant),
       {"[workload]", "100000 sequences", "1000000000"}},
      {"workload_of_a_dataset",
       small_suite("[workload]\ncount = 100000" + constant),
       {"small.toml", "[workload]", "100000 sequences", "1000000000"}},
      {"epochs", with("epochs = 1", "epochs = 1000000000"), {"'training.epochs'", "1000000000", "1000000"}},
      {"seeds", with("seeds = [1]", "seeds = " + list_of(1'000'000)), {"'architectures'", "trials", "1000000"}},
      {"budgets",
       small_suite(numbered(20'000, "[budget.b", "]\nquality.accuracy = { min = 0.5 }\n")),
       {"'budget'", "20000", "1000"}},
      {"block_steps", with("block_steps = 50", "block_steps = 1000000000"), {"'measurement.block_steps'", "10000000"}},
      {"blocks", with("blocks = 2", "blocks = 1000000000"), {"'measurement.blocks'", "100000"}},
      {"samples", small_suite("[scenarios.cold]\nsamples = 1000000000\n"), {"'scenarios.cold.samples'", "10000"}},
      {"endless", small_suite("[scenarios.endless]\nsteps = 1000000000\n"), {"'scenarios.endless.steps'", "100000000"}},
      {"families", with("\"rnn_tanh\"", numbered(100'000, "\"f", "\",")), {"'architectures.families'", "'f1'"}},
      {"name", with("\"small\"", "\"" + std::string(100'000, 'n') + "\""), {"'name'", "100000 bytes", "150"}}};
}

std::vector<TooMuch> quantities() {
  const auto budget = [](const std::string& text) { return small_suite("[budget.b]\n" + text + "\n"); };
  const auto streaming = [&](const std::string& limit) {
    return budget("latency.streaming.p50 = { max = \"" + limit + "\" }");
  };
  const std::string timed = "latency.streaming.p50 = { max = \"1ms\" }\n";
  return {
      {"infinite_time", streaming("1e308h"), {"p50.max'", "1e308h", "8760h"}},
      {"negative_time", streaming("-1us"), {"p50.max'", "-1us", "8760h"}},
      {"time_that_is_none", streaming("nanus"), {"p50.max'", "nanus", "8760h"}},
      {"size", budget("memory.total = { max = \"1e30GiB\" }"), {"memory.total.max'", "1e30GiB", "8388608GiB"}},
      {"number", budget("quality.accuracy = { min = nan }"), {"quality.accuracy.min'", "nan"}},
      {"infinity", budget("quality.accuracy = { min = inf }"), {"quality.accuracy.min'", "inf"}},
      {"reserve", budget(timed + "reserve = \"1e300%\""), {"budget.b.reserve'", "1e300%", "1000%"}},
      {"reserve_that_is_none", budget(timed + "reserve = \"nan%\""), {"budget.b.reserve'", "nan%", "1000%"}},
      {"min_above_max",
       budget("quality.accuracy = { min = 0.9, max = 0.1 }"),
       {"quality.accuracy.min'", "0.9", "'max'", "0.1"}},
      {"memory", small_suite("[limits]\nmemory = \"1e30GiB\"\n"), {"'limits.memory'", "1e30GiB", "8388608GiB"}},
      {"time_of_a_trial", small_suite("[limits]\ntrial_time = \"1e300h\"\n"), {"'limits.trial_time'", "8760h"}},
      {"negative_silence", small_suite("[limits]\nsilence = \"-1s\"\n"), {"'limits.silence'", "-1s", "8760h"}},
      {"learning_rate", small_suite("[training.learning_rate]\npeak = inf\n"), {"learning_rate.peak'", "inf", "100"}}};
}

/// Seconds and KiB that a refusal may take; a sanitized program is slow, and has memory of its own.
constexpr double most_seconds = sanitized ? 60 : 8;
constexpr int most_kib = 1 << 20;

class TooMuchOf : public ::testing::TestWithParam<TooMuch> {};

TEST_P(TooMuchOf, IsRefusedAtOnceWithItsNumberAndItsLimit) {
  const Workplace work(GetParam().suite);
  Command command = work.command({"plan", "small.toml"});
  const std::vector<std::string> bounded{"sh", "-c", fmt::format("ulimit -v {}; exec \"$@\"", most_kib), "sh"};
  if (!sanitized) command.words.insert(command.words.begin(), bounded.begin(), bounded.end());
  const auto begin = std::chrono::steady_clock::now();
  expect_input_error(run(command), GetParam().says);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(spent.count(), most_seconds);
}

const auto name_of = [](const auto& much) { return much.param.name; };

INSTANTIATE_TEST_SUITE_P(Depth, TooMuchOf, ::testing::ValuesIn(depths()), name_of);
INSTANTIATE_TEST_SUITE_P(Numbers, TooMuchOf, ::testing::ValuesIn(numbers()), name_of);
INSTANTIATE_TEST_SUITE_P(Quantities, TooMuchOf, ::testing::ValuesIn(quantities()), name_of);

TEST(TooMuchOnTheCommandLine, IsRefusedWithItsNumberAndItsLimit) {
  const Workplace work;
  expect_input_error(work.run({"plan", "small.toml", "--set", repeated("a.", 40'000) + "a=1"}), {"40001 parts", "32"});
  expect_input_error(work.run({"plan", "small.toml", "--set", repeated("#.", 40'000) + "a=1"}), {"40001 parts", "32"});
  expect_input_error(work.run({"plan", "small.toml", "--set", "training.seeds=" + repeated("[", 40'000)}),
                     {"brackets 33 deep", "32"});
  expect_input_error(work.run({"run", "small.toml", "--max-time", "1e308h"}), {"--max-time 1e308h", "8760h"});
  expect_input_error(work.run({"plan", "small.toml", "--seed", "9223372036854775807"}),
                     {"--seed 9223372036854775807", "9223372036854775806"});
  expect_input_error(
      work.run({"plugins", "check", test_plugin("same_id").string(), "--shape", "1000000000x1000000000"}),
      {"--shape 1000000000x1000000000", "65536"});
}

TEST(PlannedTime, OfALargeSuiteIsNoNegativeNumber) {
  std::string suite = with("epochs = 1", "epochs = 1000000");
  suite.replace(suite.find("hidden = [4]"), 12, "hidden = [8192]\nlayers = [7]");
  const Workplace work(suite);
  const Outcome outcome = work.run({"plan", "small.toml"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, ::testing::HasSubstr("\nabout "));
  EXPECT_THAT(outcome.out, ::testing::Not(::testing::HasSubstr("~-")));
  EXPECT_THAT(outcome.out, ::testing::Not(::testing::HasSubstr("about -")));
}

TEST(ManyShapes, ArePlannedInTimeThatGrowsWithTheirNumber) {
  std::string suite =
      "name = \"small\"\ntask = \"cost-only\"\n[workload]\nlengths = { shape = \"constant\", steps = 8 }\n";
  suite += numbered(10'000, "[[shapes]]\nfamilies = [\"lstm\"]\nhidden = [", "]\n");
  const Workplace work(suite);
  Command command = work.command({"plan", "small.toml"});
  command.patience_seconds = sanitized ? 120 : 10;
  EXPECT_EQ(run(command).exit_code, 0);
}

}  // namespace
}  // namespace gatewise::tests::hostile_bounds_test
