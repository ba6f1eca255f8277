// The naive reference backend: f32, one thread, readable. What every other backend is compared with for speed.
#include <gatewise/sdk.hpp>

#include "equations.hpp"

namespace {

using namespace gatewise;

template <std::int64_t Gates, std::int64_t StateVectors, reference::Step StepFunction>
class ReferenceCell {
 public:
  explicit ReferenceCell(const sdk::Preparation& given) : spec_(given.spec) {
    const std::int64_t rows = Gates * spec_.hidden;
    w_ih_ = copy(given.weights.get("weight_ih", {rows, spec_.input}));
    w_hh_ = copy(given.weights.get("weight_hh", {rows, spec_.hidden}));
    b_ih_ = copy(given.weights.get("bias_ih", {rows}));
    b_hh_ = copy(given.weights.get("bias_hh", {rows}));
  }

  std::uint64_t state_bytes() const { return static_cast<std::uint64_t>(StateVectors * spec_.hidden) * sizeof(float); }

  sdk::Needs needs(std::int64_t, std::int64_t) const {
    return {state_bytes(), static_cast<std::uint64_t>(Gates * spec_.hidden) * sizeof(float)};
  }

  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

  void run(const sdk::Run& run) const {
    const reference::CellWeights weights{spec_.input, spec_.hidden, w_ih_, w_hh_, b_ih_, b_hh_};
    auto* scratch = reinterpret_cast<float*>(run.scratch);
    sdk::for_each_step(run, spec_, state_bytes(), [&](const float* x, std::byte* lane, float* y) {
      auto* state = reinterpret_cast<float*>(lane);
      StepFunction(weights, x, state, scratch);
      std::copy_n(state, spec_.hidden, y);
    });
  }

  sdk::Description describe() const {
    const std::uint64_t weights_bytes = (w_ih_.size() + w_hh_.size() + b_ih_.size() + b_hh_.size()) * sizeof(float);
    return {.implementation = "naive",
            .precision = "f32",
            .weights_bytes = weights_bytes,
            .touched_bytes = weights_bytes + 2 * state_bytes()};
  }

 private:
  static std::vector<float> copy(std::span<const float> values) { return {values.begin(), values.end()}; }

  sdk::Spec spec_;
  std::vector<float> w_ih_, w_hh_, b_ih_, b_hh_;
};

}  // namespace

GATEWISE_PLUGIN(
    (gatewise::sdk::PluginInfo{
        .id = "reference", .version = "0.1.0", .summary = "naive f32, one thread: the equations as they are written"}),
    gatewise::sdk::cell<ReferenceCell<1, 1, reference::step_rnn_tanh>>("rnn_tanh", "f32", "naive"),
    gatewise::sdk::cell<ReferenceCell<1, 1, reference::step_rnn_relu>>("rnn_relu", "f32", "naive"),
    gatewise::sdk::cell<ReferenceCell<4, 2, reference::step_lstm>>("lstm", "f32", "naive"),
    gatewise::sdk::cell<ReferenceCell<3, 1, reference::step_gru>>("gru", "f32", "naive"),
    gatewise::sdk::cell<ReferenceCell<3, 1, reference::step_gru_reset_before>>("gru_reset_before", "f32", "naive"))
