#include "suite/suite.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "host/plugin_file.hpp"
#include "measure/scenarios/offline/offline.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_suite_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class SuiteFile : public ::testing::Test {
 protected:
  Suite read(const std::string& text, const std::vector<std::string>& overrides = {}) const {
    write_file_atomically(file(), text);
    return read_suite(file(), overrides);
  }
  std::filesystem::path file() const { return folder_ / "mine.toml"; }
  /// The suite's path, then the place and the start of the complaint, then anything that must come after it.
  auto refuses(const std::string& start, const std::string& part = "") const {
    return ThrowsMessage<InputError>(AllOf(StartsWith(file().string() + start), HasSubstr(part)));
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(SuiteFile, AnEmptyOneIsAllDefaults) {
  const Suite suite = read("");
  EXPECT_EQ(suite.name, "mine");
  EXPECT_EQ(suite.dataset, "mine");
  EXPECT_EQ(suite.task, Task::sequence_classification);
  EXPECT_EQ(suite.metric, "accuracy");
  EXPECT_THAT(suite.seeds, ElementsAre(1, 2, 3));
  EXPECT_THAT(suite.scenarios.use, ElementsAre("streaming"));
  std::vector<std::string> ids;
  for (const CandidateName& name : candidates_of(suite)) ids.push_back(name.id());
  EXPECT_THAT(ids,
              ElementsAre("rnn_tanh-h64-l1/reference.f32", "lstm-h64-l1/reference.f32", "gru-h64-l1/reference.f32"));
  ASSERT_EQ(suite.budgets.size(), 1U);
  EXPECT_EQ(suite.budgets[0].name, "none");
  EXPECT_THAT(suite.budgets[0].limits, IsEmpty());
  EXPECT_EQ(suite.budgets[0].prefer.text, "quality.accuracy");
  EXPECT_THAT(suite.cuts, IsEmpty());
}

TEST_F(SuiteFile, TheDefaultsMeasureEnoughForTheirRarestPercentile) {
  const Suite suite = read("");
  EXPECT_GE(suite.measurement.blocks * suite.measurement.block_steps, 6636) << "p99.9 would be INDICATIVE by default";
}

TEST_F(SuiteFile, ArchitecturesAreTheProductOfTheirLists) {
  const Suite suite = read(
      "[architectures]\nfamilies = ['lstm', 'gru']\nhidden = [8, 16]\nlayers = [1, 2]\n"
      "direction = ['forward', 'bidirectional']\nembedding = 4\n");
  EXPECT_EQ(suite.architectures.size(), 16U);
  EXPECT_EQ(suite.architectures.front().id(), "lstm-h8-l1-e4");
  EXPECT_EQ(suite.architectures.back().id(), "gru-h16-l2-e4-bi");
}

TEST_F(SuiteFile, ReadsTheWholeRecipe) {
  const Suite suite = read(
      "[training]\nepochs = 7\npatience = 2\nclip_norm = 0\nweight_decay = 0.1\ninput_dropout = 0.2\n"
      "recurrent_dropout = 0.3\noutput_dropout = 0.4\ntruncated_bptt_steps = 50\nseeds = [5]\n"
      "learning_rate = { peak = 1e-2, schedule = 'constant', warmup_steps = 9 }\n"
      "batching = { strategy = 'random', size = 3 }\n");
  const Recipe& recipe = suite.recipe;
  EXPECT_EQ(recipe.epochs, 7);
  EXPECT_EQ(recipe.patience, 2);
  EXPECT_EQ(recipe.clip_norm, 0);
  EXPECT_EQ(recipe.weight_decay, 0.1);
  EXPECT_EQ(recipe.input_dropout, 0.2);
  EXPECT_EQ(recipe.recurrent_dropout, 0.3);
  EXPECT_EQ(recipe.output_dropout, 0.4);
  EXPECT_EQ(recipe.truncated_bptt_steps, 50);
  EXPECT_EQ(recipe.peak_learning_rate, 1e-2);
  EXPECT_EQ(recipe.schedule, "constant");
  EXPECT_EQ(recipe.warmup_steps, 9);
  EXPECT_EQ(recipe.batching.strategy, "random");
  EXPECT_EQ(recipe.batching.size, 3);
  EXPECT_THAT(suite.seeds, ElementsAre(5));
}

TEST_F(SuiteFile, ReadsEveryChoiceOfTheTrainer) {
  const Recipe recipe =
      read(
          "[training]\nepochs = 9\noptimizer = 'sgd'\nmomentum = 0.8\nnesterov = true\n"
          "clip_value = 0.5\ntruncated_bptt_steps = 20\ncarry_state = true\nint8_epochs = 2\ntime_stretch = 0.5\n"
          "class_weights = [1, 2.5]\non_divergence = 'retry'\nretry_factor = 0.3\n"
          "learning_rate = { schedule = 'plateau', patience = 3, factor = 0.2 }\n")
          .recipe;
  EXPECT_EQ(recipe.optimizer, "sgd");
  EXPECT_EQ(recipe.peak_learning_rate, 0.1) << "what is usual for sgd";
  EXPECT_EQ(recipe.momentum, 0.8);
  EXPECT_TRUE(recipe.nesterov);
  EXPECT_EQ(recipe.clip_value, 0.5);
  EXPECT_TRUE(recipe.carry_state);
  EXPECT_EQ(recipe.int8_epochs, 2);
  EXPECT_EQ(recipe.time_stretch, 0.5);
  EXPECT_EQ(recipe.class_weights, "list");
  EXPECT_THAT(recipe.class_weight_list, ElementsAre(1, 2.5));
  EXPECT_EQ(recipe.retry_factor, 0.3);
  EXPECT_EQ(recipe.schedule, "plateau");
  EXPECT_EQ(recipe.schedule_patience, 3);
  EXPECT_EQ(recipe.schedule_factor, 0.2);
  const Recipe steps = read("[training]\nlearning_rate = { schedule = 'step', every = 4 }\n").recipe;
  EXPECT_EQ(steps.schedule_epochs, 4);
  EXPECT_EQ(steps.schedule_factor, 0.5);
  EXPECT_EQ(read("[training]\nclass_weights = 'balanced'\n").recipe.class_weights, "balanced");
  EXPECT_EQ(read("[training]\nclass_weights = { '10' = 20 }\n").recipe.class_weight_names.at("10"), 20);
}

TEST_F(SuiteFile, RefusesWhatTheTrainerWouldPassOver) {
  const auto training = [this](const std::string& text) { return [=, this] { read("[training]\n" + text + "\n"); }; };
  EXPECT_THAT(training("optimizer = 'adam'"), refuses(":2:13: 'training.optimizer' is 'adam'; did you mean 'adamw'?"));
  EXPECT_THAT(training("momentum = 0.5"), refuses(":2:12: 'training.momentum' is for optimizer = \"sgd\""));
  EXPECT_THAT(training("optimizer = 'sgd'\nmomentum = 1"), refuses(":3:12: 'training.momentum' is 1"));
  EXPECT_THAT(training("optimizer = 'sgd'\nmomentum = 0\nnesterov = true"), refuses(":4:12:", "needs a momentum"));
  EXPECT_THAT(training("learning_rate = { every = 3 }"), refuses(":2:", "'training.learning_rate.every' is for"));
  EXPECT_THAT(training("learning_rate = { schedule = 'step', patience = 3 }"),
              refuses(":2:", "schedule = \"plateau\""));
  EXPECT_THAT(training("learning_rate = { factor = 0.5 }"), refuses(":2:", "learning_rate.factor' is for"));
  EXPECT_THAT(training("patience = 2\nlearning_rate = { schedule = 'plateau' }"),
              refuses(":3:", "make training.patience larger"));
  EXPECT_THAT(training("carry_state = true"), refuses(":2:15:", "needs training.truncated_bptt_steps"));
  EXPECT_THAT(training("epochs = 4\nint8_epochs = 4"), refuses(":3:15:", "is 4 of 4 epochs"));
  EXPECT_THAT(training("class_weights = 'blanced'"), refuses(":2:17:", "did you mean 'balanced'?"));
  EXPECT_THAT(training("class_weights = [1, -2]"), refuses(":2:17:", "holds -2"));
  EXPECT_THAT(training("class_weights = [1, 'x']"), refuses(":2:21:", "must be an array of numbers"));
  EXPECT_THAT(training("on_divergence = 'fail'\nretry_factor = 0.5"), refuses(":3:16:", "on_divergence = \"retry\""));
  EXPECT_THAT([&] { read("task = 'forecasting'\n[training]\nclass_weights = 'balanced'\n"); },
              refuses(":3:17:", "task 'forecasting' asks for numbers"));
}

TEST_F(SuiteFile, QuickEffortKeepsAnEpochInF32BeforeThoseOnTheInt8Grid) {
  for (const auto& [epochs, int8, left] : {std::tuple(30, 6, 2), std::tuple(9, 1, 1), std::tuple(3, 2, 0)}) {
    Suite suite = read("[training]\nepochs = " + std::to_string(epochs) + "\nint8_epochs = " + std::to_string(int8));
    apply_effort(suite, "quick");
    EXPECT_EQ(suite.recipe.int8_epochs, left) << epochs;
  }
}

TEST_F(SuiteFile, LimitsOfAChildCarryTheirUnits) {
  const Suite suite = read("[limits]\nmemory = '1GiB'\ntrial_time = '2m'\nsilence = '500ms'\n");
  EXPECT_EQ(suite.limits.memory_bytes, std::int64_t{1} << 30);
  EXPECT_DOUBLE_EQ(suite.limits.trial_seconds, 120);
  EXPECT_DOUBLE_EQ(suite.limits.silence_seconds, 0.5);
  EXPECT_THAT([&] { read("[limits]\nmemory = 1024\n"); },
              refuses(":2:10: 'limits.memory' must be a size with its unit, such as \"256KiB\""));
  EXPECT_THAT([&] { read("[limits]\nsilence = '5'\n"); },
              refuses(":2:11: 'limits.silence' must be a time with its unit, such as \"50us\""));
}

TEST_F(SuiteFile, AnOutputDelayMultipliesForwardArchitecturesOnly) {
  const Suite suite = read(
      "[architectures]\nfamilies = ['lstm']\nhidden = [8]\ndirection = ['forward', 'bidirectional']\n"
      "output_delay = [0, 2]\n");
  std::vector<std::string> ids;
  for (const Architecture& architecture : suite.architectures) ids.push_back(architecture.id());
  EXPECT_THAT(ids, ElementsAre("lstm-h8-l1", "lstm-h8-l1-d2", "lstm-h8-l1-bi"));
  EXPECT_THAT([&] { read("[architectures]\noutput_delay = [-1]\n"); }, refuses(":2:"));
}

TEST_F(SuiteFile, AThroughputIsLimitedInStepsASecond) {
  const Suite suite = read(
      "[scenarios]\nuse = ['offline']\nbatch = 8\n[budget.server]\n"
      "throughput.offline.steps_per_second = { min = 5e4 }\nprefer = 'throughput'\n");
  EXPECT_TRUE(suite.scenarios.has("offline"));
  EXPECT_FALSE(suite.scenarios.has("streaming"));
  ASSERT_EQ(suite.scenarios.of<OfflineTerms>().batchings.size(), 1U);
  EXPECT_EQ(suite.scenarios.of<OfflineTerms>().batchings[0].strategy, "bucket");
  EXPECT_EQ(suite.scenarios.of<OfflineTerms>().batchings[0].size, 8);
  const Limit& limit = suite.budgets[0].limits[0];
  EXPECT_EQ(limit.metric.text, "throughput.offline.steps_per_second");
  EXPECT_FALSE(limit.is_max);
  EXPECT_EQ(limit.value, 50000);
  EXPECT_EQ(suite.budgets[0].prefer.text, "throughput.offline.steps_per_second");
}

TEST_F(SuiteFile, UnknownKeysAreNamedInEveryTable) {
  EXPECT_THAT([&] { read("nmae = 'x'\n"); }, refuses(":1:1: unknown key 'nmae'; did you mean 'name'?"));
  EXPECT_THAT([&] { read("[architectures]\nhiden = [1]\n"); },
              refuses(":2:1: unknown key 'hiden' in [architectures]; did you mean 'hidden'?"));
  EXPECT_THAT([&] { read("[training]\nepoch = 1\n"); },
              refuses(":2:1: unknown key 'epoch' in [training]; did you mean 'epochs'?"));
  EXPECT_THAT([&] { read("[training.learning_rate]\npeek = 1\n"); },
              refuses(":2:1: unknown key 'peek' in [training.learning_rate]; did you mean 'peak'?"));
  EXPECT_THAT([&] { read("[measurement]\nblock = 1\n"); }, refuses(":2:1: unknown key 'block' in [measurement]"));
  EXPECT_THAT([&] { read("[limits]\nmemori = '1B'\n"); }, refuses(":2:1: unknown key 'memori' in [limits]"));
  EXPECT_THAT([&] { read("[backends]\nuses = []\n"); }, refuses(":2:1: unknown key 'uses' in [backends]"));
}

TEST_F(SuiteFile, UnknownNamesAreRefusedWithTheNearest) {
  EXPECT_THAT([&] { read("task = 'token-labeling'\n"); },
              refuses(":1:8: 'task' is 'token-labeling'; did you mean 'token-labelling'?"));
  EXPECT_THAT([&] { read("metric = 'wape'\n"); }, refuses(":1:10: 'metric' is 'wape'; known: accuracy"));
  EXPECT_THAT(
      [&] { read("[architectures]\nfamilies = ['lsmt']\n"); },
      refuses(":2:12: 'architectures.families' is not usable: unknown cell family 'lsmt'; did you mean 'lstm'?"));
  EXPECT_THAT([&] { read("[architectures]\ndirection = ['backward']\n"); },
              refuses(":2:13: 'architectures.direction' holds 'backward'", "forward"));
  EXPECT_THAT([&] { read("[scenarios]\nuse = ['steaming']\n"); },
              refuses(":2:7: 'scenarios.use' holds 'steaming'; did you mean 'streaming'?"));
  EXPECT_THAT([&] { read("[training]\noptimizer = 'adam'\n"); },
              refuses(":2:13: 'training.optimizer' is 'adam'; did you mean 'adamw'?"));
}

TEST_F(SuiteFile, ABackendIsAPluginAndAPrecision) {
  EXPECT_EQ(read("[backends]\nuse = ['onednn.bf16']\n").backends[0].precision, "bf16");
  for (const std::string name : {"reference", ".f32", "reference."}) {
    EXPECT_THAT([&] { read("[backends]\nuse = ['" + name + "']\n"); },
                refuses(":2:7: 'backends.use' is not usable: '" + name + "' is no backend", "reference.f32"));
  }
}

TEST_F(SuiteFile, NothingToDoIsRefused) {
  EXPECT_THAT([&] { read("[architectures]\nhidden = []\n"); }, refuses(":", "name no architecture at all"));
  EXPECT_THAT([&] { read("[training]\nseeds = []\n"); }, refuses(":2:9: 'training.seeds' must hold at least one seed"));
  EXPECT_THAT([&] { read("[backends]\nuse = []\n"); }, refuses(":2:7: 'backends.use' must name at least one backend"));
}

TEST_F(SuiteFile, WhatIsNamedTwiceIsRefused) {
  EXPECT_THAT([&] { read("[training]\nseeds = [1, 2, 1]\n"); }, refuses(":2:9: 'training.seeds' holds 1 twice"));
  EXPECT_THAT([&] { read("[architectures]\nhidden = [16, 16]\n"); }, refuses(":2:10: 'architectures.hidden'", "twice"));
  EXPECT_THAT([&] { read("[architectures]\nfamilies = ['gru', 'gru']\n"); },
              refuses(":2:12: 'architectures.families'", "twice"));
  EXPECT_THAT([&] { read("[backends]\nuse = ['reference.f32', 'reference.f32']\n"); },
              refuses(":2:7: 'backends.use'", "twice"));
}

TEST_F(SuiteFile, NumbersOutsideTheirRangeAreRefused) {
  EXPECT_THAT([&] { read("[training]\nepochs = 0\n"); }, refuses(":2:10: 'training.epochs' is 0, it must lie in 1 to"));
  EXPECT_THAT([&] { read("[training]\nseeds = [-1]\n"); }, refuses(":2:9: 'training.seeds' holds -1, the least is 0"));
  EXPECT_THAT([&] { read("[training]\nrecurrent_dropout = 1.0\n"); }, refuses(":2:21: 'training.recurrent_dropout'"));
  EXPECT_THAT([&] { read("[architectures]\nhidden = [0]\n"); },
              refuses(":2:10: 'architectures.hidden' holds 0, the least is 1"));
  EXPECT_THAT([&] { read("[measurement]\nblocks = 1\n"); }, refuses(":2:10: 'measurement.blocks' is 1"));
}

TEST_F(SuiteFile, ItsNameMayNotLeaveTheRunsFolder) {
  EXPECT_THAT([&] { read("name = 'a/b'\n"); }, refuses(":1:8: 'name' must be a name without '/'"));
  EXPECT_THAT([&] { read("name = ''\n"); }, refuses(":1:8: 'name' must be a name"));
}

TEST_F(SuiteFile, OverridesStandAboveTheFile) {
  const Suite suite = read("name = 'given'\n[training]\nseeds = [1, 2]\n", {"training.seeds=[9]", "name=other"});
  EXPECT_EQ(suite.name, "other");
  EXPECT_THAT(suite.seeds, ElementsAre(9));
  EXPECT_THAT([&] { read("", {"training.sedes=[9]"}); },
              refuses(": unknown key 'sedes' in [training]; did you mean 'seeds'?"));
}

TEST_F(SuiteFile, ASyntaxErrorIsNamedWithItsPlace) {
  EXPECT_THAT([&] { read("name = 'x'\n[training\n"); }, refuses(":2:"));
  EXPECT_THAT([&] { read("name = 'x'\nname = 'y'\n"); }, refuses(":2:"));
}

TEST_F(SuiteFile, ABackendMayForceAnImplementation) {
  const Suite suite = read("[backends]\nuse = ['int8.int8@avx2', 'int8.int8']\n");
  EXPECT_EQ(suite.backends[0].plugin, "int8");
  EXPECT_EQ(suite.backends[0].precision, "int8");
  EXPECT_EQ(suite.backends[0].implementation, "avx2");
  EXPECT_EQ(suite.backends[0].name(), "int8.int8@avx2");
  EXPECT_EQ(suite.backends[1].implementation, "");
  for (const char* bad : {"int8@avx2", "int8.@avx2", "int8.int8@", ".int8"})
    EXPECT_THAT([&] { read(std::string("[backends]\nuse = ['") + bad + "']\n"); },
                refuses(":2:7: 'backends.use' is not usable: ", "is no backend"));
}

TEST_F(SuiteFile, FamiliesOfPluginsArePairedWithTheBackendsThatHaveThem) {
  Suite suite;
  suite.architectures = {{"gru", 8, 1, false, 0}, {"brought", 8, 1, false, 0}};
  suite.backends = {{"general", "f32"}, {"only_brought", "f32"}, {"both", "f32"}, {"unknown", "f32"}};
  suite.offers = {{"general", {"lstm", "rnn_tanh"}}, {"only_brought", {"brought"}}, {"both", {"brought", "gru"}}};
  std::vector<std::string> ids;
  for (const CandidateName& name : candidates_of(suite)) ids.push_back(name.id());
  // gru/general stays: what a backend lacks of the host's own families is a row that says so.
  EXPECT_THAT(ids, ::testing::ElementsAre("gru-h8-l1/general.f32", "gru-h8-l1/both.f32", "gru-h8-l1/unknown.f32",
                                          "brought-h8-l1/only_brought.f32", "brought-h8-l1/both.f32",
                                          "brought-h8-l1/unknown.f32"));
}

TEST_F(SuiteFile, TheSuitesOfThisRepositoryAreReadable) {
  for (const Family& family : examine_plugin(std::filesystem::path(GATEWISE_PLUGINS) / "mingru.so").families)
    add_family(family);  // one of the suites asks for it
  for (const char* name : {"quickstart", "telemetry-load", "telemetry-phases"}) {
    const Suite suite =
        read_suite(std::filesystem::path(GATEWISE_SOURCE_DIR) / "suites" / (std::string(name) + ".toml"), {});
    EXPECT_EQ(suite.name, name);
  }
}

TEST_F(SuiteFile, TheGoalsOfThisRepositoryAreThreeSeedsAndALimitOnQuality) {
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(GATEWISE_SOURCE_DIR) / "suites/quality")) {
    const Suite suite = read_suite(entry.path(), {});
    EXPECT_EQ(suite.name, "quality-" + entry.path().stem().string());
    EXPECT_THAT(suite.seeds, ElementsAre(1, 2, 3)) << suite.name;
    ASSERT_EQ(suite.budgets.size(), 1U) << suite.name;
    std::vector<std::string> limits;
    for (const Limit& limit : suite.budgets.front().limits) limits.push_back(limit.metric.text);
    EXPECT_THAT(limits, ::testing::Contains("quality." + suite.metric));
  }
}

