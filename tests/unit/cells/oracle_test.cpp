// The oracle on closed forms, so that what checks every backend is itself checked.
#include "cells/oracle.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "cells/seeded_weights.hpp"

namespace gatewise::cells_oracle_test {
namespace {

using Weights = std::vector<std::vector<float>>;

constexpr float saturated = 1e3F;  // the sigmoid of this is 1 in double, that of its negative 0

Weights zeros(const Family& family, std::int64_t input, std::int64_t hidden) {
  Weights weights;
  for (const Parameter& parameter : cell_parameters(family, input, hidden)) {
    weights.emplace_back(static_cast<std::size_t>(parameter.elements()), 0.0F);
  }
  return weights;
}

/// Sets gate `gate`'s input bias for all of H.
void set_gate(Weights& weights, std::size_t gate, std::size_t hidden, float value) {
  std::fill_n(weights[2].begin() + static_cast<std::ptrdiff_t>(gate * hidden), hidden, value);
}

std::vector<double> after_step(const std::string& family, const Weights& weights, std::vector<double> x,
                               std::vector<double> state) {
  const auto hidden = static_cast<std::int64_t>(weights[1].size() / weights[2].size());
  OracleCell(find_family(family), static_cast<std::int64_t>(x.size()), hidden, weights).step(x, state);
  return state;
}

double sigmoid(double a) { return 1 / (1 + std::exp(-a)); }

TEST(Oracle, AnRnnWithoutRecurrenceIsTanhOfItsInput) {
  Weights weights = zeros(find_family("rnn_tanh"), 2, 2);
  weights[0] = {0.5F, -1.0F, 0.25F, 2.0F};
  weights[2] = {0.125F, -0.5F};
  weights[3] = {0.25F, 0.0F};
  const std::vector<double> h = after_step("rnn_tanh", weights, {2.0, 1.0}, {9.0, 9.0});
  EXPECT_DOUBLE_EQ(h[0], std::tanh(0.5 * 2 - 1 + 0.125 + 0.25));
  EXPECT_DOUBLE_EQ(h[1], std::tanh(0.25 * 2 + 2 - 0.5));
}

TEST(Oracle, AnRnnAddsWhatItRemembers) {
  Weights weights = zeros(find_family("rnn_tanh"), 1, 2);
  weights[1] = {0.0F, 1.0F, 0.5F, 0.0F};  // each unit reads the other
  const std::vector<double> h = after_step("rnn_tanh", weights, {0.0}, {0.5, -0.25});
  EXPECT_DOUBLE_EQ(h[0], std::tanh(-0.25));
  EXPECT_DOUBLE_EQ(h[1], std::tanh(0.5 * 0.5));
}

TEST(Oracle, ReluCutsWhatIsNegativeAndKeepsTheRest) {
  Weights weights = zeros(find_family("rnn_relu"), 1, 2);
  weights[0] = {3.0F, -3.0F};
  const std::vector<double> h = after_step("rnn_relu", weights, {2.0}, {0.0, 0.0});
  EXPECT_EQ(h[0], 6.0);
  EXPECT_EQ(h[1], 0.0);
}

TEST(Oracle, AnLstmWithoutWeightsHalvesItsMemory) {
  const std::vector<double> state = after_step("lstm", zeros(find_family("lstm"), 1, 1), {5.0}, {0.3, 2.0});
  EXPECT_DOUBLE_EQ(state[1], 0.5 * 2.0);
  EXPECT_DOUBLE_EQ(state[0], 0.5 * std::tanh(1.0));
}

TEST(Oracle, AnLstmsGatesStandInTorchsOrder) {  // i, f, g, o: each opened by a bias of its own
  Weights weights = zeros(find_family("lstm"), 1, 1);
  weights[2] = {1.0F, -2.0F, 0.5F, 3.0F};
  const std::vector<double> state = after_step("lstm", weights, {0.0}, {0.0, 0.7});
  const double c = sigmoid(-2) * 0.7 + sigmoid(1) * std::tanh(0.5);
  EXPECT_DOUBLE_EQ(state[1], c);
  EXPECT_DOUBLE_EQ(state[0], sigmoid(3) * std::tanh(c));
}

TEST(Oracle, AGruWhoseUpdateGateIsSaturatedKeepsItsState) {
  for (const char* family : {"gru", "gru_reset_before"}) {
    Weights weights = seeded_cell_weights(find_family(family), 2, 3, 1);
    set_gate(weights, 1, 3, saturated);
    const std::vector<double> h{0.1, -0.2, 0.3};
    EXPECT_EQ(after_step(family, weights, {1.0, -1.0}, h), h) << family;
  }
}

TEST(Oracle, AGruWhoseUpdateGateIsShutForgetsItsState) {
  Weights weights = zeros(find_family("gru"), 1, 1);
  weights[2] = {0.0F, -saturated, 0.75F};
  EXPECT_DOUBLE_EQ(after_step("gru", weights, {0.0}, {0.9})[0], std::tanh(0.75));
}

TEST(Oracle, TheGrusDifferExactlyByWhereTheyReset) {
  Weights weights = zeros(find_family("gru"), 1, 1);
  weights[1] = {0.0F, 0.0F, 2.0F};  // W_hn
  weights[2] = {0.5F, -1.0F, 0.25F};
  weights[3] = {0.0F, 0.0F, 0.375F};  // b_hn: inside the reset gate's product, or beside it
  const double h = 0.6;
  const double r = sigmoid(0.5);
  const double z = sigmoid(-1);
  EXPECT_DOUBLE_EQ(after_step("gru", weights, {0.0}, {h})[0], (1 - z) * std::tanh(0.25 + r * (2 * h + 0.375)) + z * h);
  EXPECT_DOUBLE_EQ(after_step("gru_reset_before", weights, {0.0}, {h})[0],
                   (1 - z) * std::tanh(0.25 + 2 * (r * h) + 0.375) + z * h);
}

TEST(Oracle, TheGrusAgreeOnlyWhereNothingIsReset) {
  Weights weights = seeded_cell_weights(find_family("gru"), 2, 4, 5);
  const std::vector<double> h{0.1, -0.4, 0.3, 0.8};
  EXPECT_NE(after_step("gru", weights, {1, -1}, h), after_step("gru_reset_before", weights, {1, -1}, h));
  set_gate(weights, 0, 4, saturated);
  EXPECT_EQ(after_step("gru", weights, {1, -1}, h), after_step("gru_reset_before", weights, {1, -1}, h));
}

class OracleRun : public ::testing::TestWithParam<std::string> {
 protected:
  static constexpr std::int64_t steps = 3, lanes = 3, input = 2, hidden = 4;
  const Family& family_ = find_family(GetParam());
  const OracleCell cell_{family_, input, hidden, seeded_cell_weights(family_, input, hidden, 1)};
  const std::size_t size_ = cell_.state_size();
};

TEST_P(OracleRun, ShortLanesGiveZeroAndStandStillAndPaddingIsNotRead) {
  const std::vector<std::int32_t> lengths{3, 1, 0};
  std::vector<double> x(steps * lanes * input);
  Random random(2);
  for (double& value : x) value = random.normal();
  for (std::int64_t n = 0; n < lanes; ++n) {
    for (std::int64_t t = lengths[static_cast<std::size_t>(n)]; t < steps; ++t) {
      std::fill_n(x.begin() + (t * lanes + n) * input, input, std::numeric_limits<double>::quiet_NaN());
    }
  }
  std::vector<double> state(lanes * size_, 0.25);
  const std::vector<double> y = cell_.run(x, steps, lanes, lengths, state);

  std::vector<double> one(size_, 0.25);  // the second lane by hand: one step
  cell_.step(std::span(x).subspan(input, input), one);
  EXPECT_THAT(std::vector<double>(state.begin() + static_cast<std::ptrdiff_t>(size_),
                                  state.begin() + static_cast<std::ptrdiff_t>(2 * size_)),
              ::testing::ElementsAreArray(one));
  for (std::size_t j = 0; j < size_; ++j) EXPECT_EQ(state[2 * size_ + j], 0.25) << "length 0 moved the state";
  for (std::int64_t j = 0; j < hidden; ++j) {
    EXPECT_EQ(y[static_cast<std::size_t>(hidden + j)], one[static_cast<std::size_t>(j)]);
    for (std::int64_t t = 1; t < steps; ++t) EXPECT_EQ(y[static_cast<std::size_t>((t * lanes + 1) * hidden + j)], 0.0);
    for (std::int64_t t = 0; t < steps; ++t) EXPECT_EQ(y[static_cast<std::size_t>((t * lanes + 2) * hidden + j)], 0.0);
  }
}

TEST_P(OracleRun, NoLengthsMeanAllSteps) {
  const std::vector<double> x(steps * lanes * input, 0.5);
  std::vector<double> a(lanes * size_, 0.0);
  std::vector<double> b(lanes * size_, 0.0);
  EXPECT_EQ(cell_.run(x, steps, lanes, {}, a), cell_.run(x, steps, lanes, std::vector<std::int32_t>{3, 3, 3}, b));
  EXPECT_EQ(a, b);
}

TEST_P(OracleRun, APerturbationOfNothingChangesNothing) {
  Random random(1);
  const std::vector<double> x{0.5, -0.5};
  std::vector<double> a(size_, 0.1);
  std::vector<double> b(size_, 0.1);
  std::vector<double> c(size_, 0.1);
  cell_.step(x, a);
  cell_.perturbed(0.0, random).step(x, b);
  cell_.perturbed(1e-3, random).step(x, c);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  for (std::size_t j = 0; j < size_; ++j) EXPECT_NEAR(a[j], c[j], 1e-2);
}

INSTANTIATE_TEST_SUITE_P(EveryFamily, OracleRun, ::testing::ValuesIn(family_ids()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace gatewise::cells_oracle_test
