// kill -9: of the host, of a measuring child, of a trainer. What was finished stays; what goes on ends as if it had
// never been broken off.
#include <random>

#include "base/json.hpp"
#include "runs.hpp"

namespace gatewise::tests::killed_test {
namespace {

using ::testing::HasSubstr;

/// The trials whose results don't depend on time.
std::map<std::string, Json> without_cost(std::map<std::string, Json> all) {
  std::erase_if(all, [](const auto& entry) { return entry.first.rfind("cost ", 0) == 0; });
  return all;
}

std::map<std::string, Json> keys_of(const std::map<std::string, Json>& all) {
  std::map<std::string, Json> keys;
  for (const auto& [trial, result] : all) {
    // A cost key holds the weights' hash: equal keys mean equal weights.
    keys[trial] = result.at("key");
  }
  return keys;
}

/// What was finished at a kill was not started again by its end.
void expect_not_repeated(const std::vector<std::map<std::string, int>>& at_kills, const std::filesystem::path& run) {
  const std::map<std::string, int> at_end = starts_of_finished(run);
  for (const std::map<std::string, int>& then : at_kills) {
    for (const auto& [trial, starts] : then) EXPECT_EQ(at_end.at(trial), starts) << trial;
  }
}

TEST(KilledHost, AtFiftyRandomMomentsEndsWithTheUnbrokenRun) {
  const Workplace unbroken(varied_suite());
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(unbroken.run_suite().exit_code, 0);
  const double whole = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const std::map<std::string, Json> wanted = finished(unbroken / "out");
  ASSERT_EQ(wanted.size(), 1U + 4 + 8 + 4 + 1);

  std::mt19937 random(20251126);
  std::uniform_real_distribution<double> moment(0.05, whole);
  std::map<std::string, int> stages;  // how far the run was when it was killed
  int runs = 0;
  for (int kills = 0; kills < 50; ++runs) {
    const Workplace work(varied_suite());
    std::vector<std::map<std::string, int>> at_kills;
    for (bool through = false; !through;) {
      StartedProgram program(work.command({"run", "small.toml", "--out", "out"}));
      through = kills >= 50 || program.ends_within(moment(random));
      if (through) {
        EXPECT_EQ(program.wait().exit_code, 0);
        break;
      }
      program.kill();
      program.wait();
      ++kills;
      EXPECT_TRUE(comes_true([&] { return processes_in(work.path()).empty(); })) << "children are left";
      const bool begun = std::filesystem::exists(work / "out/journal");
      at_kills.push_back(begun ? starts_of_finished(work / "out") : std::map<std::string, int>());
      ++stages[std::to_string(at_kills.back().size()) + " finished"];
    }
    const std::map<std::string, Json> got = finished(work / "out");
    EXPECT_EQ(without_cost(got), without_cost(wanted));
    EXPECT_EQ(keys_of(got), keys_of(wanted));
    expect_no_trial_twice(work / "out");
    expect_not_repeated(at_kills, work / "out");
    EXPECT_FALSE(has_partial(work / "out", ".safetensors"));
    EXPECT_FALSE(has_partial(work / "out", ".jsonl"));
  }
  for (const auto& [stage, count] : stages) std::printf("killed %d times with %s\n", count, stage.c_str());
  std::printf("50 kills over %d runs\n", runs);
}

/// Waits until the training has saved its state, and gives the trainer's process.
pid_t trainer_in_mid_epoch(const Workplace& work) {
  if (!comes_true([&] { return has_partial(work / "out", ".safetensors"); }, 120)) return 0;
  const std::vector<pid_t> children = trials_in(work.path());
  return children.size() == 1 ? children.front() : 0;
}

Json weights_of(const std::filesystem::path& run) {
  return finished(run).at("train lstm-h96-l1 seed 1").at("result").at("weights_sha256");
}

/// All that a training has to remember between epochs beside its weights: velocities, falls of the rate, the phase on
/// the int8 grid, masks.
constexpr const char* forgetful_recipe = R"(optimizer = "sgd"
nesterov = true
learning_rate = { schedule = "plateau", patience = 1, factor = 0.8 }
truncated_bptt_steps = 15
carry_state = true
class_weights = "balanced"
clip_value = 0.5
recurrent_dropout = 0.2
int8_epochs = 6
)";

class KilledTrainer : public testing::TestWithParam<const char*> {};

TEST_P(KilledTrainer, GoesOnFromItsLastEpochToTheSameWeights) {
  const Workplace unbroken(long_training(12, GetParam()));
  ASSERT_EQ(unbroken.run_suite().exit_code, 0);
  const Workplace work(long_training(12, GetParam()));
  StartedProgram program(work.command({"run", "small.toml", "--out", "out"}));
  const pid_t trainer = trainer_in_mid_epoch(work);
  ASSERT_GT(trainer, 0);
  ::kill(trainer, SIGKILL);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("was killed from outside (signal 9); it is started again"));
  EXPECT_EQ(weights_of(work / "out"), weights_of(unbroken / "out"));
  EXPECT_THAT(work.run({"runs", "show", "out", "--log", "train lstm-h96-l1 seed 1"}).out,
              HasSubstr("goes on after epoch"));
}

