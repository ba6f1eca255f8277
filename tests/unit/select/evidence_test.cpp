// What a journal's records make of each candidate.
#include "select/evidence.hpp"

#include <gmock/gmock.h>

#include "base/json.hpp"
#include "run/plan/plan.hpp"
#include "run/sessions/runner.hpp"
#include "suite/subjects.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::select_evidence_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Architecture lstm{"lstm", 8, 1, false, 0};
const CandidateName name{lstm, {"reference", "f32"}};

class Gathered : public ::testing::Test {
 protected:
  Gathered() {
    suite_.dataset = "x";
    suite_.metric = "accuracy";
    suite_.architectures = {lstm};
    suite_.backends = {name.backend};
    suite_.seeds = {1, 2};
  }

  void append(const std::string& kind, const std::string& subject, const std::string& status, const Json& result,
              const std::string& message) {
    Record one;
    one.key = kind + subject + host_;
    one.kind = kind;
    one.subject = subject;
    one.status = status;
    one.stage = message.empty() ? "" : "prepare";
    one.message = message;
    one.host = host_;
    one.result = result;
    journal_.append(one);
  }
  void record(const std::string& kind, const std::string& subject, const Json& result) {
    append(kind, subject, "ok", result, "");
  }
  void complain(const std::string& kind, const std::string& subject, const std::string& status) {
    append(kind, subject, status, nullptr, "why");
  }

  void trained(std::int64_t seed, bool cut = false) {
    record("train", train_subject(lstm, seed), {{"parameters", 360}, {"file_bytes", 2000}, {"cut", cut}});
  }

  static Json dataset_with(const Json& floors) {
    Json dataset{{"id", "x"}, {"title", "X"}, {"floors", floors}};
    for (const char* split : {"train", "validation", "test"}) {
      for (const char* key : {"sequences", "steps", "min", "median", "p90", "p99", "max"}) dataset[split][key] = 9;
    }
    return dataset;
  }

  static Json split(double accuracy) {
    Json measured;
    for (const Metric* metric : metrics_of(Task::sequence_classification)) {
      measured[std::string(metric->name)] = {{"value", accuracy}, {"draws", {accuracy, accuracy}}};
    }
    return measured;
  }
  static Json parity(const std::string& status, double max_abs) {
    return Parity{status, max_abs, 0.0, 1.0, 1.0, false};
  }
  void scored(std::int64_t seed, double validation, double test, const Json& agreed = parity("passed", 0.5)) {
    Json result{{"plugin", {{"id", "reference"}}}, {"parity", agreed}};
    if (agreed.at("status") == "passed") {
      result["mode"] = "streaming";
      result["validation"] = split(validation);
      result["test"] = split(test);
    }
    record("quality", quality_subject(name, seed), result);
  }

  static Json block(std::int64_t step_ns) {
    Histogram histogram;
    histogram.add(step_ns);
    return {{"step", histogram}, {"cell", histogram}};
  }
  void timed(const std::string& subject, const Json& blocks) {
    record(
        "cost", subject,
        {{"ready", {{"cell", {{"isa", "avx2"}}}, {"memory", {{"total_bytes", 9}}}, {"pinned", true}, {"clock_ns", 20}}},
         {"blocks", blocks}});
  }

  void complete() {
    for (const std::int64_t seed : suite_.seeds) {
      trained(seed);
      scored(seed, 0.5 + 0.1 * static_cast<double>(seed), 0.4);
    }
    timed(name.id(), {block(10), block(30)});
  }

  Candidate candidate() const { return gather(suite_, journal_, nullptr).front().candidates.at(0); }

  const tests::TemporaryFolder folder_;
  Journal journal_{folder_.path()};
  std::string host_;  ///< class of what is recorded next
  Suite suite_;
};

TEST_F(Gathered, ACompleteCandidateHasEverySeedOnBothSplits) {
  complete();
  const Candidate one = candidate();
  EXPECT_EQ(one.status, "passed");
  EXPECT_EQ(one.parameters, 360);
  EXPECT_EQ(one.file_bytes, 2000);
  EXPECT_THAT(one.quality.at("accuracy").validation.by_seed, ElementsAre(0.6, 0.7));
  EXPECT_NEAR(one.quality.at("accuracy").validation_score.recipe.value, 0.65, 1e-12);
  EXPECT_NEAR(one.quality.at("accuracy").test_score.recipe.value, 0.4, 1e-12);
  EXPECT_EQ(one.latency.at("streaming").samples, 2);
  EXPECT_EQ(one.latency.at("streaming").max_ns, 30);
  EXPECT_TRUE(one.pinned);
}

TEST_F(Gathered, WhatShipsIsTheTrainingThatValidationChoseWhateverTestSays) {
  for (const std::int64_t seed : suite_.seeds) trained(seed);
  scored(1, 0.8, 0.3);
  scored(2, 0.7, 0.9);
  const Candidate one = candidate();
  EXPECT_EQ(one.artifact.training, 0U);
  EXPECT_NEAR(one.quality.at("accuracy").validation_score.artifact.value, 0.8, 1e-12);
  EXPECT_NEAR(one.quality.at("accuracy").test_score.artifact.value, 0.3, 1e-12);
  EXPECT_NEAR(one.quality.at("accuracy").test_score.recipe.value, 0.6, 1e-12);
}

TEST_F(Gathered, OneTrainingSaysNothingOfItsRecipe) {
  suite_.seeds = {1};
  complete();
  const QualityFigure figure = candidate().quality.at("accuracy");
  EXPECT_FALSE(figure.test_score.recipe.is_known());
  EXPECT_TRUE(figure.test_score.artifact.is_known());
}