TEST(ApplyEffort, QuickKeepsOneSeedAThirdOfTheEpochsAndAQuarterOfTheBlocks) {
  Suite suite;
  suite.seeds = {4, 5, 6};
  suite.recipe.epochs = 30;
  suite.measurement.blocks = 12;
  apply_effort(suite, "quick");
  EXPECT_THAT(suite.seeds, ElementsAre(4));
  EXPECT_EQ(suite.recipe.epochs, 10);
  EXPECT_EQ(suite.measurement.blocks, 3);
  EXPECT_THAT(suite.cuts, ElementsAre("effort quick: 1 of 3 seeds", "effort quick: 10 of 30 epochs"));
}

TEST(ApplyEffort, QuickCutsNothingAwayEntirely) {
  Suite suite;
  suite.seeds = {4};
  suite.recipe.epochs = 1;
  suite.measurement.blocks = 2;
  apply_effort(suite, "quick");
  EXPECT_EQ(suite.recipe.epochs, 1);
  EXPECT_EQ(suite.measurement.blocks, 2);
  EXPECT_THAT(suite.cuts, IsEmpty()) << "what is not cut is no reason for doubt";
}

TEST(ApplyEffort, StandardIsAsTheSuiteSaysAndPublishMeasuresFourTimes) {
  Suite suite;
  suite.seeds = {1, 2};
  apply_effort(suite, "standard");
  EXPECT_EQ(suite.measurement.blocks, MeasurementPlan().blocks);
  apply_effort(suite, "publish");
  EXPECT_EQ(suite.measurement.blocks, 4 * MeasurementPlan().blocks);
  EXPECT_EQ(suite.recipe.epochs, Recipe().epochs);
  EXPECT_THAT(suite.cuts, IsEmpty());
}

}  // namespace
}  // namespace gatewise::run_suite_test
