// A gate that is disturbed ends as if it had not been, and one core is enough to measure on, but not to be believed.
#include "base/json.hpp"
#include "runs.hpp"

namespace gatewise::tests::gate_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const std::string cost_only = R"(name = "small"
task = "cost-only"
[architectures]
families = ["rnn_tanh"]
hidden = [8]
[workload]
lengths = { shape = "constant", steps = 20 }
[measurement]
blocks = 2
block_steps = 50
)";

const std::string gated = cost_only + "[gate]\nmemory.total = { worse_by = \"0%\" }\n";

const std::vector<std::string> two_builds{"--base", std::string(GATEWISE_PLUGINS) + "/reference.so", "--head",
                                          std::string(GATEWISE_PLUGINS) + "/reference.so"};

Command gate(const Workplace& work, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"gate", "small.toml", "--out", "out"};
  arguments.insert(arguments.end(), two_builds.begin(), two_builds.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return work.command(arguments);
}

TEST(KilledChildOfAGate, CostsARestartAndNothingElse) {
  const Workplace work(gated);
  StartedProgram program(gate(work, {"--set", "measurement.blocks=2000"}));
  ASSERT_TRUE(comes_true([&] { return has_partial(work / "out", ".jsonl"); }, 120));
  std::vector<pid_t> children;
  ASSERT_TRUE(comes_true([&] { return (children = trials_in(work.path())).size() == 3; })) << "and the harness's floor";
  ASSERT_EQ(::kill(children.front(), SIGKILL), 0);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  std::int64_t attempts = 0;
  const Journal journal(work / "out/journal");
  for (const RecordHead& head : journal.heads()) {
    if (head.kind != "cost") continue;
    EXPECT_EQ(head.status, "ok") << head.subject << ": " << head.message;
    EXPECT_EQ(journal.result(head).at("blocks").size(), 2000U) << head.subject;
    attempts += head.attempts;
  }
  EXPECT_EQ(attempts, 4) << "one of the three was started twice, beside its launches";
  const Json json = Json::parse(bytes_of(work / "out/gate.json"));
  EXPECT_EQ(json.at("same"), 1);
  EXPECT_EQ(json.at("not_compared"), 0);
}

TEST(KilledGate, LeavesNobodyBehindAndIsMeasuredAnew) {
  const Workplace work(gated);
  {
    StartedProgram program(gate(work, {"--set", "measurement.blocks=2000"}));
    ASSERT_TRUE(comes_true([&] { return has_partial(work / "out", ".jsonl"); }, 120));
    program.kill();
    program.wait();
  }
  EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); })) << "children are left";
  EXPECT_FALSE(std::filesystem::exists(work / "out/gate.json"));
  const Outcome outcome = run(gate(work, {}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  const Journal journal(work / "out/journal");
  for (const RecordHead& head : journal.heads()) {
    if (head.kind == "cost") {
      EXPECT_EQ(journal.result(head).at("sittings"), 1) << "rounds of two gates are not mixed";
    }
  }
}

TEST(OneCore, IsEnoughToMeasureOnAndTheVerdictNamesIt) {
  const Workplace work(cost_only);
  Command command = work.command({"run", "small.toml", "--out", "out"});
  command.words.insert(command.words.begin(), {"taskset", "-c", "0"});
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json measured = entry_of(work.report().at("measurements"), "scenario", "streaming");
  EXPECT_EQ(measured.at("verdict"), "INDICATIVE");
  EXPECT_THAT(measured.at("reasons").get<std::vector<std::string>>(), Contains(HasSubstr("only one core")));
}

}  // namespace
}  // namespace gatewise::tests::gate_test