TEST_F(Gathered, AMissingTrialSaysWhichAndThatTheRunCanGoOn) {
  EXPECT_EQ(candidate().stage, "train");
  EXPECT_THAT(candidate().reason, HasSubstr("seed 1 was not trained; run the suite again"));
  trained(1);
  trained(2);
  scored(1, 0.6, 0.4);
  EXPECT_EQ(candidate().stage, "quality");
  EXPECT_THAT(candidate().reason, HasSubstr("seed 2 was not measured"));
  scored(2, 0.6, 0.4);
  EXPECT_EQ(candidate().status, "passed");
  EXPECT_EQ(candidate().streaming_reason, "was not measured");
}

TEST_F(Gathered, TheFirstFaultIsTheCandidates) {
  complete();
  complain("train", train_subject(lstm, 2), "failed");
  complain("cost", name.id(), "unsupported");
  EXPECT_EQ(candidate().status, "failed");
  EXPECT_EQ(candidate().stage, "train");
  EXPECT_EQ(candidate().reason, "seed 2: why");
}

TEST_F(Gathered, WhatHasNotPassedHasNeitherQualityNorLatency) {
  complete();
  scored(2, 0, 0, parity("mistrusted", 3.0));
  const Candidate one = candidate();
  EXPECT_EQ(one.status, "mistrusted");
  EXPECT_EQ(one.stage, "parity");
  EXPECT_EQ(one.parity->max_abs, 3.0) << "the worst of all seeds";
  EXPECT_THAT(one.quality, IsEmpty());
  EXPECT_TRUE(one.latency.empty());
}

TEST_F(Gathered, AnUnsupportedBackendKeepsItsOwnReason) {
  complete();
  complain("quality", quality_subject(name, 1), "unsupported");
  EXPECT_EQ(candidate().status, "unsupported");
  EXPECT_EQ(candidate().stage, "prepare");
  EXPECT_EQ(candidate().reason, "why");
}

TEST_F(Gathered, ATrainingThatWasCutIsRemembered) {
  complete();
  trained(2, true);
  EXPECT_THAT(candidate().cuts, ElementsAre("training of seed 2 was cut short by --max-time"));
}

TEST_F(Gathered, TheNewestRecordCounts) {
  complain("train", train_subject(lstm, 1), "failed");
  complete();
  EXPECT_EQ(candidate().status, "passed");
}

TEST_F(Gathered, OfSeveralFloorsTheHardestOnValidationCounts) {
  const auto floor = [](const std::string& called, double validation, double test) {
    return Json{{"name", called}, {"validation", split(validation)}, {"test", split(test)}};
  };
  record("dataset", "x", dataset_with({floor("easy", 0.5, 0.9), floor("hard", 0.6, 0.1), floor("middle", 0.55, 0.5)}));
  const Evidence evidence = gather(suite_, journal_, nullptr).front();
  EXPECT_EQ(evidence.floors.at("accuracy").name, "hard");
  EXPECT_EQ(evidence.floors.at("accuracy").test, 0.1) << "the test split chooses nothing";
}

TEST_F(Gathered, AFloorThatAnOutputGaveNoRowsIsNamed) {
  const auto floor = [](const std::string& called, const Json& fit) {
    return Json{{"name", called}, {"validation", split(0.5)}, {"test", split(0.5)}, {"fit", fit}};
  };
  record("dataset", "x", dataset_with({floor("mean", {{"rows", 9}, {"used", {9, 9}}}), floor("last value", nullptr)}));
  EXPECT_EQ(gather(suite_, journal_, nullptr).front().unfitted_floor, "");
  record("dataset", "x", dataset_with({floor("mean", {{"rows", 9}, {"used", {9, 0}}}), floor("last value", nullptr)}));
  EXPECT_EQ(gather(suite_, journal_, nullptr).front().unfitted_floor, "mean");
}

TEST_F(Gathered, TheHarnesssFloorStandsApart) {
  complete();
  EXPECT_TRUE(gather(suite_, journal_, nullptr).front().harness_floors.empty());
  timed(floor_subject, {block(40), block(40)});
  const Evidence evidence = gather(suite_, journal_, nullptr).front();
  EXPECT_EQ(evidence.harness_floors.at("streaming"), 40);
  EXPECT_EQ(evidence.clock_ns, 20);
  EXPECT_EQ(evidence.candidates.size(), 1U);
}

TEST_F(Gathered, QualityJoinsAcrossHostsAndLatencyDoesNot) {
  complete();
  host_ = "big";
  timed(name.id(), {block(10), block(10)});
  timed(floor_subject, {block(4), block(4)});
  host_ = "small";
  timed(name.id(), {block(90), block(90)});
  record("host", "small", {{"class", "small"}, {"cores", 1}});
  const std::vector<Evidence> hosts = gather(suite_, journal_, {{"class", "of old"}});
  ASSERT_EQ(hosts.size(), 3U);
  EXPECT_EQ(hosts[0].candidates[0].latency.at("streaming").max_ns, 10) << "the host with the most records first";
  EXPECT_EQ(hosts[0].harness_floors.at("streaming"), 4);
  EXPECT_EQ(hosts[1].candidates[0].latency.at("streaming").max_ns, 30)
      << "records without a host are the last machine's";
  EXPECT_EQ(hosts[2].candidates[0].latency.at("streaming").max_ns, 90);
  EXPECT_EQ(hosts[2].environment.at("cores"), 1);
  EXPECT_TRUE(hosts[2].harness_floors.empty());
  for (const Evidence& host : hosts)
    EXPECT_NEAR(host.candidates[0].quality.at("accuracy").validation_score.recipe.value, 0.65, 1e-12);
}

}  // namespace
}  // namespace gatewise::select_evidence_test
