// `gatewise bench`: what Google Benchmark is given, and that its own tools take what comes of it. No time is asserted.
#include <set>

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::bench_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const std::string cost_only = R"(name = "small"
task = "cost-only"

[backends]
use = ["reference.f32"]

[[shapes]]
families = ["lstm"]
hidden = [4]
input = [3]

[workload]
lengths = { shape = "constant", steps = 20 }
count = 8

[scenarios]
use = ["offline"]
batching = ["pad_all", "one_by_one"]
)";

const std::string id = "lstm-h4-l1-i3/reference.f32";
const std::string fast = "--benchmark_min_time=0.001";

Outcome bench(const Workplace& work, std::vector<std::string> more) {
  more.insert(more.begin(), {"bench", "small.toml", fast});
  return work.run(more);
}

Json file_of(const Workplace& work, const std::string& name = "gbench.json") {
  return Json::parse(bytes_of(work / name));
}

std::vector<std::string> names_of(const Json& file) {
  std::vector<std::string> names;
  for (const Json& row : file.at("benchmarks")) names.push_back(row.at("name"));
  return names;
}

/// Files in the folder, hidden ones, too.
std::set<std::string> files_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

TEST(Bench, RegistersBatchesAndCellsOfACostOnlySuite) {
  const Workplace work(cost_only);
  const Outcome outcome = bench(work, {});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json file = file_of(work);
  EXPECT_THAT(names_of(file),
              ElementsAre("offline/pad_all/" + id + "/real_time", "offline/one_by_one/" + id + "/real_time",
                          "cell/T:1/N:1/" + id + "/real_time", "cell/T:20/N:32/" + id + "/real_time"));
  for (const std::string& name : names_of(file)) EXPECT_THAT(outcome.out, HasSubstr(name));
}

TEST(Bench, SaysWhoseNumbersTheyAre) {
  const Workplace work(cost_only);
  ASSERT_EQ(bench(work, {"--benchmark_filter=T:1/"}).exit_code, 0);
  const Json context = file_of(work).at("context");
  EXPECT_EQ(context.at("gatewise_version"), GATEWISE_TEST_VERSION);
  EXPECT_EQ(context.at("suite"), "small");
  EXPECT_FALSE(context.at("host_class").get<std::string>().empty());
}

TEST(Bench, CountsRealStepsSequencesAndPadding) {
  std::string suite = cost_only;
  const std::string constant = R"({ shape = "constant", steps = 20 })";
  suite.replace(suite.find(constant), constant.size(), "{ list = [10, 30] }");
  const Workplace work(suite);
  ASSERT_EQ(bench(work, {"--benchmark_filter=pad_all"}).exit_code, 0);
  const Json row = file_of(work).at("benchmarks").at(0);
  EXPECT_NEAR(row.at("padded_share").get<double>(), 1 - 40.0 / 60.0, 1e-9);
  const double steps_a_sequence =
      row.at("items_per_second").get<double>() / row.at("sequences_per_second").get<double>();
  EXPECT_NEAR(steps_a_sequence, 20, 1e-6);
  const double steps_a_pass = row.at("items_per_second").get<double>() * row.at("real_time").get<double>() * 1e-9;
  EXPECT_NEAR(steps_a_pass, 40, 1e-6);
}

TEST(Bench, CountsACellsOperationsAndBytes) {
  const Workplace work(cost_only);
  ASSERT_EQ(bench(work, {"--benchmark_filter=cell/"}).exit_code, 0);
  const Json rows = file_of(work).at("benchmarks");
  EXPECT_THAT(rows, SizeIs(2));
  for (const Json& row : rows) {
    const double operations_a_step =
        row.at("operations_per_second").get<double>() / row.at("items_per_second").get<double>();
    EXPECT_NEAR(operations_a_step, 2 * 4 * 4 * (3 + 4), 1e-6);  // G 4, H 4, I 3
    EXPECT_GE(row.at("weights_bytes").get<double>(), 4 * 4 * (3 + 4 + 1) * 4);
  }
}

