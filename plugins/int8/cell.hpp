#ifndef GATEWISE_INT8_CELL_HPP
#define GATEWISE_INT8_CELL_HPP

#include <gatewise/sdk.hpp>

#include "elementwise.hpp"
#include "product.hpp"

namespace int8 {

enum class Family { rnn_tanh, rnn_relu, lstm, gru, gru_reset_before };

/// One layer in one direction with s8 weights. x and h are put on an 8-bit grid of their own at each step (no
/// calibration), sums are 32-bit integers, gates and state f32. State of a lane: h, and c behind it for the LSTM, each
/// padded to a multiple of 16 values.
class Cell {
 public:
  Cell(const gatewise::sdk::Preparation& given, Isa isa);

  std::uint64_t state_bytes() const;
  gatewise::sdk::Needs needs(std::int64_t steps, std::int64_t lanes) const;
  void reset(std::byte* state) const;
  void run(const gatewise::sdk::Run& run) const;
  gatewise::sdk::Description describe() const;

 private:
  struct Scratch;
  Scratch scratch_at(std::byte* bytes) const;
  void step(const float* x, float* state, const Scratch& scratch) const;
  void step_reset_before(float x_step, float* h, const Scratch& scratch) const;
  GateSums sums(const Scratch& scratch, float x_step, float h_step, std::int64_t first_gate,
                const PackedMatrix& recurrent) const;
  std::int64_t padded() const { return w_ih_.padded_hidden(); }

  gatewise::sdk::Spec spec_;
  Family family_;
  Isa isa_;
  Product product_;
  const Elementwise& elementwise_;
  ActivationGrid h_grid_;
  PackedMatrix w_ih_;               // all gates
  PackedMatrix w_hh_;               // all gates; gru_reset_before: r and z
  PackedMatrix w_hn_;               // gru_reset_before: the candidate, which reads r ⊙ h
  Aligned<float> x_bias_, h_bias_;  // [G, padded H]
};

}  // namespace int8

#endif
