#include "equations.hpp"

#include <algorithm>
#include <cmath>

namespace reference {
namespace {

float sigmoid(float a) { return 1.0F / (1.0F + std::exp(-a)); }

float dot(const float* row, const float* vector, std::int64_t size) {
  float sum = 0.0F;
  for (std::int64_t k = 0; k < size; ++k) sum += row[k] * vector[k];
  return sum;
}

/// W_ih[row] x + b_ih[row]
float from_input(const CellWeights& w, std::int64_t row, const float* x) {
  return dot(w.w_ih.data() + row * w.input, x, w.input) + w.b_ih[static_cast<std::size_t>(row)];
}

/// W_hh[row] h + b_hh[row]
float from_hidden(const CellWeights& w, std::int64_t row, const float* h) {
  return dot(w.w_hh.data() + row * w.hidden, h, w.hidden) + w.b_hh[static_cast<std::size_t>(row)];
}

/// h' = f(W_ih x + b_ih + W_hh h + b_hh)   (Elman 1990)
template <class Activation>
void step_rnn(const CellWeights& w, const float* x, float* h, float* next, Activation f) {
  for (std::int64_t j = 0; j < w.hidden; ++j) next[j] = f(from_input(w, j, x) + from_hidden(w, j, h));
  std::copy_n(next, w.hidden, h);
}

}  // namespace

void step_rnn_tanh(const CellWeights& w, const float* x, float* state, float* scratch) {
  step_rnn(w, x, state, scratch, [](float a) { return std::tanh(a); });
}

void step_rnn_relu(const CellWeights& w, const float* x, float* state, float* scratch) {
  step_rnn(w, x, state, scratch, [](float a) { return std::max(a, 0.0F); });
}

// Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000. State: h [H], then c [H].
//   i = sigmoid(a_i)   f = sigmoid(a_f)   g = tanh(a_g)   o = sigmoid(a_o)
//   c' = f c + i g     h' = o tanh(c')
void step_lstm(const CellWeights& w, const float* x, float* state, float* scratch) {
  const std::int64_t hidden = w.hidden;
  float* h = state;
  float* c = state + hidden;
  for (std::int64_t row = 0; row < 4 * hidden; ++row) scratch[row] = from_input(w, row, x) + from_hidden(w, row, h);
  for (std::int64_t j = 0; j < hidden; ++j) {
    const float i = sigmoid(scratch[j]);
    const float f = sigmoid(scratch[hidden + j]);
    const float g = std::tanh(scratch[2 * hidden + j]);
    const float o = sigmoid(scratch[3 * hidden + j]);
    c[j] = f * c[j] + i * g;
    h[j] = o * std::tanh(c[j]);
  }
}

// Cho et al. 2014, with the reset after the matrix product, as PyTorch, cuDNN and Keras compute it.
//   r = sigmoid(a_r)   z = sigmoid(a_z)
//   n = tanh(W_in x + b_in + r (W_hn h + b_hn))
//   h' = (1 - z) n + z h
void step_gru(const CellWeights& w, const float* x, float* h, float* next) {
  const std::int64_t hidden = w.hidden;
  for (std::int64_t j = 0; j < hidden; ++j) {
    const float r = sigmoid(from_input(w, j, x) + from_hidden(w, j, h));
    const float z = sigmoid(from_input(w, hidden + j, x) + from_hidden(w, hidden + j, h));
    const float n = std::tanh(from_input(w, 2 * hidden + j, x) + r * from_hidden(w, 2 * hidden + j, h));
    next[j] = (1.0F - z) * n + z * h[j];
  }
  std::copy_n(next, hidden, h);
}

// Cho et al. 2014 as first published, and ONNX's default: the reset stands before the matrix product.
//   n = tanh(W_in x + b_in + W_hn (r h) + b_hn)
void step_gru_reset_before(const CellWeights& w, const float* x, float* h, float* scratch) {
  const std::int64_t hidden = w.hidden;
  float* z = scratch;
  float* reset_h = scratch + hidden;
  for (std::int64_t j = 0; j < hidden; ++j) {
    reset_h[j] = sigmoid(from_input(w, j, x) + from_hidden(w, j, h)) * h[j];
    z[j] = sigmoid(from_input(w, hidden + j, x) + from_hidden(w, hidden + j, h));
  }
  for (std::int64_t j = 0; j < hidden; ++j) {
    const float n = std::tanh(from_input(w, 2 * hidden + j, x) + from_hidden(w, 2 * hidden + j, reset_h));
    h[j] = (1.0F - z[j]) * n + z[j] * h[j];
  }
}

}  // namespace reference
