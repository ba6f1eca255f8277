// Weights and checkpoints that are well-formed and of another model or training.
#include "base/safetensors.hpp"
#include "base/sha256.hpp"
#include "cells/seeded_weights.hpp"
#include "hostile/made_run.hpp"
#include "training/checkpoint.hpp"

namespace gatewise::tests::weights_test {
namespace {

using ::testing::HasSubstr;

class ForeignWeights : public MadeRun {};

TEST_F(ForeignWeights, OfAnotherSizeFailParityAndScoreNothing) {
  const std::filesystem::path file = work_.weights("rnn_tanh-h4-l1-seed-1");
  ModelShape larger;
  larger.architecture = {"rnn_tanh", 8, 1};
  larger.features = read_safetensors(file).at("rnn.weight_ih_l0").shape.at(1);
  larger.outputs = read_safetensors(file).at("head.bias").shape.at(0);
  write_safetensors(file, seeded_model_weights(larger, 1));
  alter("train", "rnn_tanh-h4-l1 seed 1",
        [&](Record& record) { record.result["weights_sha256"] = sha256(bytes_of(file)); });

  const Outcome outcome = work_.run({"run", "small.toml", "--out", "out"});

  EXPECT_NE(outcome.exit_code, -1) << outcome.err;
  const Json row = candidate_of(work_.report(), first_candidate);
  EXPECT_EQ(row.at("status"), "failed");
  EXPECT_THAT(row.at("reason"), HasSubstr(file.filename().string() + ": these weights are of another model: "));
  EXPECT_THAT(row.at("reason"), HasSubstr("rnn.weight_ih_l0 is [8, "));
}

Checkpoint checkpoint_of(std::size_t parameters, std::size_t epochs) {
  Checkpoint one;
  one.parameters.assign(parameters, 0.5F);
  one.so_far.parameters = one.parameters;
  one.so_far.epochs.resize(epochs);
  return one;
}

struct Contradiction {
  const char* name;
  std::function<void(Checkpoint&)> change;

  friend void PrintTo(const Contradiction& one, std::ostream* out) { *out << one.name; }
};

class ACheckpoint : public ::testing::TestWithParam<Contradiction> {
 protected:
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "partial/key.safetensors";
  ACheckpoint() { std::filesystem::create_directories(file_.parent_path()); }
};

TEST_P(ACheckpoint, ThatContradictsItselfIsNotTakenUp) {
  Checkpoint one = checkpoint_of(6, 2);
  write_checkpoint(file_, "key", one);
  ASSERT_TRUE(read_checkpoint(file_, "key"));
  GetParam().change(one);
  write_checkpoint(file_, "key", one);
  EXPECT_FALSE(read_checkpoint(file_, "key"));
}

INSTANTIATE_TEST_SUITE_P(
    With, ACheckpoint,
    ::testing::Values(Contradiction{"ABestEpochBeyondTheLast", [](Checkpoint& c) { c.so_far.best_epoch = 2; }},
                      Contradiction{"ABestEpochBelowZero", [](Checkpoint& c) { c.so_far.best_epoch = -1; }},
                      Contradiction{"FewerUpdatesThanNone", [](Checkpoint& c) { c.so_far.updates = -1; }},
                      Contradiction{"AStepBelowZero", [](Checkpoint& c) { c.optimiser.step = -1; }},
                      Contradiction{"BestParametersOfAnotherModel",
                                    [](Checkpoint& c) { c.so_far.parameters.resize(5); }},
                      Contradiction{"MomentsOfAnotherModel", [](Checkpoint& c) { c.optimiser.first.resize(5); }},
                      Contradiction{"AParameterThatIsNoNumber", [](Checkpoint& c) { c.parameters[3] = std::nanf(""); }},
                      Contradiction{"ARetryAfterEpochsToCome",
                                    [](Checkpoint& c) {
                                      c.so_far.retry = {5000, 0.5, "x"};
                                    }},
                      Contradiction{"AnInt8PhaseToCome",
                                    [](Checkpoint& c) {
                                      c.so_far.int8 = {5000, 0.5};
                                    }},
                      Contradiction{"AShareAboveOne", [](Checkpoint& c) { c.so_far.epochs[0].clipped_share = 2; }}),
    [](const auto& one) { return one.param.name; });

TEST(ACheckpointOfAnotherTraining, IsToldByItsEpochsAndItsParameters) {
  EXPECT_TRUE(fits(checkpoint_of(6, 2), 6, 2));
  EXPECT_FALSE(fits(checkpoint_of(6, 5000), 6, 2));
  EXPECT_FALSE(fits(checkpoint_of(6, 2), 7, 2));
}

}  // namespace
}  // namespace gatewise::tests::weights_test
