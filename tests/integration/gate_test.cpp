// gate and compare, from a suite's file to exit codes and files. Times are never asserted: candidates that must differ
// are 30 % apart by construction, and those that must not may differ by twice as much before a rule minds.
#include "base/json.hpp"
#include "support/shared_run.hpp"

namespace gatewise::tests::gate_test {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string reference = (std::filesystem::path(GATEWISE_PLUGINS) / "reference.so").string();

std::string cost_suite(const std::string& backends, const std::string& rest) {
  return "task = \"cost-only\"\n[architectures]\nfamilies = [\"rnn_tanh\"]\nhidden = [8]\n[workload]\nlengths = { "
         "shape "
         "= \"constant\", steps = 20 }\n[measurement]\nblock_steps = 100\n[backends]\nuse = " +
         backends + "\n" + rest;
}

/// Minds only what no machine's noise does.
const std::string lenient =
    "[gate]\nlatency.streaming.p50 = { worse_by = \"100%\" }\nmemory.total = { worse_by = \"0%\" }\n";

std::string one_build(const std::string& rest = lenient) { return cost_suite("[\"reference.f32\"]", rest); }

std::string paced(const std::string& rest = "") {
  return cost_suite("[\"paced.f32@x1000\", \"paced.f32@x1305\"]",
                    "[gate]\nlatency.streaming.p50 = { worse_by = \"5%\", and_by = \"50ns\" }\n" + rest);
}

constexpr const char* quick = "rnn_tanh-h8-l1-i8/paced.f32@x1000";
constexpr const char* slow = "rnn_tanh-h8-l1-i8/paced.f32@x1305";

/// `gatewise gate small.toml --out out` and more.
Outcome gate(const Workplace& work, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"gate", "small.toml", "--out", "out"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return work.run(arguments);
}

/// Three rounds: enough where nothing depends on how precise they are.
Outcome short_gate(const Workplace& work, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--base", reference, "--head", reference, "--max-time", "1s"});
  return gate(work, more);
}

Outcome gate_paced(const Workplace& work, const std::string& a, const std::string& b) {
  return gate(work, {"--plugin", test_plugin("paced").string(), "--a", a, "--b", b});
}

Json gate_file(const Workplace& work) { return Json::parse(bytes_of(work / "out/gate.json")); }

std::size_t records(const std::filesystem::path& journal, const std::string& kind) {
  std::size_t count = 0;
  for (const Json& record : records_of(journal)) count += record.at("kind") == kind ? 1 : 0;
  return count;
}

TEST(Gate, OfOneBuildAgainstItselfPassesAndLeavesItsFiles) {
  const Workplace work(one_build());
  const Outcome outcome = gate(work, {"--base", reference, "--head", reference});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  const Json json = gate_file(work);
  EXPECT_EQ(json.at("schema"), "gatewise.gate/1");
  EXPECT_EQ(json.at("regressions"), 0);
  EXPECT_EQ(json.at("not_compared"), 0);
  ASSERT_EQ(json.at("rows").size(), 2U);
  EXPECT_EQ(json.at("rows").at(0).at("base"), "rnn_tanh-h8-l1-i8/base.f32");
  EXPECT_EQ(json.at("rows").at(0).at("head"), "rnn_tanh-h8-l1-i8/head.f32");
  EXPECT_GT(json.at("rows").at(0).at("detectable"), 0);
  EXPECT_EQ(json.at("rows").at(1).at("finding"), "same");
  EXPECT_THAT(bytes_of(work / "out/gate.md"), HasSubstr("# Gate small"));
  EXPECT_THAT(bytes_of(work / "out/gate.xml"), HasSubstr("<testsuite name=\"gatewise gate small\" tests=\"2\" "
                                                         "failures=\"0\" skipped=\"0\">"));
  for (const std::string& line : lines_of(outcome.out)) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Gate, PlaysManyBlocksOverSeveralStartsOfTheProcesses) {
  const Workplace work(one_build());
  ASSERT_EQ(gate(work, {"--base", reference, "--head", reference, "--effort", "quick"}).exit_code, 0);
  for (const Json& record : records_of(work.journal())) {
    if (record.at("kind") != "cost") continue;
    const Json& blocks = record.at("result").at("blocks");
    ASSERT_EQ(blocks.size(), 48U);
    EXPECT_EQ(blocks.front().at("launch"), 0);
    EXPECT_EQ(blocks.back().at("launch"), 7);
  }
  EXPECT_THAT(bytes_of(work / "out/gate.json"), Not(HasSubstr("effort quick"))) << "all of its blocks were played";
}

TEST(Gate, PrintsTheFormatThatIsAskedFor) {
  const Workplace work(one_build());
  const std::string json = short_gate(work, {"--format", "json"}).out;
  EXPECT_EQ(Json::parse(json), gate_file(work));
  const std::string markdown = short_gate(work, {"--format", "md"}).out;
  EXPECT_EQ(markdown, bytes_of(work / "out/gate.md"));
  const std::string junit = short_gate(work, {"--format", "junit"}).out;
  EXPECT_EQ(junit, bytes_of(work / "out/gate.xml"));
}

TEST(Gate, IntoTheSameDirectoryMeasuresAnew) {
  const Workplace work(one_build());
  ASSERT_EQ(short_gate(work).exit_code, 0);
  const std::size_t once = records(work.journal(), "cost");
  ASSERT_EQ(once, 3U) << "two builds and the harness";
  ASSERT_EQ(short_gate(work).exit_code, 0);
  EXPECT_EQ(records(work.journal(), "cost"), 2 * once);
}

TEST(Gate, OfIndicativeNumbersPassesUnlessItIsStrict) {
  const Workplace work(one_build());
  const Outcome outcome = short_gate(work);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("INDICATIVE"));
  EXPECT_EQ(gate_file(work).at("indicative"), true);
  EXPECT_THAT(gate_file(work).at("warnings").dump(), HasSubstr("--max-time ended the measuring"));
  const Outcome strict = short_gate(work, {"--strict"});
  EXPECT_EQ(strict.exit_code, 2);
  EXPECT_THAT(strict.err, HasSubstr("--strict"));
}

