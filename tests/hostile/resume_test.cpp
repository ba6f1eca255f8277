// A run that a stranger has altered is taken up again: what can't be used is done anew, inside the run's own directory.
#include "base/sha256.hpp"
#include "hostile/made_run.hpp"
#include "training/checkpoint.hpp"

namespace gatewise::tests::resume_test {
namespace {

using ::testing::HasSubstr;

class Resumed : public MadeRun {
 protected:
  Outcome resume() { return work_.run({"run", "small.toml", "--out", "out"}); }

  void expect_all_passed() {
    for (const std::string& id : {first_candidate, second_candidate})
      EXPECT_EQ(candidate_of(work_.report(), id).at("status"), "passed") << id;
  }

  /// The key of the newest training of seed 1.
  std::string training_key() const {
    std::string key;
    for (const Json& record : records_of(work_.journal())) {
      if (record.at("kind") == "train" && record.at("subject") == training_) key = record.at("key");
    }
    return key;
  }

  const std::string training_ = "rnn_tanh-h4-l1 seed 1";
};

TEST_F(Resumed, WeightsThatAreSaidToBeElsewhereAreTrainedAnew) {
  const std::filesystem::path stray = write(elsewhere() / "weights.safetensors", "not the run's\n");
  alter("train", training_, [&](Record& record) {
    record.result["weights_file"] = "../../elsewhere/weights.safetensors";
    record.result["weights_sha256"] = sha256(bytes_of(stray));
  });
  const auto before = snapshot(elsewhere());
  const Outcome outcome = resume();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err + outcome.out, HasSubstr("it must be the bare name of a file in weights/"));
  EXPECT_EQ(changes(before, elsewhere()), "");
  expect_all_passed();
}

TEST_F(Resumed, DeterminantsThatAreEmptySayOnlyThatAllIsAnother) {
  alter("quality", first_candidate + " seed 1", [](Record& record) {
    record.key = "another";
    record.determinants = Json::object();
  });
  const Outcome outcome = resume();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err + outcome.out, HasSubstr("quality: 1 again"));
  expect_all_passed();
}

TEST_F(Resumed, ACheckpointAfterMoreEpochsThanThereAreIsNotTakenUp) {
  const std::string key = training_key();
  const std::size_t parameters = work_.report().at("candidates").at(0).at("parameters");
  ASSERT_EQ(work_.run({"runs", "prune", "out", "--kind", "train"}).exit_code, 0);
  Checkpoint checkpoint;
  checkpoint.parameters.assign(parameters, 0.5F);
  checkpoint.so_far.parameters = checkpoint.parameters;
  checkpoint.so_far.epochs.resize(5000);
  checkpoint.so_far.best_epoch = 4999;
  write_checkpoint(out() / "partial" / (key + ".safetensors"), key, checkpoint);
  const Outcome outcome = resume();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(work_.run({"runs", "show", "out", "--log", "train " + training_}).out,
              HasSubstr("is of another training, after 5000 of 1 epochs; trained from the begin"));
  expect_all_passed();
}

TEST_F(Resumed, ASequenceThatNoRecordCanFollowIsRefused) {
  alter("cost", first_candidate, [](Record& record) { record.sequence = std::int64_t{1} << 53; });
  const Outcome outcome = work_.run_suite({"--set", "training.epochs=2"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("a record's sequence is 9007199254740992, the largest there is"));
}

}  // namespace
}  // namespace gatewise::tests::resume_test