INSTANTIATE_TEST_SUITE_P(Recipes, KilledTrainer, testing::Values("", forgetful_recipe),
                         [](const auto& named) { return *named.param == 0 ? "Usual" : "WithMemory"; });

TEST(KilledHost, InMidTrainingGoesOnFromTheLastEpochToTheSameWeights) {
  const Workplace unbroken(long_training());
  ASSERT_EQ(unbroken.run_suite().exit_code, 0);
  const Workplace work(long_training());
  {
    StartedProgram program(work.command({"run", "small.toml", "--out", "out"}));
    ASSERT_GT(trainer_in_mid_epoch(work), 0);
    program.kill();
    program.wait();
  }
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_EQ(weights_of(work / "out"), weights_of(unbroken / "out"));
  EXPECT_THAT(bytes_of(work / "out/logs/train_lstm-h96-l1_seed_1.log"), HasSubstr("goes on after epoch"));
}

TEST(KilledMeasuringChild, IsStartedAgainAndItsCandidateMeasured) {
  const Workplace work(small_suite());
  StartedProgram program(work.command({"run", "small.toml", "--out", "out", "--set", "measurement.blocks=2000"}));
  ASSERT_TRUE(comes_true([&] { return has_partial(work / "out", ".jsonl"); }, 120));
  std::vector<pid_t> children;
  ASSERT_TRUE(comes_true([&] { return (children = trials_in(work.path())).size() == 2; }));
  ::kill(children.front(), SIGKILL);
  EXPECT_EQ(program.wait().exit_code, 0);
  EXPECT_EQ(work.report().at("candidates").at(0).at("status"), "passed");
  EXPECT_FALSE(work.report().at("hosts").at(0).at("harness_floor_ns").is_null());
  std::int64_t attempts = 0;
  const Journal journal(work / "out/journal");
  for (const RecordHead& head : journal.heads()) attempts += head.kind == "cost" ? head.attempts : 0;
  EXPECT_EQ(attempts, 3) << "one of the two was started twice";
}

/// Lines of the file that keeps a cost session's rounds.
std::size_t rounds_in(const std::filesystem::path& run) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(run / "partial", none)) {
    if (entry.path().extension() == ".jsonl") return lines_of(bytes_of(entry.path())).size();
  }
  return 0;
}

TEST(KilledHost, InTheMiddleOfMeasuringGoesOnWithTheNextRound) {
  const Workplace work(small_suite());
  const std::vector<std::string> command{"run", "small.toml", "--out", "out", "--set", "measurement.blocks=400"};
  {
    StartedProgram program(work.command(command));
    ASSERT_TRUE(comes_true([&] { return rounds_in(work / "out") > 20; }, 120));
    program.kill();
    program.wait();
  }
  const Outcome outcome = work.run(command);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("rounds that were measured before the run was ended"));
  const Json measured = work.report().at("measurements").at(0);
  EXPECT_THAT(measured.at("reasons").dump(), HasSubstr("2 sittings"));
  EXPECT_EQ(finished(work / "out").at("cost rnn_tanh-h4-l1/reference.f32").at("result").at("rounds"), 400);
}

}  // namespace
}  // namespace gatewise::tests::killed_test
