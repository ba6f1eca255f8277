#ifndef GATEWISE_TRAINING_LAYER_WEIGHTS_HPP
#define GATEWISE_TRAINING_LAYER_WEIGHTS_HPP

#include <cstdint>
#include <vector>

#include "cells/family.hpp"
#include "training/gemm.hpp"

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

/// The gates whose recurrent product is with h as it is, and adds to the input's: all but the n of the two kinds of
/// gru, between which and its product r stands.
std::int64_t direct_gates(const Family& family);

/// A cell's weights as the products of a pass want them, packed once for all its steps.
template <class Real>
struct LayerWeights {
  CellWeights<Real> cell;
  // For the way forward; empty for a plugin's family, as are the others.
  PackedMatrix<Real> input;      ///< W_ih^T [I, G·H]
  PackedMatrix<Real> recurrent;  ///< W_hh^T [H, D·H] of the direct gates
  PackedMatrix<Real> candidate;  ///< W_hn^T [H, H] of the two kinds of gru
  std::vector<Real> bias;        ///< [G·H] b_ih, and b_hh where that adds to it
  // For the way back.
  PackedMatrix<Real> input_back;      ///< W_ih [G·H, I]
  PackedMatrix<Real> recurrent_back;  ///< W_hh [D·H, H]
  PackedMatrix<Real> candidate_back;  ///< W_hn [H, H]

  void pack_forward(const Family& family, std::int64_t input_width, std::int64_t hidden);
  void pack_backward(const Family& family, std::int64_t input_width, std::int64_t hidden, bool wants_dx);
};

}  // namespace gatewise

#endif