TEST(Gate, OfACandidateThatIsSlowerFails) {
  const Workplace work(paced());
  const Outcome outcome = gate_paced(work, quick, slow);
  EXPECT_EQ(outcome.exit_code, 3) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("REGRESSION"));
  const Json row = gate_file(work).at("rows").at(0);
  EXPECT_EQ(row.at("finding"), "REGRESSION");
  EXPECT_EQ(row.at("base"), quick);
  EXPECT_EQ(row.at("head"), slow);
  EXPECT_LT(row.at("corrected_p"), 0.05);
  EXPECT_GT(row.at("ratio").at("low"), 1);
  EXPECT_THAT(bytes_of(work / "out/gate.xml"), HasSubstr("<failure "));
}

TEST(Gate, OfACandidateThatIsQuickerPasses) {
  const Workplace work(paced());
  const Outcome outcome = gate_paced(work, slow, quick);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(gate_file(work).at("rows").at(0).at("finding"), "better");
}

TEST(Gate, OfARegressionThatIsWaivedPassesAndSaysWhy) {
  const Workplace work(paced(
      "[[gate.waivers]]\nmetric = \"latency.streaming.p50\"\ncandidate = \"rnn_tanh-*@x1305\"\nreason = \"a chain "
      "of 1305 links\"\nuntil = 2999-12-31\n"));
  const Outcome outcome = gate_paced(work, quick, slow);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("waived until 2999-12-31: a chain"));
  EXPECT_EQ(gate_file(work).at("waived"), 1);
}

TEST(Gate, OfARegressionWhoseWaiverHasEndedFailsAndWarns) {
  const Workplace work(
      paced("[[gate.waivers]]\nmetric = \"latency.streaming.p50\"\nreason = \"was slow\"\nuntil = 2020-02-29\n"));
  const Outcome outcome = gate_paced(work, quick, slow);
  EXPECT_EQ(outcome.exit_code, 3) << outcome.out << outcome.err;
  EXPECT_THAT(gate_file(work).at("warnings").dump(),
              HasSubstr("the waiver of latency.streaming.p50 for * ended on 2020-02-29"));
}

