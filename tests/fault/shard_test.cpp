// Shards: several processes share one run's work and one directory.
#include "base/json.hpp"
#include "runs.hpp"

namespace gatewise::tests::shard_test {
namespace {

using ::testing::HasSubstr;

TEST(Shards, AtOnceInOneDirectoryMakeTheRunTogether) {
  const Workplace work(varied_suite());
  std::vector<std::unique_ptr<StartedProgram>> shards;
  for (int i = 1; i <= 3; ++i)
    shards.push_back(std::make_unique<StartedProgram>(
        work.command({"run", "small.toml", "--out", "out", "--shard", std::to_string(i) + "/3"})));
  for (const auto& shard : shards) {
    const Outcome outcome = shard->wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("`gatewise report out` merges all shards"));
  }
  for (int i = 1; i <= 3; ++i)
    EXPECT_GT(records_of(work / ("out/journal/" + std::to_string(i) + "-of-3.jsonl")).size(), 2U) << i;
  EXPECT_EQ(work.run({"report", "out"}).exit_code, 0);
  ASSERT_EQ(work.report().at("candidates").size(), 4U);
  for (const Json& candidate : work.report().at("candidates")) EXPECT_EQ(candidate.at("status"), "passed");
  for (const Json& measured : work.report().at("measurements")) {
    EXPECT_FALSE(measured.at("p50_ns").is_null());
    EXPECT_THAT(measured.at("reasons").dump(), HasSubstr("sessions")) << "they were not measured side by side";
  }
  // What the shards have done is known to one that does all.
  const auto before = starts_of_finished(work / "out");
  EXPECT_EQ(work.run_suite().exit_code, 0);
  auto after = starts_of_finished(work / "out");
  std::erase_if(after, [](const auto& entry) { return entry.first == "cost harness floor"; });
  for (const auto& [trial, starts] : after) EXPECT_EQ(before.at(trial), starts) << trial;
}

TEST(Shards, OfAnotherDivisionOrSuiteAreRefusedWhileOneIsAtWork) {
  const Workplace work(long_training(160));
  write(work / "other.toml", long_training(160) + "\n[budget.edge]\nprefer = \"memory\"\n");
  StartedProgram first(work.command({"run", "small.toml", "--out", "out", "--shard", "1/2"}));
  ASSERT_TRUE(comes_true([&] { return has_partial(work / "out", ".safetensors"); }, 120));
  expect_input_error(work.run_suite({"--shard", "1/2"}), {"works on this run"});
  expect_input_error(work.run_suite({"--shard", "1/3"}), {"works on this run"});
  expect_input_error(work.run_suite({"--shard", "3/3"}), {"works on this run"});  // no part of it is 1/2's
  expect_input_error(work.run({"run", "other.toml", "--out", "out", "--shard", "2/2"}), {"another suite"});
  EXPECT_EQ(first.wait().exit_code, 0);
}

TEST(Shards, NeedADirectoryAndAWellFormedPart) {
  const Workplace work(small_suite());
  expect_input_error(work.run({"run", "small.toml", "--shard", "1/2"}), {"--shard needs --out DIR"});
  expect_input_error(work.run_suite({"--shard", "3/2"}), {"--shard 3/2: expected i/n"});
}

/// The journal's records as another kind of machine would have written them: their checksum is made anew.
void add_host(const std::filesystem::path& run, const std::string& host) {
  Journal here(run / "journal");
  Journal there(run / "journal", "1-of-2");
  const std::size_t count = here.heads().size();
  for (std::size_t i = 0; i < count; ++i) {
    Record record = here.read(here.heads()[i]);
    if (record.kind != "cost" && record.kind != "host") continue;
    record.key = trial_key(record.kind, {{"of", record.key}, {"host", host}});
    record.host = host;
    if (record.kind == "host") record.subject = record.result["class"] = host;
    there.append(record);
  }
}

TEST(HostClasses, RankLatencyEachForItself) {
  const Workplace work(small_suite());
  ASSERT_EQ(work.run_suite().exit_code, 0);
  add_host(work / "out", "a small machine");
  const Outcome outcome = work.run({"report", "out"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Budget none on h1"));
  EXPECT_THAT(outcome.out, HasSubstr("Budget none on h2"));
  const Json report = work.report();
  ASSERT_EQ(report.at("hosts").size(), 2U);
  EXPECT_EQ(report.at("candidates").size(), 1U) << "quality joins";
  EXPECT_EQ(report.at("measurements").size(), 2U);
  ASSERT_EQ(report.at("rankings").size(), 2U);
  EXPECT_EQ(report.at("rankings").at(1).at("host"), "h2");
}

TEST(MaxTime, WhatItHasCutGoesOnWithoutIt) {
  const Workplace unbroken(long_training(30));
  ASSERT_EQ(unbroken.run_suite().exit_code, 0);
  const Workplace work(long_training(30));
  EXPECT_EQ(work.run_suite({"--max-time", "1s"}).exit_code, 0);
  EXPECT_TRUE(work.report().at("candidates").at(0).at("quality_verdict").dump().find("--max-time") !=
              std::string::npos);
  const std::string journal = bytes_of(work.journal());
  EXPECT_EQ(work.run_suite({"--max-time", "1s"}).exit_code, 0);
  EXPECT_TRUE(bytes_of(work.journal()) == journal) << "what was cut was repeated under the same limit";
  const Outcome whole = work.run_suite();
  EXPECT_THAT(whole.err, HasSubstr("train: 1 again: cut short by --max-time"));
  EXPECT_EQ(finished(work / "out").at("train lstm-h96-l1 seed 1").at("result").at("weights_sha256"),
            finished(unbroken / "out").at("train lstm-h96-l1 seed 1").at("result").at("weights_sha256"));
  EXPECT_THAT(bytes_of(work / "out/logs/train_lstm-h96-l1_seed_1.log"), HasSubstr("goes on after epoch"));
}

TEST(Runs, ArePrunedToWhatAReportNeeds) {
  const Workplace work(small_suite());
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const Outcome changed = work.run_suite({"--set", "training.weight_decay=3"});
  ASSERT_EQ(changed.exit_code, 0);
  EXPECT_THAT(changed.err, HasSubstr("train: 1 again: recipe.weight_decay "));
  EXPECT_THAT(changed.err, HasSubstr("quality: 1 again: weights changed"));
  EXPECT_THAT(changed.err, HasSubstr("dataset: 1 known from before"));
  const std::string ranked = work.run({"report", "out", "--format", "json"}).out;
  EXPECT_THAT(work.run({"runs", "prune", "out", "--dry-run"}).out,
              HasSubstr("would remove 5 of 12 records and 1 files"));
  EXPECT_EQ(work.run({"runs", "prune", "out"}).exit_code, 0);
  EXPECT_EQ(Journal(work / "out/journal").heads().size(), 7U);
  EXPECT_EQ(work.run({"report", "out", "--format", "json"}).out, ranked);
  EXPECT_EQ(work.run({"runs", "prune", "out", "--kind", "cost"}).exit_code, 0);
  const Outcome again = work.run_suite({"--set", "training.weight_decay=3"});
  EXPECT_THAT(again.err, HasSubstr("cost: 2 not done yet"));
  EXPECT_THAT(again.err, HasSubstr("quality: 1 known from before"));
}

}  // namespace
}  // namespace gatewise::tests::shard_test
