#include "run/process/job.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_job_test {
namespace {

/// The determinants of a training as the runner names them.
Json determinants() { return {{"dataset", "ab"}, {"architecture", Architecture{}}, {"recipe", Recipe{}}, {"seed", 1}}; }

std::string key_of(const Json& of) { return trial_key("train", of); }

/// The same document with one leaf changed to another value of its type.
Json changed(Json document, const Json::json_pointer& leaf) {
  Json& value = document[leaf];
  if (value.is_string()) {
    value = value.get<std::string>() + "x";
  } else if (value.is_boolean()) {
    value = !value.get<bool>();
  } else {
    value = value.get<double>() + 1;
  }
  return document;
}

TEST(TrialKey, ChangesWithEachDeterminant) {
  std::set<std::string> keys{key_of(determinants())};
  const Json leaves = determinants().flatten();
  for (const auto& [leaf, value] : leaves.items()) {
    EXPECT_TRUE(keys.insert(key_of(changed(determinants(), Json::json_pointer(leaf)))).second) << leaf;
  }
  EXPECT_EQ(keys.size(), leaves.size() + 1);
}

TEST(TrialKey, IsTheSameWhateverTheOrderOfTheKeys) {
  EXPECT_EQ(key_of(Json::parse(R"({"a": 1, "b": 2})")), key_of(Json::parse(R"({"b": 2, "a": 1})")));
  EXPECT_EQ(key_of(determinants()).size(), 64U);
}

TEST(TrialKey, KnowsEveryFieldOfARecipe) {
  Recipe recipe;
  const std::string before = key_of(Json(recipe));
  std::set<std::string> keys{before};
  const auto tell_apart = [&](auto&& change) {
    Recipe other = recipe;
    change(other);
    EXPECT_TRUE(keys.insert(key_of(Json(other))).second) << keys.size();
    EXPECT_EQ(key_of(Json(Json(other).get<Recipe>())), key_of(Json(other))) << "lost on the way back";
  };
  tell_apart([](Recipe& r) { r.epochs = 7; });
  tell_apart([](Recipe& r) { r.patience = 77; });
  tell_apart([](Recipe& r) { r.peak_learning_rate = 0.5; });
  tell_apart([](Recipe& r) { r.loss = "absolute"; });
  tell_apart([](Recipe& r) { r.schedule = "constant"; });
  tell_apart([](Recipe& r) { r.warmup_steps = 777; });
  tell_apart([](Recipe& r) { r.clip_norm = 0.25; });
  tell_apart([](Recipe& r) { r.weight_decay = 0.125; });
  tell_apart([](Recipe& r) { r.input_dropout = 0.1; });
  tell_apart([](Recipe& r) { r.recurrent_dropout = 0.2; });
  tell_apart([](Recipe& r) { r.output_dropout = 0.3; });
  tell_apart([](Recipe& r) { r.truncated_bptt_steps = 5; });
  tell_apart([](Recipe& r) { r.batching.strategy = "random"; });
  tell_apart([](Recipe& r) { r.batching.size = 3; });
  tell_apart([](Recipe& r) { r.optimizer = "sgd"; });
  tell_apart([](Recipe& r) { r.momentum = 0.5; });
  tell_apart([](Recipe& r) { r.nesterov = true; });
  tell_apart([](Recipe& r) { r.class_weights = "balanced"; });
  tell_apart([](Recipe& r) { r.class_weight_list = {1, 2}; });
  tell_apart([](Recipe& r) { r.class_weight_names = {{"rare", 2}}; });
  tell_apart([](Recipe& r) { r.schedule_epochs = 3; });
  tell_apart([](Recipe& r) { r.schedule_patience = 5; });
  tell_apart([](Recipe& r) { r.schedule_factor = 0.25; });
  tell_apart([](Recipe& r) { r.clip_value = 0.5; });
  tell_apart([](Recipe& r) { r.carry_state = true; });
  tell_apart([](Recipe& r) { r.int8_epochs = 2; });
  tell_apart([](Recipe& r) { r.time_stretch = 0.5; });
  tell_apart([](Recipe& r) { r.on_divergence = "fail"; });
  tell_apart([](Recipe& r) { r.retry_factor = 0.5; });
}

TEST(TrialKey, OfADefaultRecipeHoldsOnlyWhatTheFirstTrainersKnew) {
  EXPECT_EQ(Json(Recipe{}), Json::parse(R"({"batching": {"size": 32, "strategy": "bucket"}, "clip_norm": 1.0,
      "epochs": 30, "input_dropout": 0.0, "loss": "squared", "output_dropout": 0.0, "patience": 6,
      "peak_learning_rate": 0.003, "recurrent_dropout": 0.0, "schedule": "cosine", "truncated_bptt_steps": 0,
      "warmup_steps": 50, "weight_decay": 0.01})"));
}

Record concluded(const Json& last_event, const std::filesystem::path& log = {}) {
  Record record;
  conclude(record, last_event, "run", "signal 11 (Segmentation fault)", log);
  return record;
}

TEST(Conclude, AResultIsOk) {
  const Record record = concluded({{"event", "result"}, {"result", {{"x", 1}}}});
  EXPECT_EQ(record.status, "ok");
  EXPECT_EQ(record.result, (Json{{"x", 1}}));
  EXPECT_EQ(record.message, "");
}

TEST(Conclude, AComplaintKeepsItsOwnStageAndMessage) {
  const Record failed = concluded({{"event", "failed"}, {"stage", "prepare"}, {"message", "why"}});
  EXPECT_EQ(failed.status, "failed");
  EXPECT_EQ(failed.stage, "prepare");
  EXPECT_EQ(failed.message, "why");
  const Record unsupported = concluded({{"event", "unsupported"}, {"stage", "supports"}, {"message", "no bf16"}});
  EXPECT_EQ(unsupported.status, "unsupported");
  EXPECT_EQ(unsupported.message, "no bf16");
  EXPECT_TRUE(unsupported.result.is_null());
}

TEST(Conclude, AComplaintWithoutAStageHappenedInTheLastOneAnnounced) {
  EXPECT_EQ(concluded({{"event", "failed"}, {"stage", ""}, {"message", "out of memory"}}).stage, "run");
}

TEST(Conclude, ASilentEndIsAFailureThatSaysHow) {
  const Record record = concluded(nullptr);
  EXPECT_EQ(record.status, "failed");
  EXPECT_EQ(record.stage, "run");
  EXPECT_EQ(record.message, "the child ended with signal 11 (Segmentation fault)");
}

TEST(Conclude, ASilentEndQuotesTheChildsLastLine) {
  const tests::TemporaryFolder folder;
  write_file_atomically(folder / "log", "first\nassertion failed: x > 0\n\n");
  EXPECT_EQ(concluded(nullptr, folder / "log").message,
            "the child ended with signal 11 (Segmentation fault); it printed: assertion failed: x > 0");
  EXPECT_EQ(concluded(nullptr, folder / "none").message, "the child ended with signal 11 (Segmentation fault)");
}

TEST(Conclude, AFullDiskEndsTheRunAndNotTheRow) {
  EXPECT_THROW(concluded({{"event", "failed"}, {"stage", "save"}, {"message", "no space"}, {"disk_full", true}}),
               DiskFull);
}

TEST(ThreadsFor, GivesEachJobOneWhereThereAreManyAndTheRestToTheLast) {
  EXPECT_EQ(threads_for({9, 9, 9, 9}, 4, 2, 2), 1);
  EXPECT_EQ(threads_for({9}, 4, 2, 2), 2);
  EXPECT_EQ(threads_for({9}, 4, 1, 2), 1);
  EXPECT_EQ(threads_for({9}, 2, 8, 8), 2) << "a minibatch has two shards";
  EXPECT_EQ(threads_for({9, 9}, 4, 8, 8), 4);
}

TEST(ThreadsFor, GivesAllCoresToOneThatWouldOutlastTheOthers) {
  EXPECT_EQ(threads_for({100, 1, 1}, 4, 2, 2), 2);
  EXPECT_EQ(threads_for({100, 1, 1}, 4, 1, 2), 1) << "another is still at work";
  EXPECT_EQ(threads_for({10, 9, 1}, 4, 2, 2), 1);
}

TEST(AnotherStart, IsForThoseKilledFromOutside) {
  Job job;
  EXPECT_TRUE(deserves_another_start({SIGKILL, 0, 0, 1}, job, {}));
  EXPECT_FALSE(deserves_another_start({SIGSEGV, 0, 0, 1}, job, {}));
  EXPECT_FALSE(deserves_another_start({0, 3, 0, 1}, job, {}));
  EXPECT_FALSE(deserves_another_start({SIGKILL, 0, 0, 1e9}, job, {})) << "by the hard limit of CPU time";
  job.record.attempts = 2;
  EXPECT_FALSE(deserves_another_start({SIGKILL, 0, 0, 1}, job, {}));
  job.goes_on = true;
  EXPECT_TRUE(deserves_another_start({SIGKILL, 0, 0, 1}, job, {}));
}

}  // namespace
}  // namespace gatewise::run_job_test
