// The four families in f32, naive, with the faults that lie in the weights or in the equations of one step. With
// Fault::none they are right.
#ifndef GATEWISE_TESTS_PLUGINS_FAULTS_EQUATIONS_HPP
#define GATEWISE_TESTS_PLUGINS_FAULTS_EQUATIONS_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "fault.hpp"

namespace faults {

enum class Family { rnn_tanh, lstm, gru, gru_reset_before };

constexpr std::int64_t gates_of(Family family) {
  return family == Family::rnn_tanh ? 1 : family == Family::lstm ? 4 : 3;
}

/// Row-major, gates in PyTorch's order.
struct CellWeights {
  std::vector<float> w_ih;  // [G*H, I]
  std::vector<float> w_hh;  // [G*H, H]
  std::vector<float> b_ih;  // [G*H]
  std::vector<float> b_hh;  // [G*H]
};

/// The faults of packing.
template <Fault F>
CellWeights packed(CellWeights w, std::int64_t hidden) {
  if (F == Fault::bias_hh_ignored) std::fill(w.b_hh.begin(), w.b_hh.end(), 0.0F);
  if (F == Fault::bias_ih_twice) w.b_hh = w.b_ih;
  if (F == Fault::forget_bias_added) std::for_each_n(w.b_ih.begin() + hidden, hidden, [](float& b) { b += 1.0F; });
  if (F == Fault::input_scaled) std::for_each(w.w_ih.begin(), w.w_ih.end(), [](float& v) { v *= 0.5F; });
  if (F == Fault::recurrent_scaled) std::for_each(w.w_hh.begin(), w.w_hh.end(), [](float& v) { v *= 2.0F; });
  if (F == Fault::w_hh_transposed) {
    for (std::int64_t j = 0; j < hidden; ++j) {
      for (std::int64_t k = 0; k < j; ++k) std::swap(w.w_hh.data()[j * hidden + k], w.w_hh.data()[k * hidden + j]);
    }
  }
  return w;
}

inline float sigmoid(float a) { return 1.0F / (1.0F + std::exp(-a)); }

/// As a kernel for weights that are sparse in blocks looks at them.
inline bool eight_zeros(const float* weights) {
  constexpr float zeros[8]{};
  return std::memcmp(weights, zeros, sizeof(zeros)) == 0;  // NOLINT(bugprone-suspicious-memory-comparison): bytes
}

/// out[row] = w[row] v + bias[row]
template <Fault F>
void product(const std::vector<float>& w, const std::vector<float>& bias, const float* v, std::int64_t size,
             float* out) {
  const auto rows = static_cast<std::int64_t>(bias.size());
  for (std::int64_t row = 0; row < rows; ++row) {
    float sum = bias[static_cast<std::size_t>(row)];
    for (std::int64_t k = 0; k < size; ++k) {
      const float weight = w.data()[row * size + k];
      if (F == Fault::skips_zero_weights_undeclared && k + 8 <= size && eight_zeros(w.data() + row * size + k)) {
        k += 7;
        continue;
      }
      sum += weight * v[k];
    }
    out[row] = sum;
  }
}

/// Which gate of the canonical order is used as gate g.
template <Fault F>
constexpr std::array<std::int64_t, 4> gate_order() {
  if (F == Fault::gates_i_f_swapped || F == Fault::gates_r_z_swapped) return {1, 0, 2, 3};
  if (F == Fault::gates_g_o_swapped) return {0, 1, 3, 2};
  return {0, 1, 2, 3};
}

/// One step, from a = W_ih x + b_ih and b = W_hh h + b_hh, [G*H] each. Writes the new h, and c behind it.
template <Fault F>
struct Step {
  const CellWeights& w;
  std::int64_t hidden;
  const float* a;
  float* b;

  float gate(std::size_t g, std::int64_t j) const {
    const std::int64_t row = gate_order<F>()[g] * hidden + j;
    return a[row] + b[row];
  }

  void rnn_tanh(float* h) const {
    for (std::int64_t j = 0; j < hidden; ++j)
      h[j] = F == Fault::relu_for_tanh ? std::max(gate(0, j), 0.0F) : std::tanh(gate(0, j));
  }

  // c' = f c + i g     h' = o tanh(c')
  void lstm(float* h) const {
    float* c = h + hidden;
    for (std::int64_t j = 0; j < hidden; ++j) {
      const float g = F == Fault::sigmoid_for_g ? sigmoid(gate(2, j)) : std::tanh(gate(2, j));
      c[j] = sigmoid(gate(1, j)) * c[j] + sigmoid(gate(0, j)) * g;
      h[j] = sigmoid(gate(3, j)) * (F == Fault::output_without_tanh ? c[j] : std::tanh(c[j]));
    }
  }

  // n = tanh(a_n + r b_n)
  void gru(float* h) const {
    for (std::int64_t j = 0; j < hidden; ++j) {
      const std::int64_t n = 2 * hidden + j;
      const float outside = F == Fault::n_bias_merged ? w.b_hh.data()[n] : 0.0F;
      blend(h, j, std::tanh(a[n] + outside + sigmoid(gate(0, j)) * (b[n] - outside)));
    }
  }

  // n = tanh(a_n + W_hn (r h) + b_hn); `reset_h` [H] is scratch.
  void gru_reset_before(float* h, float* reset_h) const {
    for (std::int64_t j = 0; j < hidden; ++j) reset_h[j] = sigmoid(gate(0, j)) * h[j];
    for (std::int64_t j = 0; j < hidden; ++j) {
      const std::int64_t n = 2 * hidden + j;
      float sum = w.b_hh.data()[n];
      for (std::int64_t k = 0; k < hidden; ++k) sum += w.w_hh.data()[n * hidden + k] * reset_h[k];
      blend(h, j, std::tanh(a[n] + sum));
    }
  }

 private:
  // h' = (1 - z) n + z h
  void blend(float* h, std::int64_t j, float n) const {
    const float z = sigmoid(gate(1, j));
    h[j] = F == Fault::z_polarity ? z * n + (1.0F - z) * h[j] : (1.0F - z) * n + z * h[j];
  }
};

/// The equations that a cell of this family really computes.
template <Family Asked, Fault F>
constexpr Family computed_family() {
  if (F == Fault::reset_before) return Family::gru_reset_before;
  if (F == Fault::reset_after) return Family::gru;
  return Asked;
}

/// Floats that a step writes to its scratch: a and b, and r h behind them where the reset comes first.
template <Family Asked, Fault F>
constexpr std::int64_t scratch_floats(std::int64_t hidden) {
  const std::int64_t products = 2 * gates_of(Asked) * hidden;
  return products + (computed_family<Asked, F>() == Family::gru_reset_before ? hidden : 0);
}

template <Family Asked, Fault F>
void step(const CellWeights& w, std::int64_t input, std::int64_t hidden, const float* x, float* state, float* scratch) {
  const std::int64_t rows = gates_of(Asked) * hidden;
  float* a = scratch;
  float* b = scratch + rows;
  product<F>(w.w_ih, w.b_ih, x, input, a);
  product<F>(w.w_hh, w.b_hh, state, hidden, b);
  constexpr Family computed = computed_family<Asked, F>();
  const Step<F> one{w, hidden, a, b};
  if constexpr (computed == Family::rnn_tanh) one.rnn_tanh(state);
  if constexpr (computed == Family::lstm) one.lstm(state);
  if constexpr (computed == Family::gru) one.gru(state);
  if constexpr (computed == Family::gru_reset_before) one.gru_reset_before(state, b + rows);
}

}  // namespace faults

#endif
