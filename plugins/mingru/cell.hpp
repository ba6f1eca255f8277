// minGRU in f32, step by step: what ships.
#ifndef GATEWISE_MINGRU_CELL_HPP
#define GATEWISE_MINGRU_CELL_HPP

#include <gatewise/sdk.hpp>

namespace mingru {

/// h' = (1 - z) h + z n, with z = sigmoid(W_z x + b_z) and n = W_n x + b_n. State: h [H].
class Cell {
 public:
  explicit Cell(const gatewise::sdk::Preparation& given) : spec_(given.spec), rows_(2 * given.spec.hidden) {
    const std::span<const float> weights = given.weights.get("weight_ih", {rows_, spec_.input});
    const std::span<const float> bias = given.weights.get("bias_ih", {rows_});
    bias_.assign(bias.begin(), bias.end());
    // Transposed [I, 2H], so that the sums of all rows grow side by side and the compiler can use vectors.
    weights_.resize(weights.size());
    for (std::int64_t row = 0; row < rows_; ++row) {
      for (std::int64_t k = 0; k < spec_.input; ++k) {
        weights_[static_cast<std::size_t>(k * rows_ + row)] = weights[static_cast<std::size_t>(row * spec_.input + k)];
      }
    }
  }

  std::uint64_t state_bytes() const { return static_cast<std::uint64_t>(spec_.hidden) * sizeof(float); }
  gatewise::sdk::Needs needs(std::int64_t, std::int64_t) const { return {state_bytes(), 2 * state_bytes()}; }
  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

  void run(const gatewise::sdk::Run& run) const {
    auto* sums = reinterpret_cast<float*>(run.scratch);
    gatewise::sdk::for_each_step(run, spec_, state_bytes(), [&](const float* x, std::byte* lane, float* y) {
      auto* h = reinterpret_cast<float*>(lane);
      project(x, sums);
      for (std::int64_t j = 0; j < spec_.hidden; ++j) {
        const float z = 1.0F / (1.0F + std::exp(-sums[j]));
        h[j] += z * (sums[spec_.hidden + j] - h[j]);
        y[j] = h[j];
      }
    });
  }

  gatewise::sdk::Description describe() const {
    const std::uint64_t bytes = (weights_.size() + bias_.size()) * sizeof(float);
    return {.implementation = "plain",
            .precision = "f32",
            .weights_bytes = bytes,
            .touched_bytes = bytes + 2 * state_bytes()};
  }

 private:
  /// sums [2H] = W x + b
  void project(const float* x, float* sums) const {
    std::copy(bias_.begin(), bias_.end(), sums);
    for (std::int64_t k = 0; k < spec_.input; ++k) {
      const float* column = weights_.data() + k * rows_;
      for (std::int64_t row = 0; row < rows_; ++row) sums[row] += column[row] * x[k];
    }
  }

  gatewise::sdk::Spec spec_;
  std::int64_t rows_;           // 2H: z, n
  std::vector<float> weights_;  // [I, 2H]
  std::vector<float> bias_;     // [2H]
};

}  // namespace mingru

#endif
