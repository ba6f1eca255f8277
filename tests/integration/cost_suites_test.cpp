// The bundled cost-only suites: their problems are the published ones, and each of them yields figures or a reason.
#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::cost_suites_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

using Numbers = std::vector<int>;

const std::filesystem::path suites = std::filesystem::path(GATEWISE_SOURCE_DIR) / "suites";

/// The product of its lists. Where `input` is empty it is the hidden size; where `steps` or `batch` is, the problem
/// leaves it to the workload.
struct Problems {
  std::string family;
  Numbers hidden, input, steps, batch;
  int layers = 1;
  bool bidirectional = false;
};

Numbers or_none(const Numbers& list) { return list.empty() ? Numbers{0} : list; }

std::vector<std::string> ids_of(const Problems& all) {
  std::vector<std::string> ids;
  for (const int hidden : all.hidden) {
    for (const int input : or_none(all.input)) {
      for (const int steps : or_none(all.steps)) {
        for (const int batch : or_none(all.batch))
          ids.push_back(fmt::format("{}-h{}-l{}-i{}{}{}{}", all.family, hidden, all.layers, input > 0 ? input : hidden,
                                    steps > 0 ? fmt::format("-t{}", steps) : "",
                                    batch > 0 ? fmt::format("-n{}", batch) : "", all.bidirectional ? "-bi" : ""));
      }
    }
  }
  return ids;
}

struct CostSuite {
  std::string name;
  std::size_t candidates;
  std::vector<std::string> backends;
  std::vector<Problems> problems;
};

void PrintTo(const CostSuite& suite, std::ostream* out) { *out << suite.name; }

const std::vector<std::string> onednn_and_int8{"onednn.f32", "onednn.bf16", "onednn.int8", "int8.int8"};
const Numbers gnmt_steps{10, 20, 30, 40, 50, 60, 70, 101};

/// As the publications list their problems: DeepBench's rnn_problems.h, benchdnn's inputs/rnn, oneDNN's issue 837, the
/// tables of arXiv:1711.07128 with sizes between theirs.
const std::vector<CostSuite> cost_suites{
    {"streaming-shapes",
     108,
     {"reference.f32", "onednn.f32", "onednn.bf16", "onednn.int8", "eigen.f32", "int8.int8"},
     {{"rnn_tanh", {32, 64, 128, 256, 512, 1024}, {}, {}, {}},
      {"lstm", {32, 64, 128, 256, 512, 1024}, {}, {}, {}},
      {"gru", {32, 64, 128, 256, 512, 1024}, {}, {}, {}}}},
    {"deepbench-device",
     15,
     {"reference.f32", "onednn.f32", "onednn.bf16", "onednn.int8", "int8.int8"},
     {{"rnn_relu", {32}, {}, {672}, {1}}, {"rnn_relu", {64}, {}, {96}, {1}}, {"lstm", {256}, {}, {150}, {1}}}},
    {"deepbench-server",
     276,
     onednn_and_int8,
     {{"lstm", {512, 1024, 2048}, {}, {25}, {1, 2, 4}},
      {"lstm", {1536}, {}, {50}, {1, 2, 4}},
      {"lstm", {256}, {}, {150}, {1, 2, 4}},
      {"gru", {2816, 2048, 1536, 2560}, {}, {1500, 750, 375, 187}, {1, 2, 4}},
      {"gru", {512}, {}, {1}, {1, 2, 4}},
      {"gru", {1024}, {}, {1500}, {1, 2, 4}}}},
    {"benchdnn-rnn",
     168,
     onednn_and_int8,
     {{"lstm", {256}, {}, gnmt_steps, {1, 64}, 1, true},
      {"lstm", {512}, {}, gnmt_steps, {1, 64}},
      {"lstm", {512}, {768, 1024}, {1}, {10}},
      {"lstm", {16}, {}, {3}, {12}, 8},
      {"lstm", {36}, {}, {3}, {20}, 4},
      {"lstm", {34}, {17}, {2}, {7}},
      {"lstm", {68}, {34}, {2}, {4}},
      {"lstm", {65}, {}, {2}, {34}},
      {"lstm", {260}, {130}, {2}, {4}},
      {"lstm", {64}, {}, {2}, {63}},
      {"lstm", {130}, {65}, {2}, {12}}}},
    {"benchdnn-rnn-large",
     76,
     onednn_and_int8,
     {{"lstm", {512}, {768, 1024}, {1}, {640}},
      {"rnn_tanh", {1760}, {}, {50, 100, 200}, {1, 64}},
      {"gru", {1760}, {}, {50, 100, 200}, {1, 64}},
      {"lstm", {1024}, {240, 1024}, {256}, {896}},
      {"lstm", {1024}, {1024, 2048}, {128}, {896}},
      {"lstm", {320}, {}, {1}, {896}}}},
    {"onednn-837",
     15,
     {"reference.f32", "onednn.f32", "onednn.bf16", "eigen.f32", "int8.int8"},
     {{"lstm", {32}, {24}, {63}, {1}, 1, true},
      {"lstm", {32}, {48}, {31}, {1}, 1, true},
      {"lstm", {32}, {96}, {15}, {1}, 1, true}}},
    {"hello-edge",
     24,
     {"int8.int8", "onednn.int8"},
     {{"lstm", {64, 118, 160, 214, 280, 344}, {10}, {25}, {}},
      {"gru", {96, 154, 200, 250, 320, 400}, {10}, {25}, {}}}}};

