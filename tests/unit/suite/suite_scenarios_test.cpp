// Suites that say in which scenarios cost is measured, and suites that measure nothing else.
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "measure/scenarios/cold/cold.hpp"
#include "measure/scenarios/endless/endless.hpp"
#include "measure/scenarios/realtime/realtime.hpp"
#include "measure/scenarios/server/server.hpp"
#include "measure/scenarios/streaming/streaming.hpp"
#include "suite/suite.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_suite_scenarios_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class SuiteText : public ::testing::Test {
 protected:
  Suite read(const std::string& text) const {
    write_file_atomically(file(), text);
    return read_suite(file(), {});
  }
  std::filesystem::path file() const { return folder_.path() / "mine.toml"; }
  /// Calls for an InputError that begins with the file and `start` and says `part` somewhere.
  void expect_refusal(const std::string& text, const std::string& start, const std::string& part) const {
    EXPECT_THAT([&] { read(text); },
                ThrowsMessage<InputError>(AllOf(StartsWith(file().string() + start), HasSubstr(part))))
        << text;
  }

  const tests::TemporaryFolder folder_;
};

class ScenarioTables : public SuiteText {};

TEST_F(ScenarioTables, AreReadInFull) {
  const Scenarios all = read(R"([scenarios]
use = ["streaming", "realtime", "server", "cold", "endless", "offline"]
chunk = 4
[scenarios.realtime]
period = "1ms"
deadline = "2ms"
evict = true
wait = "spin"
priority = "realtime"
[scenarios.server]
period = "10ms"
p99 = "5ms"
batch = 64
memory = "1MiB"
[scenarios.cold]
samples = 3
[scenarios.endless]
steps = 5000
deadline = "1us"
)")
                            .scenarios;
  EXPECT_THAT(all.use, ElementsAre("streaming", "realtime", "server", "cold", "endless", "offline"));
  EXPECT_EQ(all.of<StreamingTerms>().chunk, 4);
  EXPECT_EQ(all.of<RealtimeTerms>().period_ns, 1e6);
  EXPECT_EQ(all.of<RealtimeTerms>().deadline_ns, 2e6);
  EXPECT_TRUE(all.of<RealtimeTerms>().evict);
  EXPECT_FALSE(all.of<RealtimeTerms>().sleeps);
  EXPECT_TRUE(all.of<RealtimeTerms>().priority);
  EXPECT_EQ(all.of<ServerTerms>().period_ns, 1e7);
  EXPECT_EQ(all.of<ServerTerms>().budget_ns, 5e6);
  EXPECT_EQ(all.of<ServerTerms>().most_lanes, 64);
  EXPECT_EQ(all.of<ServerTerms>().memory_bytes, 1 << 20);
  EXPECT_EQ(all.of<ColdTerms>().samples, 3);
  EXPECT_EQ(all.of<EndlessTerms>().steps, 5000);
  EXPECT_EQ(all.of<EndlessTerms>().deadline_ns, 1000);
}

TEST_F(ScenarioTables, HaveTheirDefaults) {
  const Scenarios all = read("").scenarios;
  EXPECT_EQ(all.of<StreamingTerms>().chunk, 1);
  EXPECT_EQ(all.of<RealtimeTerms>().period_ns, 0) << "the dataset's";
  EXPECT_FALSE(all.of<RealtimeTerms>().evict);
  EXPECT_TRUE(all.of<RealtimeTerms>().sleeps);
  EXPECT_FALSE(all.of<RealtimeTerms>().priority);
  EXPECT_EQ(all.of<ServerTerms>().most_lanes, 32);
  EXPECT_EQ(all.of<ServerTerms>().memory_bytes, 256 << 20);
  EXPECT_EQ(all.of<ColdTerms>().samples, 8);
  EXPECT_EQ(all.of<EndlessTerms>().steps, 1'000'000);
}

TEST_F(ScenarioTables, RefuseUnknownKeysWithTheNearest) {
  expect_refusal("[scenarios.realtime]\nperoid = '1ms'\n", ":2:1: unknown key 'peroid' in [scenarios.realtime]",
                 "did you mean 'period'?");
  expect_refusal("[scenarios.server]\np9 = '1ms'\n", ":2:1: unknown key 'p9' in [scenarios.server]", "p99");
  expect_refusal("[scenarios.cold]\nsample = 1\n", ":2:1: unknown key 'sample' in [scenarios.cold]", "samples");
  expect_refusal("[scenarios.endless]\nstep = 1\n", ":2:1: unknown key 'step' in [scenarios.endless]", "steps");
}