TEST(Bench, TimesADatasetsTestSplitWithoutTraining) {
  const Workplace work(small_suite());
  const Outcome outcome = bench(work, {"--set", "backends.use=[\"reference.f32\"]"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json file = file_of(work);
  ASSERT_THAT(names_of(file), SizeIs(3));
  EXPECT_EQ(names_of(file)[0], "offline/bucket/rnn_tanh-h4-l1/reference.f32/real_time");
  EXPECT_EQ(names_of(file)[1], "cell/T:1/N:1/rnn_tanh-h4-l1/reference.f32/real_time");
  EXPECT_THAT(names_of(file)[2], ::testing::MatchesRegex("cell/T:[0-9]+/N:32/rnn_tanh-h4-l1/reference.f32/real_time"));
  EXPECT_EQ(files_in(work.path()), (std::set<std::string>{"gbench.json", "small.toml"}));
}

TEST(Bench, PassesFilterRepetitionsAndInterleavingOn) {
  const Workplace work(cost_only);
  const Outcome outcome = bench(
      work, {"--benchmark_filter=^cell/", "--benchmark_repetitions=3", "--benchmark_enable_random_interleaving=true"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json rows = file_of(work).at("benchmarks");
  std::set<std::string> runs;
  std::size_t single = 0;
  for (const Json& row : rows) {
    runs.insert(row.at("run_name"));
    if (row.at("run_type") == "iteration") ++single;
    EXPECT_EQ(row.at("repetitions"), 3);
  }
  EXPECT_EQ(single, 6U);
  EXPECT_THAT(runs, UnorderedElementsAre("cell/T:1/N:1/" + id + "/real_time", "cell/T:20/N:32/" + id + "/real_time"));
}

TEST(Bench, ListsWithoutTiming) {
  const Workplace work(cost_only);
  const Outcome outcome = bench(work, {"--benchmark_list_tests", "--benchmark_filter=-offline"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "cell/T:1/N:1/" + id + "/real_time\ncell/T:20/N:32/" + id + "/real_time\n");
  EXPECT_EQ(files_in(work.path()), std::set<std::string>{"small.toml"});
}

TEST(Bench, WritesWhereItIsTold) {
  const Workplace work(cost_only);
  std::filesystem::create_directory(work / "run");
  ASSERT_EQ(bench(work, {"--out", "run", "--benchmark_filter=T:1/"}).exit_code, 0);
  EXPECT_THAT(names_of(file_of(work, "run/gbench.json")), SizeIs(1));
  ASSERT_EQ(
      bench(work, {"--out", "run", "--benchmark_out=mine.csv", "--benchmark_out_format=csv", "--benchmark_filter=T:1/"})
          .exit_code,
      0);
  EXPECT_THAT(bytes_of(work / "mine.csv"), HasSubstr("\"cell/T:1/N:1/" + id + "/real_time\","));
  EXPECT_EQ(files_in(work / "run"), std::set<std::string>{"gbench.json"});
  expect_input_error(bench(work, {"--out", "nowhere/gbench.json"}), {"nowhere/gbench.json", "make it first"});
}

TEST(Bench, NamesAFlagThatIsNone) {
  const Workplace work(cost_only);
  expect_input_error(bench(work, {"--benchmark_foo=1"}), {"--benchmark_foo=1", "no such flag"});
  expect_input_error(bench(work, {"--frob"}), {"--frob", "--benchmark_NAME=VALUE"});
  expect_input_error(bench(work, {"--benchmark_format=jsn"}), {"--benchmark_format=jsn", "did you mean 'json'"});
  expect_input_error(bench(work, {"--benchmark_filter=("}), {"--benchmark_filter", "'('"});
  const Outcome outcome = bench(work, {"--benchmark_repetitions=many"});  // Google Benchmark says a line of its own
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("--benchmark_repetitions=many"));
}

TEST(Bench, WithoutAMatchHasNoResult) {
  const Workplace work(cost_only);
  const Outcome outcome = bench(work, {"--benchmark_filter=nothing"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("matches --benchmark_filter"));
  EXPECT_EQ(files_in(work.path()), std::set<std::string>{"small.toml"});
}

/// The reference is timed, the plugin is not; why, stands on stderr and in the file.
void expect_skipped(const std::string& plugin, const std::string& reason) {
  const Workplace work(cost_only);
  const Outcome outcome = bench(work, {"--plugin", test_plugin(plugin).string(), "--benchmark_filter=T:1/"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string skipped = "skipped lstm-h4-l1-i3/" + plugin + ".f32";
  EXPECT_THAT(outcome.err, HasSubstr(skipped + ": "));
  EXPECT_THAT(outcome.err, HasSubstr(reason));
  const Json file = file_of(work);
  EXPECT_THAT(names_of(file), ElementsAre("cell/T:1/N:1/" + id + "/real_time"));
  EXPECT_THAT(file.at("context").at(skipped).get<std::string>(), HasSubstr(reason));
}

TEST(Bench, SkipsWhatIsUnsupportedWithItsReason) {
  expect_skipped("refuses_size", "hidden sizes above 2 are not offered");
}

TEST(Bench, TimesNothingWithoutParity) {
  expect_skipped("wrong_result", "differs from the oracle");
  expect_skipped("wrong_in_batches", "failed: ");
}

TEST(Bench, SkipsWhatCrashesWhileItIsProven) {
  expect_skipped("crash_in_run", sanitized ? "the child ended with" : "signal 11");
}

TEST(Bench, WithoutACandidateThatPassesHasNoResult) {
  const Workplace work(cost_only);
  const Outcome outcome =
      bench(work, {"--plugin", test_plugin("wrong_result").string(), "--benchmark_filter=wrong_result"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("no candidate could be timed"));
  EXPECT_EQ(files_in(work.path()), std::set<std::string>{"small.toml"});
}

TEST(Bench, ACrashWhileTimingLeavesTheOldFile) {
  const Workplace work(cost_only);
  write(work / "gbench.json", "of old");
  const Outcome outcome =
      bench(work, {"--plugin", test_plugin("crash_after_many_runs").string(), "--benchmark_min_time=0.3"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("the measuring process failed at "));
  EXPECT_THAT(outcome.err, HasSubstr("lstm-h4-l1-i3/crash_after_many_runs.f32: the child ended with"));
  EXPECT_EQ(bytes_of(work / "gbench.json"), "of old");
  EXPECT_EQ(files_in(work.path()), (std::set<std::string>{"gbench.json", "small.toml"}));
}

TEST(Bench, KeepsStdoutFreeOfAPluginsChatter) {
  const Workplace work(cost_only);
  const Outcome outcome =
      bench(work, {"--plugin", test_plugin("prints").string(), "--benchmark_filter=T:1/", "--benchmark_format=json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(names_of(Json::parse(outcome.out)), SizeIs(2));
}

/// Debian's python3 has the modules that compare.py imports; another one in PATH need not.
TEST(Bench, ComparePyTakesTwoFiles) {
  const std::string compare = "/usr/share/benchmark/compare.py";
  if (!std::filesystem::exists(compare)) GTEST_SKIP() << compare << " is missing: install libbenchmark-tools";
  const Workplace work(cost_only);
  if (run({{"/usr/bin/python3", "-c", "import scipy"}, work.path()}).exit_code != 0)
    GTEST_SKIP() << "compare.py needs scipy: install python3-scipy";
  for (const char* file : {"a.json", "b.json"})
    ASSERT_EQ(bench(work, {"--out", file, "--plugin", test_plugin("refuses_size").string()}).exit_code, 0);
  const Outcome compared =
      run({{"/usr/bin/python3", compare, "--no-color", "benchmarks", "a.json", "b.json"}, work.path()});
  ASSERT_EQ(compared.exit_code, 0) << compared.err;
  EXPECT_EQ(compared.err, "");
  for (const std::string& name : names_of(file_of(work, "a.json"))) EXPECT_THAT(compared.out, HasSubstr("\n" + name));
  EXPECT_THAT(compared.out, HasSubstr("OVERALL_GEOMEAN"));
}

}  // namespace
}  // namespace gatewise::tests::bench_test
