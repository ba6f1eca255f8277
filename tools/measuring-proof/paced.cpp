// A plugin whose cells differ by a known share of work: rnn_tanh beside a chain of dependent multiplications that no
// compiler shortens and no cache changes. The implementation's name says how long the chain is: "x1050" is 5 % longer
// than "x1000".
#include <array>
#include <cmath>
#include <cstring>
#include <gatewise/sdk.hpp>
#include <vector>

namespace {

namespace sdk = gatewise::sdk;

/// rnn_tanh in f32 with `Links` links of the chain at each step.
template <int Links>
class PacedCell {
 public:
  explicit PacedCell(const sdk::Preparation& given) : spec_(given.spec) {
    const auto copy = [](std::span<const float> values) { return std::vector<float>(values.begin(), values.end()); };
    w_ih_ = copy(given.weights.get("weight_ih", {spec_.hidden, spec_.input}));
    w_hh_ = copy(given.weights.get("weight_hh", {spec_.hidden, spec_.hidden}));
    bias_ = copy(given.weights.get("bias_ih", {spec_.hidden}));
    const std::span<const float> more = given.weights.get("bias_hh", {spec_.hidden});
    for (std::size_t i = 0; i < bias_.size(); ++i) bias_[i] += more[i];
  }

  std::uint64_t state_bytes() const { return static_cast<std::uint64_t>(spec_.hidden) * sizeof(float); }
  sdk::Needs needs(std::int64_t, std::int64_t) const { return {state_bytes(), state_bytes()}; }
  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

  void run(const sdk::Run& run) const {
    auto* sums = reinterpret_cast<float*>(run.scratch);
    sdk::for_each_step(run, spec_, state_bytes(), [&](const float* x, std::byte* lane, float* y) {
      auto* h = reinterpret_cast<float*>(lane);
      for (std::int64_t r = 0; r < spec_.hidden; ++r) {
        float sum = bias_[static_cast<std::size_t>(r)];
        for (std::int64_t i = 0; i < spec_.input; ++i)
          sum += w_ih_[static_cast<std::size_t>(r * spec_.input + i)] * x[i];
        for (std::int64_t i = 0; i < spec_.hidden; ++i)
          sum += w_hh_[static_cast<std::size_t>(r * spec_.hidden + i)] * h[i];
        sums[r] = sum;
      }
      for (std::int64_t r = 0; r < spec_.hidden; ++r) h[r] = std::tanh(sums[r]);
      std::copy_n(h, spec_.hidden, y);
      work();
    });
  }

  sdk::Description describe() const {
    const std::uint64_t bytes = (w_ih_.size() + w_hh_.size() + bias_.size()) * sizeof(float);
    return {.implementation = "paced", .precision = "f32", .weights_bytes = bytes, .touched_bytes = bytes};
  }

 private:
  static void work() {
    float value = 1.0F;
    for (int i = 0; i < Links; ++i) {
      value *= 1.0000001F;
      asm volatile("" : "+m"(value));  // through memory: the next link waits for this one
    }
  }

  sdk::Spec spec_;
  std::vector<float> w_ih_, w_hh_, bias_;
};

template <int Links>
auto paced(const char* name) {
  return sdk::cell<PacedCell<Links>>("rnn_tanh", "f32", name);
}

}  // namespace

// Ten spaced 3 % apart, and two that are slower by 2 % and by 5 % than the first.
GATEWISE_PLUGIN((sdk::PluginInfo{.id = "paced", .version = "1.0.0", .summary = "cells of known pace"}),
                paced<1000>("x1000"), paced<1030>("x1030"), paced<1061>("x1061"), paced<1093>("x1093"),
                paced<1126>("x1126"), paced<1159>("x1159"), paced<1194>("x1194"), paced<1230>("x1230"),
                paced<1267>("x1267"), paced<1305>("x1305"), paced<1020>("x1020"), paced<1050>("x1050"))