TEST(Gate, OfAHeadThatFailsFails) {
  const Workplace work(one_build());
  const Outcome outcome =
      gate(work, {"--base", reference, "--head", test_plugin("crash_in_run").string(), "--max-time", "1s"});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.out << outcome.err;
  EXPECT_EQ(gate_file(work).at("regressions"), 2);
  EXPECT_THAT(gate_file(work).at("rows").at(0).at("reason"), HasSubstr("head.f32 failed at"));
}

TEST(Gate, OfABaseThatFailsComparesNothing) {
  const Workplace work(one_build());
  const Outcome outcome =
      gate(work, {"--base", test_plugin("crash_in_run").string(), "--head", reference, "--max-time", "1s"});
  EXPECT_EQ(outcome.exit_code, 2) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("nothing was compared"));
}

TEST(Gate, NamesWhatIsWrongWithItsSides) {
  const Workplace work(one_build());
  const auto refuses = [&](const std::vector<std::string>& sides, const std::string& why) {
    expect_input_error(gate(work, sides), {why});
    EXPECT_FALSE(std::filesystem::exists(work / "out")) << "nothing is begun";
  };
  const std::string known = "rnn_tanh-h8-l1-i8/reference.f32";
  refuses({}, "gate compares two builds (--base and --head) or two candidates (--a and --b)");
  refuses({"--base", reference}, "gate needs both --base and --head");
  refuses({"--head", reference}, "gate needs both --base and --head");
  refuses({"--a", known}, "gate needs both --a and --b");
  refuses({"--b", known}, "gate needs both --a and --b");
  refuses({"--base", reference, "--head", reference, "--a", known, "--b", known}, "gate compares two builds");
  refuses({"--a", known, "--b", "rnn_tanh-h9-l1-i8/reference.f32"},
          "no candidate 'rnn_tanh-h9-l1-i8/reference.f32'; `gatewise plan small.toml` lists them");
  refuses({"--a", known, "--b", known}, "--a and --b are the same candidate");
}

TEST(Gate, RefusesARuleOnWhatTheSuiteDoesNotMeasure) {
  const Workplace work(one_build("[gate]\nlatency.realtime.p99 = { worse_by = \"5%\" }\n"));
  expect_input_error(short_gate(work),
                     {"[gate] asks for latency.realtime.p99, but scenarios.use has no 'realtime'; add it"});
  EXPECT_FALSE(std::filesystem::exists(work / "out"));
}

TEST(Gate, WithoutRulesJudgesOnlyWhatTheSuiteMeasures) {
  const Workplace work(one_build("[scenarios]\nuse = [\"offline\"]\n"));
  const Outcome outcome = short_gate(work);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(gate_file(work).at("not_compared"), 0) << outcome.out;
  EXPECT_EQ(gate_file(work).at("rows").size(), 2U) << "memory alone";
}

TEST(Gate, TrainsWhereARuleAsksForQuality) {
  const Workplace work(small_suite("[gate]\nquality.accuracy = { and_by = 0.01 }\n"));
  const Outcome outcome = short_gate(work);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(records(work.journal(), "train"), 1U);
  EXPECT_EQ(records(work.journal(), "quality"), 2U);
  const Json row = gate_file(work).at("rows").at(0);
  EXPECT_EQ(row.at("metric"), "quality.accuracy");
  EXPECT_EQ(row.at("finding"), "same");
  EXPECT_GT(row.at("base_value"), 0);
}

TEST(Gate, TrainsNothingWhereNoRuleAsksForQuality) {
  const Workplace work(small_suite(lenient));
  const Outcome outcome = short_gate(work);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(records(work.journal(), "train") + records(work.journal(), "quality"), 0U);
  EXPECT_EQ(gate_file(work).at("not_compared"), 0);
}

