// One recurrent layer in one direction, forward with a tape and backward through time (Werbos 1990), in f32 or double.
#ifndef GATEWISE_TRAINING_RECURRENT_LAYER_HPP
#define GATEWISE_TRAINING_RECURRENT_LAYER_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cells/family.hpp"
#include "training/packed_batch.hpp"

namespace gatewise {

/// A cell's parameters, or their gradients, in the order of cell_parameters(): canonical layout, not owned. The names
/// are those of the host's own families.
template <class Pointer>
struct CellTensors {
  std::vector<Pointer> all;
  Pointer w_ih() const { return all[0]; }  ///< [G·H, I]
  Pointer w_hh() const { return all[1]; }  ///< [G·H, H]
  Pointer b_ih() const { return all[2]; }  ///< [G·H]
  Pointer b_hh() const { return all[3]; }  ///< [G·H]
};
template <class Real>
using CellWeights = CellTensors<const Real*>;
template <class Real>
using CellGradients = CellTensors<Real*>;

/// What forward() keeps for backward(). Rows are those of the packed batch.
template <class Real>
struct LayerTape {
  std::vector<Real> h;         ///< [R, H]
  std::vector<Real> h_before;  ///< [R, H] the state that each row started from
  std::vector<Real> h_used;    ///< [R, H] the same after recurrent dropout: what W_hh was multiplied with
  std::vector<Real> gates;     ///< [R, G·H] after their activations
  std::vector<Real> c;         ///< [R, H] lstm
  std::vector<Real> tanh_c;    ///< [R, H] lstm
  std::vector<Real> inner;     ///< [R, H] gru: W_hn h + b_hn; gru_reset_before: r h
  std::vector<std::byte> own;  ///< a plugin's family: its own tape; of the rest only h is there
};

/// Sizes and switches of one layer.
struct LayerPlan {
  const Family* family = nullptr;
  std::int64_t input = 0;
  std::int64_t hidden = 0;
  std::int64_t truncate =
      0;  ///< the gradient is cut every so many steps (truncated BPTT, Williams and Peng 1990); 0: never
};

/// x [R, I] → tape with h [R, H]. `mask` [N, H] is the recurrent dropout's, the same at every step of a sequence (Gal
/// and Ghahramani 2016), or nullptr. A plugin's family computes itself; throws std::runtime_error where it knows no
/// recurrent dropout, or with what it says.
template <class Real>
LayerTape<Real> layer_forward(const LayerPlan& plan, const PackedBatch& batch, const CellWeights<Real>& weights,
                              const Real* x, const Real* mask);

/// dh [R, H], the loss's gradient by h, → adds to the weights' gradients and writes dx [R, I] (nullptr: not wanted).
template <class Real>
void layer_backward(const LayerPlan& plan, const PackedBatch& batch, const CellWeights<Real>& weights, const Real* x,
                    const Real* mask, const LayerTape<Real>& tape, const Real* dh, const CellGradients<Real>& gradients,
                    Real* dx);

}  // namespace gatewise

#endif
