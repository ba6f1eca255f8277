// Datasets that a user brings, and what a suite may say of lengths, batches and preparation, through the program.
#include <cmath>
#include <set>

#include "base/json.hpp"
#include "base/units.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::dataset_suites_test {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const std::string head = "licence = 'CC0-1.0'\nsource = 'made by a test'\ntitle = 'mine'\nid = 'mine'\n";

/// A small suite for dataset "mine" of a task.
std::string suite_for(const std::string& task, const std::string& more) {
  std::string text = small_suite(more);
  text.replace(text.find("sequence-classification"), 23, task);
  text.replace(text.find("telemetry-workload"), 18, "mine");
  return text;
}

/// Twelve machines of forty steps: a wave, its running sum, and how long the machine lasts.
std::string machines() {
  std::string csv = "machine,t,wave,sum,life\n";
  for (int m = 0; m < 12; ++m) {
    double sum = 0;
    for (int t = 0; t < 30 + m; ++t) {
      const double wave = std::sin(0.7 * t + m);
      sum += wave;
      csv += std::to_string(m) + "," + std::to_string(t) + "," + std::to_string(wave) + "," + std::to_string(sum) +
             "," + std::to_string(30 + m) + "\n";
    }
  }
  return csv;
}

const std::string machine_columns =
    "[[file]]\npath = 'machines.csv'\n[columns]\ngroup = 'machine'\nfeatures = ['wave']\n";

class OwnDataset : public ::testing::Test {
 protected:
  /// Runs the suite and expects every trial to end well.
  Json report_of(const Workplace& work) {
    const Outcome outcome = work.run_suite();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out;
    for (const Json& record : records_of(work.journal())) EXPECT_EQ(record.at("status"), "ok") << record.dump(2);
    return work.report();
  }
};

TEST_F(OwnDataset, AStepRegressionIsScoredAtEachStepBesideItsFloors) {
  const Workplace work(
      suite_for("step-regression", "[backends]\nuse = ['reference.f32', 'onednn.f32', 'int8.int8']\n"));
  write(work / "datasets/machines.csv", machines());
  write(work / "datasets/mine.toml", head + "task = 'step-regression'\n" + machine_columns + "targets = ['sum']\n");
  const Json report = report_of(work);
  const Json candidate = candidate_of(report, "rnn_tanh-h4-l1/int8.int8");
  EXPECT_EQ(candidate.at("status"), "passed") << candidate.dump(2);
  EXPECT_GT(candidate.at("quality").at("rmse").at("value").get<double>(), 0);
  EXPECT_THAT(candidate.at("quality").at("mae").at("floor_name").get<std::string>(), HasSubstr("frame"));
}

/// One long sequence of test is one unit: its score has no interval, and proves nothing.
TEST_F(OwnDataset, ATestSplitOfOneSequenceProvesNothing) {
  const Workplace work(suite_for("step-regression", "[budget.b]\nquality.mae = { max = 1000 }\n"));
  write(work / "datasets/machines.csv", machines());
  write(work / "datasets/mine.toml", head +
                                         "task = 'step-regression'\n[[file]]\npath = 'machines.csv'\n"
                                         "[columns]\nfeatures = ['wave']\ntargets = ['sum']\n[split]\nby = 'time'\n");
  const Json report = report_of(work);
  EXPECT_EQ(report.at("dataset").at("test").at("sequences"), 1);
  const Json& place = report.at("rankings").at(0).at("order").at(0);
  EXPECT_EQ(place.at("fit"), "unproven") << place.dump(2);
}

TEST_F(OwnDataset, ASequenceRegressionAsksForOneNumberASequence) {
  const Workplace work(suite_for("sequence-regression", ""));
  write(work / "datasets/machines.csv", machines());
  write(work / "datasets/mine.toml",
        head + "task = 'sequence-regression'\n" + machine_columns + "targets = ['life']\n");
  const Json report = report_of(work);
  EXPECT_EQ(report.at("dataset").at("outputs"), 1);
  EXPECT_LT(candidate_of(report, "rnn_tanh-h4-l1/reference.f32").at("quality").at("mae").at("value").get<double>(), 15);
}

TEST_F(OwnDataset, WhatASuitePreparesReachesItsTrialsAndTheirKeys) {
  const std::string recall =
      head +
      "task = 'sequence-classification'\nformat = 'synthetic'\n[synthetic]\nkind = 'recall'\nlength = 20\n"
      "sequences = { train = 64, validation = 16, test = 16 }\n";
  const Workplace work(suite_for("sequence-classification", "[preparation]\nsynthetic.length = 30\n"));
  write(work / "datasets/mine.toml", recall);
  EXPECT_EQ(report_of(work).at("dataset").at("test").at("max"), 30);
  const std::size_t records = records_of(work.journal()).size();
  EXPECT_EQ(work.run_suite({"--set", "preparation.synthetic.length=25"}).exit_code, 0);
  EXPECT_EQ(work.report().at("dataset").at("test").at("max"), 25);
  EXPECT_GT(records_of(work.journal()).size(), records) << "another length is another dataset: nothing of it was known";
}

TEST_F(OwnDataset, AKeyThatADescriptionDoesNotHaveIsNoPreparation) {
  const Workplace work(small_suite("[preparation]\nlengthy = 3\n"));
  expect_input_error(work.run_suite(), {"unknown key 'lengthy'"});
}

