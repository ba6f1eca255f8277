// Sizes and sweeps that are broken off: the same sizes, no training twice, and shards that agree.
#include "base/json.hpp"
#include "runs.hpp"

namespace gatewise::tests::fair_test {
namespace {

using ::testing::HasSubstr;

/// Three families at one latency, each at three rates.
std::string fair_suite() {
  std::string text = small_suite("\n[training.learning_rate]\nsweep = [1e-3, 3e-3, 1e-2]\n");
  const auto change = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  change("[\"rnn_tanh\"]", "[\"rnn_tanh\", \"gru\", \"lstm\"]");
  change("hidden = [4]", "hidden = { fit = \"latency\", max = \"10us\" }");
  change("seeds = [1]", "seeds = [1, 2]");
  change("epochs = 1", "epochs = 4");
  return text;
}

std::map<std::string, Json> records_with(const std::filesystem::path& run, const std::string& kind) {
  std::map<std::string, Json> found = finished(run);
  std::erase_if(found, [&](const auto& entry) { return entry.first.rfind(kind + " ", 0) != 0; });
  return found;
}

/// What stands of a kind stays as it is.
void expect_kept(const std::map<std::string, Json>& before, const std::map<std::string, Json>& after) {
  for (const auto& [trial, result] : before) EXPECT_EQ(after.at(trial), result) << trial;
}

TEST(KilledFairRun, GoesOnWithTheSizesItHasMeasuredAndTrainsNothingTwice) {
  const Workplace work(fair_suite());
  for (const std::size_t sizes : {1U, 3U}) {
    StartedProgram program(work.command({"run", "small.toml", "--out", "out"}));
    ASSERT_TRUE(comes_true([&] { return records_with(work / "out", "size").size() >= sizes; }, 120));
    program.kill();
    program.wait();
  }
  const std::map<std::string, Json> sizes = records_with(work / "out", "size");
  {
    StartedProgram program(work.command({"run", "small.toml", "--out", "out"}));
    ASSERT_TRUE(comes_true([&] { return records_with(work / "out", "train").size() >= 4; }, 240));
    program.kill();
    program.wait();
  }
  const std::map<std::string, Json> trainings = records_with(work / "out", "train");
  const std::map<std::string, int> starts = starts_of_finished(work / "out");
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_kept(sizes, records_with(work / "out", "size"));
  expect_kept(trainings, records_with(work / "out", "train"));
  const std::map<std::string, int> at_end = starts_of_finished(work / "out");
  for (const auto& [trial, count] : starts) EXPECT_EQ(at_end.at(trial), count) << trial;
  for (const Json& candidate : work.report().at("candidates")) EXPECT_EQ(candidate.at("status"), "passed");
}

TEST(FairShards, AgreeOnTheSizesAndTrainEachArchitectureInOne) {
  const Workplace work(fair_suite());
  std::vector<std::unique_ptr<StartedProgram>> shards;
  for (int i = 1; i <= 3; ++i)
    shards.push_back(std::make_unique<StartedProgram>(
        work.command({"run", "small.toml", "--out", "out", "--shard", std::to_string(i) + "/3"})));
  for (const auto& shard : shards) {
    const Outcome outcome = shard->wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }
  std::map<std::string, int> sizes;
  std::map<std::string, std::set<int>> trained_in;
  for (int i = 1; i <= 3; ++i) {
    for (const Json& record : records_of(work / ("out/journal/" + std::to_string(i) + "-of-3.jsonl"))) {
      const std::string subject = record.at("subject");
      if (record.at("kind") == "size") ++sizes[subject];
      if (record.at("kind") == "train") trained_in[subject.substr(0, subject.find(' '))].insert(i);
    }
  }
  EXPECT_EQ(sizes, (std::map<std::string, int>{{"rnn_tanh-l1", 1}, {"gru-l1", 1}, {"lstm-l1", 1}}));
  EXPECT_EQ(trained_in.size(), 3U) << "shards trained different sizes";
  for (const auto& [architecture, in] : trained_in) EXPECT_EQ(in.size(), 1U) << architecture;
  EXPECT_EQ(work.run({"report", "out"}).exit_code, 0);
  ASSERT_EQ(work.report().at("candidates").size(), 3U);
  for (const Json& candidate : work.report().at("candidates")) {
    EXPECT_EQ(candidate.at("status"), "passed") << candidate.dump();
    EXPECT_EQ(candidate.at("tuning").at("trainings"), 3);
  }
}

}  // namespace
}  // namespace gatewise::tests::fair_test
