#ifndef GATEWISE_ONEDNN_RNN_WEIGHTS_HPP
#define GATEWISE_ONEDNN_RNN_WEIGHTS_HPP

#include <gatewise/sdk.hpp>

#include "rnn_primitive.hpp"

namespace onednn {

/// The canonical weights of a cell, in oneDNN's gate order, f32.
struct GateOrderedWeights {
  std::vector<float> layer;  // [I, G, H]
  std::vector<float> iter;   // [H, G, H]
  std::vector<float> bias;   // [biases, H]
};

/// Permutes gates, transposes to input-major rows, and merges the two biases where the equations allow it: everywhere
/// but in lbr_gru's candidate, whose recurrent bias stands inside the product with the reset gate.
GateOrderedWeights order_gates(const Family& family, const gatewise::sdk::Preparation& given);

/// The s8 scale of every output: 127 by the largest weight that goes into it, of both tensors, since oneDNN takes one
/// scale for both. 1 where all are zero.
std::vector<float> weight_scales(const RnnSpec& spec, const GateOrderedWeights& weights);

/// The weights in the layout and type that oneDNN chose.
struct PackedWeights {
  dnnl::memory layer, iter, bias;
  std::uint64_t bytes() const;
};

PackedWeights pack(const RnnSpec& spec, const GateOrderedWeights& weights, const RnnPrimitive& primitive);

}  // namespace onednn

#endif