TEST(Gate, AppliesAnEffortOnce) {
  const Workplace work(small_suite("[gate]\nquality.accuracy = { and_by = 0.01 }\n"));
  ASSERT_EQ(short_gate(work, {"--effort", "quick", "--set", "training.epochs=9"}).exit_code, 0);
  for (const Json& record : records_of(work.journal())) {
    if (record.at("kind") == "train") {
      EXPECT_EQ(record.at("determinants").at("recipe").at("epochs"), 3) << "a third";
    }
  }
}

/// Runs to compare, done once.
class Compare : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    work_ = new Workplace();
    share_run(*work_, "compare", [] {
      write(*work_ / "cost.toml", one_build(""));
      run("a", "small.toml");
      run("b", "small.toml", {"--seed", "2"});
      run("other", "small.toml", {"--set", "architectures.hidden=[5]"});
      run("cost", "cost.toml");
    });
  }
  static void TearDownTestSuite() { delete work_; }

  static void run(const std::string& out, const std::string& suite, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"run", suite, "--out", out, "--set", "measurement.blocks=2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    ASSERT_EQ(work_->run(arguments).exit_code, 0) << out;
  }

  static Outcome compare(const std::string& a, const std::string& b, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"compare", a, b};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return work_->run(arguments);
  }

  static Workplace* work_;
};
Workplace* Compare::work_ = nullptr;

TEST_F(Compare, JudgesQualityAndMemoryAndNeverTimes) {
  const Outcome outcome = compare("a", "b", {"--format", "json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json.at("same_dataset"), true);
  std::map<std::string, std::string> findings;
  for (const Json& row : json.at("rows")) findings[row.at("metric")] = row.at("finding");
  EXPECT_NE(findings.at("quality.accuracy"), "information");
  EXPECT_EQ(findings.at("memory.total"), "same");
  EXPECT_EQ(findings.at("compute.parameters"), "same");
  for (const char* metric : {"latency.streaming.p50", "latency.streaming.p99"})
    EXPECT_EQ(findings.at(metric), "information") << metric;
}

TEST_F(Compare, ShowsBothOnATerminalAndAsMarkdown) {
  const Outcome outcome = compare("a", "b");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("quality.accuracy"));
  EXPECT_THAT(outcome.out, HasSubstr("for information, never a\nverdict"));
  for (const std::string& line : lines_of(outcome.out)) EXPECT_LE(line.size(), 80U) << line;
  EXPECT_THAT(compare("a", "b", {"--format", "md"}).out, HasSubstr("# small against small"));
}

TEST_F(Compare, ARunWithItselfIsTheSame) {
  const Json json = Json::parse(compare("a", "a", {"--format", "json"}).out);
  for (const Json& row : json.at("rows")) {
    if (row.at("finding") != "information") {
      EXPECT_EQ(row.at("finding"), "same") << row;
    }
  }
  EXPECT_THAT(json.at("only_a"), IsEmpty());
}

TEST_F(Compare, MeasuresAndWritesNothing) {
  const std::map<std::string, std::string> before = snapshot(*work_ / "a");
  compare("a", "b");
  EXPECT_EQ(changes(before, *work_ / "a"), "");
}

TEST_F(Compare, RefusesRunsOfDifferentTasks) {
  expect_input_error(compare("a", "cost"),
                     {"a and cost are runs of different tasks: sequence-classification and cost-only"});
}

TEST_F(Compare, RefusesWhatIsNoRun) { expect_input_error(compare("a", "nowhere"), {"nowhere"}); }

TEST_F(Compare, WithoutACommonCandidateHasNoResult) {
  const Outcome outcome = compare("a", "other");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("nothing was compared"));
  EXPECT_THAT(outcome.out, HasSubstr("only in a: rnn_tanh-h4-l1/reference.f32"));
}

TEST_F(Compare, OfRunsWithoutADatasetMissesNone) {
  const Outcome outcome = compare("cost", "cost");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, Not(HasSubstr("dataset")));
}

}  // namespace
}  // namespace gatewise::tests::gate_test
