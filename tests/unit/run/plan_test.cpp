#include "run/plan/plan.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "data/dataset.hpp"

namespace gatewise::run_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Dataset dataset() {
  Dataset data;
  data.id = "x";
  data.feature_count = 4;
  data.outputs = 3;
  Sequence sequence;
  sequence.length = 50;
  data.train.assign(20, sequence);
  data.validation.assign(5, sequence);
  data.test.assign(5, sequence);
  return data;
}

Suite suite() {
  Suite asked;
  asked.name = "s";
  asked.architectures = {{"lstm", 16, 1, false, 0}, {"gru", 16, 1, false, 0}, {"gru", 16, 2, true, 0}};
  asked.seeds = {1, 2};
  asked.backends = {{"reference", "f32"}, {"onednn", "f32"}, {"onednn", "bf16"}};
  return asked;
}

PluginTable plugins() {
  PluginTable table;
  table.plugins["reference"].id = "reference";
  table.plugins["onednn"].id = "onednn";
  table.plugins["null"].id = "null";
  table.rejected.push_back({"broken.so", "broken.so: is no ELF file"});
  return table;
}

std::ptrdiff_t count(const Plan& plan, const std::string& kind) {
  return std::count_if(plan.trials.begin(), plan.trials.end(), [&](const Trial& trial) { return trial.kind == kind; });
}

TEST(Plan, TrainsEachArchitectureAndSeedOnceAndMeasuresEveryCandidate) {
  const Plan plan = make_plan(suite(), dataset(), 2);
  EXPECT_EQ(count(plan, "dataset"), 1);
  EXPECT_EQ(count(plan, "train"), 3 * 2);
  EXPECT_EQ(count(plan, "quality"), 3 * 2 * 3);
  EXPECT_EQ(count(plan, "cost"), 3 * 3);
  EXPECT_EQ(plan.trials.size(), 34U);
}

TEST(Plan, NoTwoTrialsHaveTheSameSubject) {
  std::set<std::string> subjects;
  for (const Trial& trial : make_plan(suite(), dataset(), 2).trials) {
    EXPECT_TRUE(subjects.insert(trial.kind + " " + trial.subject).second) << trial.subject;
    EXPECT_GT(trial.seconds, 0);
  }
  EXPECT_EQ(subjects.count("train lstm-h16-l1 seed 2"), 1U);
  EXPECT_EQ(subjects.count("quality gru-h16-l2-bi/onednn.bf16 seed 1"), 1U);
  EXPECT_EQ(subjects.count("cost gru-h16-l1/reference.f32"), 1U);
}

TEST(Plan, MoreCoresShortenOnlyWhatRunsSideBySide) {
  const double one = make_plan(suite(), dataset(), 1).seconds;
  const double four = make_plan(suite(), dataset(), 4).seconds;
  EXPECT_LT(four, one);
  EXPECT_GT(four, one / 4);
  EXPECT_EQ(make_plan(suite(), dataset(), 0).seconds, one) << "an unknown number of cores counts as one";
}

TEST(Plan, ATrainingsTimeGrowsWithEpochsAndSteps) {
  const ModelShape shape{{"lstm", 64, 1, false, 0}, 4, 0, 3, ReadOut::last_step};
  Recipe longer;
  longer.epochs *= 2;
  const double base = predict_training_seconds(shape, Recipe(), 100000, 0.5);
  const double start = predict_training_seconds(shape, Recipe(), 0, 0.5);
  EXPECT_DOUBLE_EQ(predict_training_seconds(shape, longer, 100000, 0.5) - start, 2 * (base - start));
  EXPECT_DOUBLE_EQ(predict_training_seconds(shape, Recipe(), 200000, 0.5) - start, 2 * (base - start));
}

TEST(Plan, AnArchitectureThatDoesNotFitTheDatasetIsRefused) {
  Suite asked = suite();
  asked.architectures = {{"lstm", 16, 1, false, 8}};
  EXPECT_THAT([&] { make_plan(asked, dataset(), 1); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("dataset 'x'"), HasSubstr("architectures.embedding"))));
}

TEST(CheckSuite, AnUnknownPluginNamesTheNearestAndWhatWasRejected) {
  Suite asked = suite();
  asked.backends = {{"refrence", "f32"}};
  EXPECT_THAT([&] { check_suite(asked, plugins()); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("backend 'refrence.f32': no plugin 'refrence'"),
                                              HasSubstr("did you mean 'reference'?"),
                                              HasSubstr("not usable: broken.so: is no ELF file"))));
}

TEST(CheckSuite, APluginThatDoesNothingIsNoCandidate) {
  Suite asked = suite();
  asked.backends = {{"null", "f32"}};
  EXPECT_THAT([&] { check_suite(asked, plugins()); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("backend 'null.f32'"), HasSubstr("is no candidate"))));
}

TEST(CheckSuite, ADatasetForAnotherTaskIsRefused) {
  DatasetDescription description;
  description.id = "x";
  description.task = Task::forecasting;
  EXPECT_THAT([&] { check_task(suite(), description); },
              ThrowsMessage<InputError>(HasSubstr("dataset 'x' is for 'forecasting'")));
  description.task = Task::sequence_classification;
  EXPECT_NO_THROW(check_task(suite(), description));
}

}  // namespace
}  // namespace gatewise::run_plan_test
