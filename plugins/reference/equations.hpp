// The equations of the five built-in families, naive and in f32. One step of one lane.
#ifndef GATEWISE_REFERENCE_EQUATIONS_HPP
#define GATEWISE_REFERENCE_EQUATIONS_HPP

#include <cstdint>
#include <span>

namespace reference {

/// Row-major weights of one cell, gates in PyTorch's order.
struct CellWeights {
  std::int64_t input = 0;       // I
  std::int64_t hidden = 0;      // H
  std::span<const float> w_ih;  // [G*H, I]
  std::span<const float> w_hh;  // [G*H, H]
  std::span<const float> b_ih;  // [G*H]
  std::span<const float> b_hh;  // [G*H]
};

/// One step: reads x [I] and the state, writes the new state; h stands in its first H floats. `scratch` holds at least
/// G*H floats.
using Step = void (*)(const CellWeights& weights, const float* x, float* state, float* scratch);

void step_rnn_tanh(const CellWeights& weights, const float* x, float* state, float* scratch);
void step_rnn_relu(const CellWeights& weights, const float* x, float* state, float* scratch);
void step_lstm(const CellWeights& weights, const float* x, float* state, float* scratch);
void step_gru(const CellWeights& weights, const float* x, float* state, float* scratch);
void step_gru_reset_before(const CellWeights& weights, const float* x, float* state, float* scratch);

}  // namespace reference

#endif
