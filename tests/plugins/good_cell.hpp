// A correct, naive cell: rnn_tanh and lstm in f32. The test plugins start from it, so that what is wrong with each is
// all that is written there.
#ifndef GATEWISE_TESTS_PLUGINS_GOOD_CELL_HPP
#define GATEWISE_TESTS_PLUGINS_GOOD_CELL_HPP

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <gatewise/sdk.hpp>
#include <vector>

namespace test_plugin {

namespace sdk = gatewise::sdk;

class GoodCell {
 public:
  explicit GoodCell(const sdk::Preparation& given) : GoodCell(given, {0, 1, 2, 3}) {}

  std::uint64_t state_bytes() const { return static_cast<std::uint64_t>(2 * spec_.hidden) * sizeof(float); }
  sdk::Needs needs(std::int64_t, std::int64_t) const {
    return {state_bytes(), static_cast<std::uint64_t>(gates_ * spec_.hidden) * sizeof(float)};
  }
  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

  void run(const sdk::Run& run) const {
    auto* sums = reinterpret_cast<float*>(run.scratch);
    sdk::for_each_step(run, spec_, state_bytes(), [&](const float* x, std::byte* lane, float* y) {
      auto* h = reinterpret_cast<float*>(lane);
      step(x, h, h + spec_.hidden, sums);
      std::copy_n(h, spec_.hidden, y);
    });
  }

  sdk::Description describe() const {
    const std::uint64_t bytes = (w_ih_.size() + w_hh_.size() + bias_.size()) * sizeof(float);
    return {.implementation = "test",
            .precision = "f32",
            .weights_bytes = bytes,
            .touched_bytes = bytes + 2 * state_bytes()};
  }

 protected:
  /// `order[g]`: which gate of the canonical i f g o is used as gate g.
  GoodCell(const sdk::Preparation& given, const std::array<std::int64_t, 4>& order)
      : spec_(given.spec), gates_(given.spec.family == "lstm" ? 4 : 1), order_(order) {
    const std::int64_t rows = gates_ * spec_.hidden;
    w_ih_ = copy(given.weights.get("weight_ih", {rows, spec_.input}));
    w_hh_ = copy(given.weights.get("weight_hh", {rows, spec_.hidden}));
    bias_ = copy(given.weights.get("bias_ih", {rows}));
    const std::span<const float> more = given.weights.get("bias_hh", {rows});
    for (std::size_t i = 0; i < bias_.size(); ++i) bias_[i] += more[i];
  }

 private:
  static std::vector<float> copy(std::span<const float> values) { return {values.begin(), values.end()}; }
  static float sigmoid(float value) { return 1.0F / (1.0F + std::exp(-value)); }

  void step(const float* x, float* h, float* c, float* sums) const {
    const std::int64_t hidden = spec_.hidden;
    for (std::int64_t r = 0; r < gates_ * hidden; ++r) {
      sums[r] = bias_[static_cast<std::size_t>(r)];
      for (std::int64_t i = 0; i < spec_.input; ++i)
        sums[r] += w_ih_[static_cast<std::size_t>(r * spec_.input + i)] * x[i];
      for (std::int64_t i = 0; i < hidden; ++i) sums[r] += w_hh_[static_cast<std::size_t>(r * hidden + i)] * h[i];
    }
    for (std::int64_t j = 0; j < hidden; ++j) {
      if (gates_ == 1) {
        h[j] = std::tanh(sums[j]);
        continue;
      }
      const auto gate = [&](std::size_t g) { return sums[order_[g] * hidden + j]; };
      c[j] = sigmoid(gate(1)) * c[j] + sigmoid(gate(0)) * std::tanh(gate(2));
      h[j] = sigmoid(gate(3)) * std::tanh(c[j]);
    }
  }

  sdk::Spec spec_;
  std::int64_t gates_;
  std::array<std::int64_t, 4> order_;
  std::vector<float> w_ih_, w_hh_, bias_;
};

}  // namespace test_plugin

/// A plugin of one cell class, for both families that GoodCell knows.
#define GATEWISE_TEST_PLUGIN(ID, CLASS)                                                                         \
  GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{.id = (ID), .version = "1.0.0", .summary = "used by tests only"}), \
                  gatewise::sdk::cell<CLASS>("rnn_tanh", "f32", "test"),                                        \
                  gatewise::sdk::cell<CLASS>("lstm", "f32", "test"))

#endif
