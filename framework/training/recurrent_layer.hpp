// One recurrent layer in one direction, forward with a tape and backward through time (Werbos 1990), in f32 or double.
#ifndef GATEWISE_TRAINING_RECURRENT_LAYER_HPP
#define GATEWISE_TRAINING_RECURRENT_LAYER_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "cells/family.hpp"
#include "training/packed_batch.hpp"

namespace gatewise {

/// A cell's parameters, or their gradients: canonical layout, not owned.
template <class Real, class Pointer>
struct CellTensors {
  Pointer w_ih = nullptr;  ///< [G·H, I]
  Pointer w_hh = nullptr;  ///< [G·H, H]
  Pointer b_ih = nullptr;  ///< [G·H]
  Pointer b_hh = nullptr;  ///< [G·H]
};
template <class Real>
using CellWeights = CellTensors<Real, const Real*>;
template <class Real>
using CellGradients = CellTensors<Real, Real*>;

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
/// and Ghahramani 2016), or nullptr.
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