TEST_F(ScenarioTables, RefuseTimesWithoutAUnitAndTimesOfNothing) {
  expect_refusal("[scenarios.realtime]\nperiod = 1\n", ":2:10: 'scenarios.realtime.period'", "with its unit");
  expect_refusal("[scenarios.realtime]\nperiod = '0ms'\n", ":2:10: 'scenarios.realtime.period'",
                 "must be more than nothing");
  expect_refusal("[scenarios.server]\np99 = '1 parsec'\n", ":2:7: 'scenarios.server.p99'", "\"50us\"");
  expect_refusal("[scenarios.server]\nmemory = 100\n", ":2:10: 'scenarios.server.memory'", "\"256KiB\"");
  expect_refusal("[scenarios.endless]\ndeadline = '-1us'\n", ":2:12: 'scenarios.endless.deadline'", "");
}

TEST_F(ScenarioTables, RefuseNumbersOutsideTheirRange) {
  expect_refusal("[scenarios]\nchunk = 0\n", ":2:9: 'scenarios.chunk' is 0", "1 to 4096");
  expect_refusal("[scenarios.server]\nbatch = 2000\n", ":2:9: 'scenarios.server.batch' is 2000", "1 to 1024");
  expect_refusal("[scenarios.cold]\nsamples = 0\n", ":2:11: 'scenarios.cold.samples' is 0", "1 to");
  expect_refusal("[scenarios.endless]\nsteps = 999\n", ":2:9: 'scenarios.endless.steps' is 999", "1000 to");
}

TEST_F(ScenarioTables, RefuseOtherWordsForAChoice) {
  expect_refusal("[scenarios.realtime]\nwait = 'slep'\n", ":2:8: 'scenarios.realtime.wait' is 'slep'", "sleep");
  expect_refusal("[scenarios.realtime]\npriority = 'high'\n", ":2:12: 'scenarios.realtime.priority' is 'high'",
                 "realtime");
  expect_refusal("[scenarios]\nuse = ['realtme']\n", ":2:7: 'scenarios.use' holds 'realtme'",
                 "did you mean 'realtime'?");
  expect_refusal("[scenarios]\nuse = ['cold', 'cold']\n", ":2:7: 'scenarios.use' holds cold twice", "");
}

class CostOnlySuite : public SuiteText {
 protected:
  /// With these lines at the top level, these tables behind them, and lengths for all.
  static std::string text(const std::string& tables, const std::string& keys = "") {
    return "task = 'cost-only'\n" + keys + tables + "[workload]\nlengths = { shape = 'constant', steps = 64 }\n";
  }
  std::vector<std::string> ids(const std::string& tables) const {
    std::vector<std::string> all;
    for (const Architecture& problem : read(text(tables)).architectures) all.push_back(problem.id());
    return all;
  }
};

TEST_F(CostOnlySuite, HasNoDatasetNoMetricAndNoBudget) {
  const Suite suite = read(text("[architectures]\nfamilies = ['lstm']\n"));
  EXPECT_TRUE(suite.is_seeded);
  EXPECT_EQ(suite.dataset, "");
  EXPECT_EQ(suite.metric, "");
  EXPECT_THAT(suite.seeds, ElementsAre(1));
  EXPECT_THAT(suite.budgets, IsEmpty()) << "problems are no rivals unless a budget makes them so";
}

TEST_F(CostOnlySuite, AProblemIsAsWideAsItsHiddenSizeUnlessItSays) {
  EXPECT_THAT(ids("[architectures]\nfamilies = ['gru']\nhidden = [8, 16]\n"),
              ElementsAre("gru-h8-l1-i8", "gru-h16-l1-i16"));
  EXPECT_THAT(ids("[architectures]\nfamilies = ['gru']\nhidden = [8]\ninput = [3, 5]\n"),
              ElementsAre("gru-h8-l1-i3", "gru-h8-l1-i5"));
}

TEST_F(CostOnlySuite, ProblemsAreTheProductOfTheirLists) {
  EXPECT_THAT(ids("[architectures]\nfamilies = ['gru']\nhidden = [8]\ninput = [3]\nsteps = [10, 20]\nbatch = [1, 4]\n"),
              ElementsAre("gru-h8-l1-i3-t10-n1", "gru-h8-l1-i3-t10-n4", "gru-h8-l1-i3-t20-n1", "gru-h8-l1-i3-t20-n4"));
}

TEST_F(CostOnlySuite, ShapesAreProblemsOfTheirOwn) {
  EXPECT_THAT(ids("[[shapes]]\nfamilies = ['lstm']\nhidden = [8]\nsteps = [5]\n"
                  "[[shapes]]\nfamilies = ['gru']\nhidden = [16]\ninput = [2]\nbatch = [3]\n"),
              ElementsAre("lstm-h8-l1-i8-t5", "gru-h16-l1-i2-n3"))
      << "without [architectures] there is no product beside them";
  EXPECT_THAT(ids("[architectures]\nfamilies = ['rnn_tanh']\nhidden = [4]\n"
                  "[[shapes]]\nfamilies = ['lstm']\nhidden = [8]\n"),
              ElementsAre("rnn_tanh-h4-l1-i4", "lstm-h8-l1-i8"));
  EXPECT_EQ(ids("shapes = []\n").size(), 3U) << "none is as if they were not named";
}