TEST(Batchings, EachIsMeasuredWithItsPaddingAndTheFirstOneRanks) {
  const Workplace work(
      small_suite("[scenarios]\nuse = ['streaming', 'offline']\n"
                  "batching = ['auto_buckets', 'pad_all', 'one_by_one']\ncount = 3\n"
                  "[budget.b]\nthroughput.offline.steps_per_second = { min = 1 }\n"));
  const Outcome outcome = work.run_suite();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out;
  const Json report = work.report();
  std::map<std::string, double> padded;
  for (const Json& measurement : report.at("measurements")) {
    if (measurement.at("scenario") != "offline") continue;
    padded[measurement.at("batching")] = measurement.at("padded_share");
    const double rate = measurement.at("steps_per_second").at("value");
    EXPECT_GT(rate, 0);
    if (measurement.at("batching") != "auto_buckets") continue;
    EXPECT_THAT(outcome.out, HasSubstr(format_quantity(rate, Unit::per_second))) << "the first one ranks";
  }
  ASSERT_EQ(padded.size(), 3U);
  EXPECT_EQ(padded.at("one_by_one"), 0);
  EXPECT_LT(padded.at("auto_buckets"), padded.at("pad_all"));
  for (const Json& record : records_of(work.journal())) {
    if (record.at("kind") != "cost" || record.at("subject") == "null floor") continue;
    const Json& ready = record.at("result").at("ready");
    if (!ready.contains("padding_error")) continue;
    for (const auto& [name, error] : ready.at("padding_error").items()) EXPECT_LT(error.get<double>(), 1e-9) << name;
  }
}

TEST(Workloads, CostIsMeasuredAtTheLengthsThatASuiteNames) {
  const Workplace work(small_suite("[workload]\nlengths = { list = [3, 5, 7] }\n"));
  EXPECT_EQ(work.run_suite().exit_code, 0);
  for (const Json& record : records_of(work.journal())) {
    if (record.at("kind") != "cost") continue;
    EXPECT_THAT(record.at("determinants").at("lengths").get<std::vector<int>>(), UnorderedElementsAre(3, 5, 7));
  }
  EXPECT_GT(work.report().at("dataset").at("test").at("max").get<int>(), 7) << "quality keeps the dataset's own";
}

TEST(Workloads, ADistributionOfOnesOwnGoesWithTheRun) {
  const Workplace work(small_suite("[workload]\nlengths = 'mine'\ncount = 4\n"));
  write(work / "lengths/mine.toml", "id = 'mine'\nsource = 'a test'\npercent = [0, 100]\nsteps = [3, 9]\n");
  const Outcome outcome = work.run_suite();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::filesystem::remove_all(work / "lengths");
  EXPECT_EQ(work.run({"report", "out"}).exit_code, 0);
}

TEST(Workloads, ADistributionThatIsNowhereIsNamedWithTheNearest) {
  const Workplace work(small_suite("[workload]\nlengths = 'sst3'\n"));
  expect_input_error(work.run_suite(), {"'workload.lengths' is 'sst3'", "did you mean 'sst2'?"});
}

TEST(DataDescribeOwn, APathAndSettingsDescribeWhatNoSuiteKnows) {
  const TemporaryFolder folder;
  write(folder / "x/mine.csv", "value\n1\n2\nNaN\n4\n5\n6\n7\n8\n9\n10\n");
  write(folder / "x/mine.toml", head +
                                    "task = 'forecasting'\n[[file]]\npath = 'mine.csv'\n[columns]\nfeatures = "
                                    "['value']\n[forecast]\ntarget = 'value'\ncontext = 2\n");
  const Outcome refused = run(gatewise(folder.path(), {"data", "describe", "x/mine.toml"}));
  expect_input_error(refused, {"mine.csv:4: column 'value': 'NaN' is no finite number", "[repair] missing"});
  const Outcome outcome =
      run(gatewise(folder.path(), {"data", "describe", "x/mine.toml", "--set", "repair.missing=hold", "--set",
                                   "split.test=0.3", "--set", "split.validation=0.2"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"missing values: hold (first at", "mine.csv:4)", "leakage:", "auto_buckets",
                           "linear autoregression", "lengths of train:"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
}

TEST(DataLengths, APublishedDistributionIsDrawn) {
  const TemporaryFolder folder;
  EXPECT_THAT(run(gatewise(folder.path(), {"data", "lengths"})).out, HasSubstr("sms-spam-words"));
  EXPECT_THAT(run(gatewise(folder.path(), {"data", "lengths", "sst2"})).out, HasSubstr("##"));
  expect_input_error(run(gatewise(folder.path(), {"data", "lengths", "sst"})), {"did you mean 'sst2'?"});
}

TEST(RunsScores, ATableSaysWhatDoesNotBeatItsFloor) {
  const Workplace work;
  EXPECT_EQ(work.run_suite().exit_code, 0);
  const Outcome outcome = work.run({"runs", "scores", "out"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"| small | accuracy |", "rnn_tanh-h4-l1", "its floor**"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
}

}  // namespace
}  // namespace gatewise::tests::dataset_suites_test
