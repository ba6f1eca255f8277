// A record whose head is right and whose body is not: it costs its candidate's row, which says why, and no other.
#include <cmath>
#include <limits>

#include "base/packed_doubles.hpp"
#include "hostile/made_run.hpp"

namespace gatewise::tests::bodies_test {
namespace {

using ::testing::HasSubstr;

/// One thing that is wrong in a record's result.
struct Body {
  const char* name;
  const char* kind;
  std::string subject;
  std::function<void(Json& result)> change;
  std::string why;  ///< a part of the reason

  friend void PrintTo(const Body& body, std::ostream* out) { *out << body.name; }
};

const std::string training = "rnn_tanh-h4-l1 seed 1";
const std::string score = first_candidate + " seed 1";

Json& block(Json& result) { return result.at("blocks").at(0); }

/// A list of packed doubles with another length.
void repack(Json& packed, std::size_t size) {
  std::vector<double> values = unpack_doubles(packed);
  values.resize(size, values.front());
  packed = pack_doubles(values);
}

const std::vector<Body>& bodies() {
  static const std::vector<Body> all{
      {"DrawsOfUnequalLength", "quality", first_candidate + " seed 2",
       [](Json& r) { repack(r["validation"]["accuracy"]["draws"], 5000); },
       "'draws' has 5000 values; there must be 200"},
      {"FewerDraws", "quality", first_candidate + " seed 2", [](Json& r) { repack(r["test"]["accuracy"]["draws"], 3); },
       "'draws' has 3 values; there must be 200"},
      {"DrawsThatAreNoDoubles", "quality", score, [](Json& r) { r["test"]["accuracy"]["draws"] = "AAAA"; },
       "is no base64 of doubles"},
      {"DrawsOutOfRange", "quality", score,
       [](Json& r) { r["test"]["accuracy"]["draws"] = pack_doubles(std::vector<double>(200, 7.0)); }, "'draws' is 7.0"},
      {"AScoreOutOfRange", "quality", score, [](Json& r) { r["test"]["accuracy"]["value"] = 3; }, "'value' is 3"},
      {"AScoreThatIsAText", "quality", score, [](Json& r) { r["validation"]["accuracy"]["value"] = "0.9"; },
       "'value' is \"0.9\""},
      {"UnitsOfAnotherNumber", "quality", score, [](Json& r) { r["test"]["accuracy"]["units"] = 3; }, "'unit_asked'"},
      {"MoreRightThanAsked", "quality", score,
       [](Json& r) {
         Json& test = r["test"]["accuracy"];
         test["unit_right"] = pack_doubles(std::vector<double>(test["units"].get<std::size_t>(), 1e6));
       },
       "'unit_right' is 1000000.0"},
      {"AMetricThatIsUnknown", "quality", score,
       [](Json& r) { r["validation"]["charm"] = r["validation"]["accuracy"]; }, "charm"},
      {"AMetricThatIsMissing", "quality", score, [](Json& r) { r["test"].erase("accuracy"); }, "'accuracy' is missing"},
      {"AParityThatDeniesItself", "quality", score, [](Json& r) { r["parity"]["max_abs"] = 1e9; }, "parity 'passed'"},
      {"AParityOfAnUnknownStatus", "quality", score, [](Json& r) { r["parity"]["status"] = "splendid"; }, "'splendid'"},
      {"APluginThatIsANumber", "quality", score, [](Json& r) { r["plugin"] = 7; }, "'plugin' is no JSON object"},
      {"AResultThatIsAList", "quality", score,
       [](Json& r) {
         r = Json::array({1, 2});
       },
       "can't be used"},
      {"NoParameters", "train", training, [](Json& r) { r["parameters"] = -4; }, "'parameters' is -4"},
      {"ABestEpochBeyondTheLast", "train", training, [](Json& r) { r["best_epoch"] = 5000; }, "'best_epoch' is 5000"},
      {"ALossThatIsNone", "train", training, [](Json& r) { r["epochs"][0]["train_loss"] = nullptr; },
       "'train_loss' is null"},
      {"AShareAboveOne", "train", training, [](Json& r) { r["epochs"][0]["clipped_share"] = 4; },
       "'clipped_share' is 4"},
      {"ASaturationBelowZero", "train", training, [](Json& r) { r["untrained"]["saturation"][0]["low"] = -1; },
       "'low' is -1"},
      {"RatiosOfOtherTensors", "train", training,
       [](Json& r) { r["epochs"][0]["update_ratios"] = std::vector<double>(99, 0.1); }, "99 update ratios"},
      {"ARetryAfterMoreEpochsThanThereAre", "train", training,
       [](Json& r) {
         r["retry"] = {{"after_epochs", 5000}, {"rate_factor", 0.5}, {"why", "x"}};
       },
       "taken up again"},
      {"WeightsElsewhere", "train", training, [](Json& r) { r["weights_file"] = "../../elsewhere/keepsake"; },
       "bare name"},
      {"ACountBelowZero", "cost", first_candidate, [](Json& r) { block(r)["step"]["buckets"][1] = -500; },
       "'count of a bucket' is -500"},
      {"ABucketBeyondTime", "cost", first_candidate,
       [](Json& r) { block(r)["step"]["buckets"][0] = std::int64_t{1} << 62; }, "'bucket' is 4611686018427387904"},
      {"ABucketBelowZero", "cost", first_candidate, [](Json& r) { block(r)["step"]["buckets"][0] = -500; },
       "'bucket' is -500"},
      {"BucketsThatFall", "cost", first_candidate,
       [](Json& r) {
         block(r)["step"]["buckets"].insert(block(r)["step"]["buckets"].end(), {0, 1});
       },
       "do not rise"},
      {"ABucketWithoutItsCount", "cost", first_candidate, [](Json& r) { block(r)["step"]["buckets"].push_back(9000); },
       "can't be used"},
      {"AMaximumThatNoBucketHolds", "cost", first_candidate, [](Json& r) { block(r)["step"]["max_ns"] = 1; },
       "'max_ns'"},
      {"ASumThatIsTooLarge", "cost", first_candidate, [](Json& r) { block(r)["step"]["sum_ns"] = 1e300; }, "'sum_ns'"},
      {"ACountThatWraps", "cost", first_candidate,
       [](Json& r) { block(r)["step"]["max_ns"] = std::numeric_limits<std::uint64_t>::max(); },
       "'max_ns' is 18446744073709551615"},
      {"ACountThatIsNoWholeNumber", "cost", first_candidate, [](Json& r) { block(r)["step"]["max_ns"] = 1e200; },
       "'max_ns' is 1e+200"},
      {"AChainThatTookLessThanNothing", "cost", first_candidate, [](Json& r) { block(r)["step_chains"]["ps"][0] = -9; },
       "less than no time"},
      {"ChainsInSomeBlocks", "cost", first_candidate, [](Json& r) { block(r).erase("step_chains"); }, "have none"},
      {"APartBelowZero", "cost", first_candidate, [](Json& r) { block(r)["parts"]["cell_ns"] = -1; },
       "'cell_ns' is -1"},
      {"AWatchOfNoTime", "cost", first_candidate, [](Json& r) { block(r)["watch"]["streaming"]["elapsed_ns"] = -1; },
       "'elapsed_ns' is -1"},
      {"MoreMissedThanPlayed", "cost", first_candidate, [](Json& r) { block(r)["realtime"]["missed"] = 1 << 30; },
       "'missed'"},
      {"AnOfflineBlockInNoTime", "cost", first_candidate, [](Json& r) { block(r)["offline"].front()["ns"] = 0; },
       "'ns' is 0"},
      {"OfflineStepsBelowZero", "cost", first_candidate,
       [](Json& r) { block(r)["offline"].front()["parts"]["steps"] = -1; }, "'steps' is -1"},
      {"StreamsBelowZero", "cost", first_candidate,
       [](Json& r) {
         for (Json& one : r["blocks"]) one["server"]["next_streams"] = -3;
       },
       "'next_streams' is -3"},
      {"AnEndlessStreamWithoutParts", "cost", first_candidate, [](Json& r) { r["endless"]["parts"] = Json::array(); },
       "0 parts"},
      {"AnEndlessStreamOfFewDifferences", "cost", first_candidate,
       [](Json& r) { r["endless"]["nmse"] = Json::array({0.1}); }, "10 parts has 1 differences"},
      {"MemoryBelowZero", "cost", first_candidate, [](Json& r) { r["ready"]["memory"]["state_bytes"] = -64; },
       "'state_bytes' is -64"},
      {"MoreSubnormalsThanValues", "cost", first_candidate,
       [](Json& r) { r["ready"]["subnormals"]["weights"]["count"] = 1 << 30; }, "'count' is 1073741824"},
      {"ACellThatIsAText", "cost", first_candidate, [](Json& r) { r["ready"]["cell"] = "fast"; },
       "'cell' is no JSON object"},
      {"BlocksThatAreNumbers", "cost", first_candidate,
       [](Json& r) {
         r["blocks"] = {1, 2};
       },
       "a block is no JSON object"},
      {"BlocksThatAreNone", "cost", first_candidate, [](Json& r) { r["blocks"] = 12; }, "'blocks' is no list"},
  };
  return all;
}

class ABody : public MadeRun, public ::testing::WithParamInterface<Body> {};

TEST_P(ABody, ThatIsWrongCostsItsCandidatesRow) {
  const Body& body = GetParam();
  const std::size_t line = alter(body.kind, body.subject, [&](Record& record) { body.change(record.result); });

  const Outcome outcome = work_.run({"report", "out", "--format", "json"});

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json row = candidate_of(Json::parse(outcome.out), first_candidate);
  EXPECT_EQ(row.at("status"), "failed");
  EXPECT_EQ(row.at("stage"), body.kind == std::string("train") ? "train" : "record");
  EXPECT_THAT(row.at("reason"), HasSubstr("1-of-1.jsonl:" + std::to_string(line) + ": the record of " + body.kind +
                                          " " + body.subject + " can't be used"));
  EXPECT_THAT(row.at("reason"), HasSubstr(body.why));
  if (body.kind == std::string("train")) return;  // of both
  EXPECT_EQ(candidate_of(Json::parse(outcome.out), second_candidate).at("status"), "passed");
}

INSTANTIATE_TEST_SUITE_P(Record, ABody, ::testing::ValuesIn(bodies()), [](const auto& one) { return one.param.name; });

/// What all candidates share: they stay, and the report says what is missing.
const std::vector<Body>& shared_bodies() {
  static const std::vector<Body> all{
      {"ASplitOfFewerThanNoSequences", "dataset", "telemetry-workload", [](Json& r) { r["test"]["sequences"] = -1; },
       "'sequences' is -1"},
      {"AFloorThatScoresTwo", "dataset", "telemetry-workload",
       [](Json& r) { r["floors"][0]["validation"]["accuracy"]["value"] = 2; }, "'value' is 2"},
      {"ADatasetWithoutFloors", "dataset", "telemetry-workload", [](Json& r) { r.erase("floors"); },
       "'floors' is missing"},
      {"AHarnessThatTookLessThanNothing", "cost", "harness floor", [](Json& r) { block(r)["step"]["sum_ns"] = -1; },
       "'sum_ns' is -1"},
      {"BandwidthBelowZero", "limits", "", [](Json& r) { r["bandwidths"][0]["bytes_per_second"] = -1; },
       "'bytes_per_second' is -1"},
      {"AHostWhoseWarningsAreNumbers", "host", "",
       [](Json& r) {
         r["warnings"] = {1, 2};
       },
       "a warning is no text"},
  };
  return all;
}

class ASharedBody : public MadeRun, public ::testing::WithParamInterface<Body> {
 protected:
  /// A machine's records are about its host class.
  std::string subject_of(const Body& body) const {
    std::string found = body.subject;
    for (const Json& record : records_of(work_.journal())) {
      if (body.subject.empty() && record.at("kind") == body.kind) found = record.at("subject");
    }
    return found;
  }
};

TEST_P(ASharedBody, ThatIsWrongIsAWarningAndRanksNothingAnew) {
  const Body& body = GetParam();
  alter(body.kind, subject_of(body), [&](Record& record) { body.change(record.result); });

  const Outcome outcome = work_.run({"report", "out", "--format", "json"});

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("can't be used"));
  const Json report = Json::parse(outcome.out);
  EXPECT_THAT(outcome.out, HasSubstr(body.why));
  EXPECT_EQ(candidate_of(report, first_candidate).at("status"), "passed");
}

INSTANTIATE_TEST_SUITE_P(Record, ASharedBody, ::testing::ValuesIn(shared_bodies()),
                         [](const auto& one) { return one.param.name; });

/// The checks ask no more of older records than those have.
TEST(ARunOfVersion03, IsReportedWithoutAComplaint) {
  const TemporaryFolder folder;
  std::filesystem::copy(std::filesystem::path(GATEWISE_SOURCE_DIR) / "tests/golden/run_0_3", folder / "old",
                        std::filesystem::copy_options::recursive);
  const Outcome outcome = run(gatewise(folder.path(), {"report", "old", "--format", "json"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(candidate_of(Json::parse(outcome.out), first_candidate).at("status"), "passed");
  EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr("can't be used")));
  EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr("not a record")));
}