TEST_F(CostOnlySuite, RefusesAProblemThatIsThereAlready) {
  expect_refusal(text("[[shapes]]\nfamilies = ['lstm']\nhidden = [8]\n[[shapes]]\nfamilies = ['lstm']\nhidden = [8]\n"),
                 ":5:", "names lstm-h8-l1-i8 once more");
  expect_refusal(text("[architectures]\nfamilies = ['lstm']\nhidden = [8]\ninput = [8]\n"
                      "[[shapes]]\nfamilies = ['lstm']\nhidden = [8]\n"),
                 ":6:", "names lstm-h8-l1-i8 once more");
  expect_refusal(text("[architectures]\nsteps = [5, 5]\n"), ":3:9: 'architectures.steps' holds 5 twice", "");
  expect_refusal(text("[[shapes]]\nbatch = [2, 2]\n"), ":3:9: 'shapes[0].batch' holds 2 twice", "");
  expect_refusal(text("[architectures]\ninput = [0]\n"), ":3:9: 'architectures.input' holds 0", "the least is 1");
}

TEST_F(CostOnlySuite, RefusesWhatBelongsToATraining) {
  for (const char* key : {"dataset = 'x'\n", "metric = 'accuracy'\n"})
    expect_refusal(text("", key), ":2:", "has no place in a cost-only suite, which has no dataset and trains nothing");
  expect_refusal(text("[training]\nepochs = 1\n"), ":2:1: 'training'", "has no place in a cost-only suite");
  expect_refusal(text("[preparation]\nx = 1\n"), ":2:1: 'preparation'", "has no place in a cost-only suite");
  for (const char* key : {"embedding = 4\n", "output_delay = [1]\n"})
    expect_refusal(text(std::string("[architectures]\n") + key), ":3:1: unknown key", "in [architectures]");
}

TEST_F(CostOnlySuite, MustSayHowLongItsSequencesAre) {
  expect_refusal("task = 'cost-only'\n", ":1:1: 'workload' must say how long the sequences are", "steps = 64");
  expect_refusal("task = 'cost-only'\n[[shapes]]\nsteps = [5]\n[[shapes]]\nhidden = [3]\n",
                 ":1:1: 'workload' must say how long", "cost-only suite has no dataset");
  EXPECT_NO_THROW(read("task = 'cost-only'\n[[shapes]]\nsteps = [5]\n"));
}

TEST_F(CostOnlySuite, HasAHeadAsWideAsItsWorkloadSays) {
  EXPECT_EQ(read(text("")).workload.outputs, 1);
  EXPECT_EQ(read(text("") + "outputs = 12\n").workload.outputs, 12);
  expect_refusal("[workload]\noutputs = 12\n", ":2:1: unknown key 'outputs' in [workload]", "");
}

TEST_F(CostOnlySuite, PrefersLatencyAndNeverQuality) {
  EXPECT_EQ(read(text("[budget.b]\nmemory.total = { max = '1MiB' }\n")).budgets.at(0).prefer.text,
            "latency.streaming.p50");
  EXPECT_EQ(read(text("[budget.b]\nprefer = 'memory'\n")).budgets.at(0).prefer.text, "memory.total");
  EXPECT_EQ(read(text("[budget.b]\nprefer = 'throughput.server.streams'\n")).budgets.at(0).prefer.text,
            "throughput.server.streams");
  expect_refusal(text("[budget.b]\nprefer = 'quality'\n"), ":3:10: 'budget.b.prefer' can't be quality",
                 "use latency, throughput or memory");
  expect_refusal(text("[budget.b]\nquality.accuracy = { min = 0.5 }\n"), ":3:", "no metric 'quality.accuracy'");
}

TEST_F(CostOnlySuite, ShapesBelongToItAlone) {
  expect_refusal("[[shapes]]\nhidden = [3]\n", ":1:", "unknown key 'shapes'");
}

TEST_F(CostOnlySuite, ItsProblemsAreReadBackFromJson) {
  for (const Architecture& problem :
       read(text("[[shapes]]\ninput = [3]\nsteps = [5]\nbatch = [7]\ndirection = ['forward', 'bidirectional']\n"))
           .architectures) {
    EXPECT_EQ(Json(problem).get<Architecture>().id(), problem.id());
  }
}

}  // namespace
}  // namespace gatewise::run_suite_scenarios_test
