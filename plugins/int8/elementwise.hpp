// What stands between the integer products, in f32: quantising activations, and the gates.
#ifndef GATEWISE_INT8_ELEMENTWISE_HPP
#define GATEWISE_INT8_ELEMENTWISE_HPP

#include <cstdint>

#include "isa.hpp"

namespace int8 {

/// The grid that a vector of activations is put on at each step: u8 = round(v · levels / max|v|) + zero_point.
struct ActivationGrid {
  std::int32_t zero_point = 128;
  float levels = 127;
};

/// For values of both signs, and for those that are never negative (relu's h), which get twice the resolution.
constexpr ActivationGrid signed_grid{128, 127};
constexpr ActivationGrid unsigned_grid{0, 255};

/// The pre-activations of a step before scaling: one row for each gate, [G, padded H] each.
struct GateSums {
  const std::int32_t* x = nullptr;  ///< W_ih x on the grids
  const std::int32_t* h = nullptr;  ///< W_hh h on the grids
  const float* x_scale = nullptr;   ///< of W_ih's rows
  const float* h_scale = nullptr;   ///< of W_hh's rows
  const float* x_bias = nullptr;
  const float* h_bias = nullptr;
  float x_step = 0;         ///< of x's grid, this step
  float h_step = 0;         ///< of h's grid, this step
  std::int64_t hidden = 0;  ///< padded H, a multiple of 16
};

/// The functions of one instruction set. All arrays are 64-byte aligned and padded to a multiple of 16 with readable
/// values.
struct Elementwise {
  /// Puts v [count] on the grid, writes u8 [count], and returns the grid's step; 0 where v is all
  /// zero.
  float (*quantise)(const float* v, std::int64_t count, const ActivationGrid& grid, std::uint8_t* q);
  void (*rnn_tanh)(const GateSums& a, float* h);
  void (*rnn_relu)(const GateSums& a, float* h);
  void (*lstm)(const GateSums& a, float* h, float* c);
  void (*gru)(const GateSums& a, float* h);
  /// gru_reset_before, first half: z and r ⊙ h from the gates r and z.
  void (*reset_and_update)(const GateSums& a, const float* h, float* z, float* reset_h);
  /// Second half: h' from the candidate's sums, a being the n gate alone.
  void (*blend_candidate)(const GateSums& a, const float* z, float* h);
};

const Elementwise& elementwise_for(Isa isa);

}  // namespace int8

#endif