std::vector<std::string> candidates_of(const CostSuite& suite) {
  std::vector<std::string> all;
  for (const Problems& problems : suite.problems) {
    for (const std::string& id : ids_of(problems)) {
      for (const std::string& backend : suite.backends) all.push_back(id + "/" + backend);
    }
  }
  return all;
}

/// "cost" and "lstm-h64-l1-i10-t25/int8.int8" of each trial of a plan.
std::vector<std::pair<std::string, std::string>> trials_of(const std::string& plan) {
  std::vector<std::pair<std::string, std::string>> trials;
  const std::regex trial("([a-z]+) +(\\S+) +~[0-9.]+ s");
  std::smatch parts;
  for (const std::string& line : lines_of(plan)) {
    if (std::regex_match(line, parts, trial)) trials.emplace_back(parts[1], parts[2]);
  }
  return trials;
}

class BundledCostSuite : public ::testing::TestWithParam<CostSuite> {};

TEST_P(BundledCostSuite, PlansEveryPublishedProblemWithEveryBackendAndTrainsNothing) {
  const CostSuite& suite = GetParam();
  const TemporaryFolder folder;
  const Outcome outcome = run(gatewise(folder.path(), {"plan", suite.name}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::vector<std::string> planned;
  for (const auto& [kind, subject] : trials_of(outcome.out)) {
    EXPECT_EQ(kind, "cost") << subject;
    planned.push_back(subject);
  }
  EXPECT_THAT(planned, UnorderedElementsAreArray(candidates_of(suite)));
  EXPECT_THAT(outcome.out, HasSubstr(fmt::format("{0} trials: {0} cost\n", suite.candidates)));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "a plan starts nothing";
}

std::string test_name(const ::testing::TestParamInfo<CostSuite>& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, BundledCostSuite, ::testing::ValuesIn(cost_suites), test_name);

TEST(BundledCostSuites, AreAllPlannedByThisTest) {
  std::set<std::string> here;
  for (const CostSuite& suite : cost_suites) here.insert(suite.name);
  std::set<std::string> bundled;
  for (const auto& entry : std::filesystem::directory_iterator(suites)) {
    if (!entry.is_regular_file()) continue;
    if (bytes_of(entry.path()).find("task = \"cost-only\"") != std::string::npos) bundled.insert(entry.path().stem());
  }
  EXPECT_EQ(bundled, here);
}

/// The bundled suite's text, with each of `shorter` replaced wherever it stands.
std::string text_of(const std::string& name, const std::vector<std::pair<std::string, std::string>>& shorter) {
  std::string text = bytes_of(suites / (name + ".toml"));
  for (const auto& [from, to] : shorter) {
    EXPECT_THAT(text, HasSubstr(from)) << "the suite has changed";
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  return text;
}

void expect_positive(const Json& entry, const std::vector<const char*>& keys) {
  for (const char* key : keys) {
    ASSERT_TRUE(entry.at(key).is_object()) << key << " of " << entry.dump(2);
    EXPECT_GT(entry.at(key).at("value").get<double>(), 0) << key << " of " << entry.dump(2);
  }
}

void expect_bound(const Json& entry) {
  ASSERT_TRUE(entry.at("bound").is_object()) << entry.dump(2);
  EXPECT_GT(entry.at("bound").at("ns").get<double>(), 0) << entry.dump(2);
  EXPECT_GT(entry.at("bound").at("fraction").get<double>(), 0) << entry.dump(2);
}

/// What a supported candidate has in each scenario, whatever its size.
void expect_figures(const Json& entry, const Json& candidate) {
  const std::string scenario = entry.at("scenario");
  if (scenario == "cold") return expect_positive(entry, {"p50_ns", "prepare_ns", "first_step_ns"});
  if (scenario == "offline") {
    expect_positive(entry, {"steps_per_second", "sequences_per_second"});
    return expect_bound(entry);
  }
  ASSERT_EQ(scenario, "streaming");
  if (candidate.at("direction") == "bidirectional") {
    EXPECT_TRUE(entry.at("p50_ns").is_null());
    EXPECT_THAT(entry.at("reasons").dump(), HasSubstr("a bidirectional model needs the whole sequence"));
    return;
  }
  expect_positive(entry, {"p50_ns", "p99_ns"});
  expect_bound(entry);
}

/// Only oneDNN's cells depend on what the library and the processor have.
void expect_reason(const Json& candidate, const std::string& markdown) {
  const std::string id = candidate.at("id");
  ASSERT_EQ(candidate.at("status"), "unsupported") << candidate.dump(2);
  EXPECT_EQ(candidate.at("plugin"), "onednn") << id;
  ASSERT_TRUE(candidate.at("reason").is_string()) << id;
  const std::string reason = candidate.at("reason");
  EXPECT_THAT(reason, HasSubstr(" ")) << "no words";
  EXPECT_THAT(markdown, HasSubstr(fmt::format("`{}` unsupported at supports: {}\n", id, reason)));
}

/// A bundled suite, measured as shortly as shows that its figures are there.
class CostSuiteRun : public ::testing::Test {
 protected:
  /// The report, after all that must hold for every suite.
  static Json measured(const Workplace& work, std::vector<std::string> options = {}) {
    options.insert(options.end(), {"--set", "measurement.blocks=2", "--set", "measurement.block_steps=50", "--set",
                                   "measurement.block_time=20ms"});
    const Outcome outcome = work.run_suite(options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out;
    for (const Json& record : records_of(work.journal()))
      EXPECT_THAT((std::vector<std::string>{"host", "limits", "cost"}), Contains(record.at("kind"))) << "not cost";
    Json report = work.report();
    expect_every_candidate(report, bytes_of(work / "out/report.md"));
    return report;
  }

 private:
  static void expect_every_candidate(const Json& report, const std::string& markdown) {
    std::size_t passed = 0;
    for (const Json& candidate : report.at("candidates")) {
      if (candidate.at("status") == "passed") {
        ++passed;
      } else {
        expect_reason(candidate, markdown);
      }
    }
    EXPECT_GT(passed, 0U);
    for (const Json& entry : report.at("measurements")) {
      const Json candidate = candidate_of(report, entry.at("candidate"));
      if (candidate.at("status") == "passed") expect_figures(entry, candidate);
    }
    EXPECT_EQ(report.at("measurements").size(),
              report.at("candidates").size() * report.at("suite").at("scenarios").size());
    EXPECT_THAT(markdown, Not(HasSubstr("quality"))) << "none was measured";
  }
};

TEST_F(CostSuiteRun, StreamingShapesHaveALatencyAndABoundForEveryFamilyAndBackend) {
  const Workplace work(text_of("streaming-shapes", {{"hidden = [32, 64, 128, 256, 512, 1024]", "hidden = [32, 96]"}}));
  EXPECT_EQ(measured(work).at("candidates").size(), 3U * 2U * 6U);
}

TEST_F(CostSuiteRun, DeepBenchsDeviceProblemsAreMeasuredStepByStepAndWhole) {
  const Workplace work(text_of("deepbench-device", {}));
  const Json report = measured(work);
  EXPECT_EQ(report.at("candidates").size(), 15U);
  EXPECT_EQ(report.at("suite").at("scenarios"), (Json{"streaming", "offline"}));
  EXPECT_TRUE(report.at("rankings").empty()) << "problems are no rivals";
}

/// The sizes that take long give way to smaller ones; the odd sizes stay.
TEST_F(CostSuiteRun, BenchdnnsProblemsHaveARateInTheirOwnBatches) {
  const Workplace work(text_of("benchdnn-rnn", {{"steps = [10, 20, 30, 40, 50, 60, 70, 101]", "steps = [10]"},
                                                {"hidden = [256]", "hidden = [48]"},
                                                {"hidden = [512]", "hidden = [48]"}}));
  const Json report = measured(work);
  EXPECT_EQ(report.at("candidates").size(), 14U * 4U);
  for (const Json& entry : report.at("measurements")) {
    if (entry.at("scenario") != "offline") continue;
    const std::string id = entry.at("candidate");
    EXPECT_THAT(id, HasSubstr(fmt::format("-n{}", entry.at("batch_size").get<int>())));
  }
}

TEST_F(CostSuiteRun, TheShapesOfIssue837HaveARateOneSequenceAtATime) {
  const Workplace work(text_of("onednn-837", {}));
  const Json report = measured(work);
  EXPECT_EQ(report.at("candidates").size(), 15U);
  for (const Json& entry : report.at("measurements")) {
    EXPECT_EQ(entry.at("batching"), "one_by_one");
    EXPECT_EQ(entry.at("batch_size"), 1);
  }
}

/// What is counted decides here, so the answers are the same on every machine.
TEST_F(CostSuiteRun, HelloEdgesLargerBudgetsHoldLargerModels) {
  const Workplace work(text_of("hello-edge", {}));
  const Json report = measured(work);
  std::vector<std::string> budgets;
  std::int64_t parameters = 0;
  for (const Json& ranking : report.at("rankings")) {
    budgets.push_back(ranking.at("budget"));
    ASSERT_TRUE(ranking.at("winner").is_string()) << ranking.at("why");
    EXPECT_EQ(ranking.at("order").at(0).at("fit"), "proven");
    const std::int64_t winners = candidate_of(report, ranking.at("winner")).at("parameters");
    EXPECT_GT(winners, parameters) << ranking.at("budget");
    parameters = winners;
  }
  EXPECT_EQ(budgets, (std::vector<std::string>{"small", "medium", "large"}));
}

}  // namespace
}  // namespace gatewise::tests::cost_suites_test
