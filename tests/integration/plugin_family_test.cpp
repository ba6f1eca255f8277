// A family that the host does not know, brought by a plugin, is trained, stored, checked and ranked like one of its
// own.
#include "base/json.hpp"
#include "base/safetensors.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::plugin_family_test {
namespace {

using ::testing::HasSubstr;

std::string suite_with(const std::string& architectures, const std::string& training = "") {
  return R"(name = "small"
task = "sequence-classification"
dataset = "telemetry-workload"

[architectures]
)" + architectures +
         R"(
[training]
epochs = 2
seeds = [1]
)" + training +
         R"(
[backends]
use = ["reference.f32", "mingru.f32"]

[measurement]
blocks = 2
block_steps = 50
)";
}

TEST(PluginFamily, IsTrainedStoredAndRankedLikeTheHostsOwn) {
  const Workplace work(suite_with("families = [\"gru\", \"mingru\"]\nhidden = [8]\n"));
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json report = work.report();
  const Json row = candidate_of(report, "mingru-h8-l1/mingru.f32");
  EXPECT_EQ(row.at("status"), "passed") << row.at("reason");
  EXPECT_GT(row.at("parity").at("allowed").get<double>(), row.at("parity").at("max_abs").get<double>());
  EXPECT_TRUE(entry_of(report.at("rankings").at(0).at("order"), "candidate", "mingru-h8-l1/mingru.f32").is_object());
  // Nobody asks a backend of other families for it, nor its own for theirs.
  EXPECT_EQ(report.at("candidates").size(), 2U);
  const TensorFile weights = read_safetensors(work.weights("mingru-h8-l1-seed-1"));
  EXPECT_EQ(weights.at("rnn.weight_ih_l0").shape.at(0), 16);
  EXPECT_EQ(weights.at("rnn.bias_ih_l0").shape, std::vector<std::int64_t>{16});
}

TEST(PluginFamily, StacksAndRunsBothDirections) {
  const Workplace work(
      suite_with("families = [\"mingru\"]\nhidden = [8]\nlayers = [2]\ndirection = [\"bidirectional\"]\n") +
      "[scenarios]\nuse = [\"offline\"]\n");
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(candidate_of(work.report(), "mingru-h8-l2-bi/mingru.f32").at("status"), "passed");
}

TEST(PluginFamily, ReportIsRenderedAgainWithoutThePlugin) {
  const Workplace work(suite_with("families = [\"mingru\"]\nhidden = [4]\n"));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const std::string first = bytes_of(work / "out/report.json");
  const Outcome again = work.run({"report", "out"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(bytes_of(work / "out/report.json"), first);
}

TEST(PluginFamily, ThatHasNoRecurrentWeightsTrainsWhereOthersDropThem) {
  const Workplace work(suite_with("families = [\"gru\", \"mingru\"]\nhidden = [4]\n", "recurrent_dropout = 0.2\n"));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  EXPECT_EQ(candidate_of(work.report(), "mingru-h4-l1/mingru.f32").at("status"), "passed");
  EXPECT_EQ(candidate_of(work.report(), "gru-h4-l1/reference.f32").at("status"), "passed");
}

TEST(PluginFamily, IsSuggestedToWhoMisspellsIt) {
  const Workplace work(suite_with("families = [\"mingur\"]\n"));
  expect_input_error(work.run({"plan", "small.toml"}), {"mingur", "did you mean 'mingru'"});
}

TEST(GoldenVectors, AreWrittenForAFamilyOfAPluginToo) {
  const Workplace work;
  for (const char* family : {"lstm", "mingru"}) {
    const Outcome outcome = work.run({"plugins", "golden", "--family", family, "--out", family});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json index = Json::parse(bytes_of(work / family / "golden.json"));
    ASSERT_EQ(index.at("shapes").size(), 6U);
    const Json shape = index.at("shapes").at(1);
    EXPECT_EQ(shape.at("folder"), "i5h17");
    EXPECT_GT(shape.at("allowed").at("f32").at("max_abs").get<double>(), 0);
    const std::string y = bytes_of(work / family / "i5h17/y.npy");
    EXPECT_THAT(y, HasSubstr("'descr': '<f8', 'fortran_order': False, 'shape': (24, 3, 17)"));
    const std::size_t header = 10 + static_cast<unsigned char>(y[8]) + 256U * static_cast<unsigned char>(y[9]);
    EXPECT_EQ(header % 64, 0U);
    EXPECT_EQ(y.size(), header + 24 * 3 * 17 * sizeof(double));
  }
  expect_input_error(work.run({"plugins", "golden", "--family", "lsmt", "--out", "x"}),
                     {"lsmt", "did you mean 'lstm'"});
}

TEST(PluginsCheck, DumpsTensorsAndRepeatsOneCase) {
  const Workplace work;
  const std::string plugin = (std::filesystem::path(GATEWISE_PLUGINS) / "reference.so").string();
  const Outcome outcome = work.run({"plugins", "check", plugin, "--cell", "reference/gru", "--case",
                                    "parity_with_oracle", "--shape", "3x7", "--dump", "tensors", "--json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json results = Json::parse(outcome.out).at("results");
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results.at(0).at("status"), "PASSED");
  EXPECT_THAT(results.at(0).at("repeat").get<std::string>(),
              HasSubstr("--cell gru/f32/naive --case parity_with_oracle --shape 3x7"));
  for (const char* name : {"x", "lengths", "expected", "got", "weight_ih", "weight_hh", "bias_ih", "bias_hh"})
    EXPECT_TRUE(
        std::filesystem::exists(work / "tensors/gru-f32-naive/i3h7/parity_with_oracle" / (std::string(name) + ".npy")))
        << name;
}

TEST(PluginsCheck, NamesWhatAnOptionDoesNotFind) {
  const Workplace work;
  const std::string plugin = (std::filesystem::path(GATEWISE_PLUGINS) / "reference.so").string();
  expect_input_error(work.run({"plugins", "check", plugin, "--cell", "gru/int8"}), {"gru/int8", "no cell"});
  expect_input_error(work.run({"plugins", "check", plugin, "--case", "parity"}), {"no case 'parity'"});
  expect_input_error(work.run({"plugins", "check", plugin, "--shape", "0x3"}), {"--shape 0x3", "5x17"});
  expect_input_error(work.run({"plugins", "check", "nowhere.so"}), {"nowhere.so", "no such plugin file"});
}

TEST(PluginsCheck, SurvivesWhatCrashesHangsAndExits) {
  const Workplace work;
  for (const auto& [id, cause] : {std::pair<std::string, std::string>{"crash_in_run", sanitized ? "" : "a crash"},
                                  {"exits_in_run", "ends the process"},
                                  {"throws_across", "crosses the ABI"}}) {
    Command command = work.command({"plugins", "check", test_plugin(id).string(), "--json", "--shape", "5x17", "--case",
                                    "chunks_equal_the_whole"});
    command.patience_seconds = 120;
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.exit_code, 3) << id << outcome.err;
    EXPECT_THAT(Json::parse(outcome.out).at("results").at(0).at("cause").get<std::string>(), HasSubstr(cause)) << id;
  }
}

}  // namespace
}  // namespace gatewise::tests::plugin_family_test
