// What is compiled once for each instruction set: the run of one layer. Plain pointers only: whatever else crossed this
// line as an inline function would be merged by the linker with the copy of another instruction set.
#ifndef GATEWISE_EIGEN_KERNEL_HPP
#define GATEWISE_EIGEN_KERNEL_HPP

#include <cstdint>

namespace eigen {

enum class Family { rnn_tanh, rnn_relu, lstm, gru, gru_reset_before };

/// One layer in one direction. A lane's step works in `sums` [S, H], what goes into the activations: it starts from
/// `bias`, W_ih x is added to its first gates, and W_hh h to those from `recurrent_gate` on.
struct Layer {
  Family family;
  std::int64_t input;           ///< I
  std::int64_t hidden;          ///< H
  std::int64_t gates;           ///< G of both weight tensors
  std::int64_t sums;            ///< S: G, or 4 for gru, whose candidate keeps both products apart
  std::int64_t recurrent_gate;  ///< 0, or 1 for gru
  const float* w_ih;            ///< [I, G·H]
  const float* w_hh;            ///< [H, G·H]
  const float* bias;            ///< [S·H]
};

/// One call: T steps of N lanes.
struct Batch {
  std::int64_t steps;
  std::int64_t lanes;
  const float* x;  ///< [T, N, I]
  float* y;        ///< [T, N, H]
  float* state;    ///< [N]: h [H], then c [H] for the LSTM
  float* sums;     ///< [T, N, S·H]
  float* reset_h;  ///< [N, H], r ⊙ h of gru_reset_before
};

/// The entry points of one instruction set. The tables are constants: nothing runs before a kernel is chosen.
struct Kernel {
  void (*prepare)();  ///< once before run(), which would otherwise find out the sizes of the caches behind a lock
  void (*run)(const Layer& layer, const Batch& batch);
};

extern const Kernel kernel_avx512;
extern const Kernel kernel_avx2;
extern const Kernel kernel_baseline;

/// "Eigen 3.4.0"
const char* library_name();

}  // namespace eigen

#endif
