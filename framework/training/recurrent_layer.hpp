// One recurrent layer in one direction, forward with a tape and backward through time (Werbos 1990), in f32 or double.
#ifndef GATEWISE_TRAINING_RECURRENT_LAYER_HPP
#define GATEWISE_TRAINING_RECURRENT_LAYER_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "training/layer_weights.hpp"
#include "training/packed_batch.hpp"

namespace gatewise {

/// What forward() keeps for backward(). Rows are those of the packed batch; memory is kept from one batch to the next.
template <class Real>
struct LayerTape {
  std::vector<Real> h;       ///< [R, H]
  std::vector<Real> h_used;  ///< [R, H] the state before each row, after recurrent dropout, on the int8 grid where that
                             ///< is asked for: what W_hh is multiplied with
  std::vector<Real> h_masked;  ///< [R, H] gru_reset_before on the int8 grid: after dropout, before the grid
  std::vector<Real> gates;     ///< [R, G·H] after their activations
  std::vector<Real> c;         ///< [R, H] lstm
  std::vector<Real> tanh_c;    ///< [R, H] lstm
  std::vector<Real> inner;     ///< [R, H] gru: W_hn h + b_hn; gru_reset_before: r h
  std::vector<Real> h_start;   ///< [N, H] the state before the first step
  std::vector<Real> c_start;   ///< [N, H] lstm
  std::vector<std::byte> own;  ///< a plugin's family: its own tape; of the rest only h is there
};

/// The memory of a way back, kept from one batch to the next.
template <class Real>
struct BackwardBuffers {
  std::vector<Real> d_gates;  ///< [R, G·H] by the pre-activations
  std::vector<Real> d_inner;  ///< [R, H] gru: by inner
  std::vector<Real> carry_h;  ///< [N, H] by the state that the next step starts from
  std::vector<Real> carry_c;  ///< [N, H] lstm
  std::vector<Real> d_used;   ///< [N, H]
};

/// Sizes and switches of one layer.
struct LayerPlan {
  const Family* family = nullptr;
  std::int64_t input = 0;
  std::int64_t hidden = 0;
  std::int64_t truncate =
      0;                ///< the gradient is cut every so many steps (truncated BPTT, Williams and Peng 1990); 0: never
  double h_levels = 0;  ///< of the int8 grid that W_hh reads h on (int8_grid.hpp), straight through on the way back
                        ///< (Bengio et al. 2013); 0: no grid
};

/// Where the lanes stand between two windows of their sequences; empty: zeros.
template <class Real>
struct LayerState {
  std::vector<Real> h;  ///< [N, H]
  std::vector<Real> c;  ///< [N, H] lstm
};

/// x [R, I] → tape with h [R, H]. `mask` [N, H] is the recurrent dropout's, the same at every step of a sequence (Gal
/// and Ghahramani 2016), or nullptr. A plugin's family computes itself; throws std::runtime_error where it knows no
/// recurrent dropout, or with what it says. The first step starts from `start`, through which no gradient flows; a
/// plugin's family knows neither that nor the grid: std::logic_error.
template <class Real>
void layer_forward(const LayerPlan& plan, const PackedBatch& batch, const LayerWeights<Real>& weights, const Real* x,
                   const Real* mask, LayerTape<Real>& tape, const LayerState<Real>& start = {});

/// Told, on the way back, the loss's gradient by the state that step t of the running lanes starts from: by h [n, H],
/// and by c [n, H] (0 but for the lstm).
template <class Real>
using StateGradientObserver = std::function<void(std::int64_t t, const Real* d_h, const Real* d_c)>;

/// dh [R, H], the loss's gradient by h, → adds to the weights' gradients and writes dx [R, I] (nullptr: not wanted).
/// A plugin's family shows the observer nothing.
template <class Real>
void layer_backward(const LayerPlan& plan, const PackedBatch& batch, const LayerWeights<Real>& weights, const Real* x,
                    const Real* mask, const LayerTape<Real>& tape, const Real* dh, const CellGradients<Real>& gradients,
                    Real* dx, BackwardBuffers<Real>& buffers, const StateGradientObserver<Real>& observer = {});

}  // namespace gatewise

#endif