struct Head {
  const char* name;
  std::function<void(Record& record)> change;
  std::string why;

  friend void PrintTo(const Head& head, std::ostream* out) { *out << head.name; }
};

class AHead : public MadeRun, public ::testing::WithParamInterface<Head> {};

/// What a line is about is not known then: its trial counts as not done, and the report names the line.
TEST_P(AHead, ThatIsWrongIsLeftOutAndNamed) {
  const std::size_t line = alter("cost", first_candidate, GetParam().change);

  const Outcome outcome = work_.run({"report", "out", "--format", "json"});

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("1-of-1.jsonl:" + std::to_string(line) + ": not a record of a run: " + GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Record, AHead,
    ::testing::Values(Head{"SecondsBelowZero", [](Record& r) { r.seconds = -1; }, "'seconds' is -1.0"},
                      Head{"SecondsThatAreNone", [](Record& r) { r.seconds = std::nan(""); }, "'seconds' is null"},
                      Head{"AnUnknownStatus", [](Record& r) { r.status = "fine"; }, "'status' is 'fine'"},
                      Head{"ASequenceBelowZero", [](Record& r) { r.sequence = -8; }, "'sequence' is -8"},
                      Head{"ASequenceThatWouldWrap",
                           [](Record& r) { r.sequence = std::numeric_limits<std::int64_t>::max(); },
                           "'sequence' is 9"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace gatewise::tests::bodies_test
