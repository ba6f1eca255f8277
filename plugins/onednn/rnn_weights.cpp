#include "rnn_weights.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace onednn {
namespace {

using Tag = dnnl::memory::format_tag;

/// PyTorch's [G·H, inputs] to [inputs, G, H] with oneDNN's gates.
std::vector<float> transposed(const Family& family, std::span<const float> weights, std::int64_t inputs,
                              std::int64_t hidden) {
  std::vector<float> result(weights.size());
  for (std::int64_t g = 0; g < family.gates; ++g) {
    for (std::int64_t o = 0; o < hidden; ++o) {
      const float* row = weights.data() + (family.from[static_cast<std::size_t>(g)] * hidden + o) * inputs;
      for (std::int64_t i = 0; i < inputs; ++i)
        result[static_cast<std::size_t>((i * family.gates + g) * hidden + o)] = row[i];
    }
  }
  return result;
}

std::vector<float> merged_bias(const Family& family, std::span<const float> b_ih, std::span<const float> b_hh,
                               std::int64_t hidden) {
  const bool apart = family.biases > family.gates;
  std::vector<float> bias(static_cast<std::size_t>(family.biases * hidden));
  for (std::int64_t g = 0; g < family.gates; ++g) {
    for (std::int64_t o = 0; o < hidden; ++o) {
      const auto source = static_cast<std::size_t>(family.from[static_cast<std::size_t>(g)] * hidden + o);
      const bool candidate = apart && g + 1 == family.gates;
      bias[static_cast<std::size_t>(g * hidden + o)] = b_ih[source] + (candidate ? 0.0F : b_hh[source]);
      if (candidate) bias[static_cast<std::size_t>((g + 1) * hidden + o)] = b_hh[source];
    }
  }
  return bias;
}

dnnl::memory reordered(const RnnSpec& spec, const std::vector<float>& values, std::int64_t inputs,
                       const dnnl::memory::desc& chosen) {
  const dnnl::memory::desc plain({1, 1, inputs, spec.family.gates, spec.hidden}, DataType::f32, Tag::ldigo);
  dnnl::memory source(plain, cpu_engine(), const_cast<float*>(values.data()));
  dnnl::memory target(chosen, cpu_engine());
  dnnl::stream stream(cpu_engine());
  dnnl::reorder(dnnl::reorder::primitive_desc(source, target, rnn_attributes(spec))).execute(stream, source, target);
  stream.wait();
  return target;
}

}  // namespace

GateOrderedWeights order_gates(const Family& family, const gatewise::sdk::Preparation& given) {
  const std::int64_t input = given.spec.input;
  const std::int64_t hidden = given.spec.hidden;
  const std::int64_t rows = family.gates * hidden;
  return {transposed(family, given.weights.get("weight_ih", {rows, input}), input, hidden),
          transposed(family, given.weights.get("weight_hh", {rows, hidden}), hidden, hidden),
          merged_bias(family, given.weights.get("bias_ih", {rows}), given.weights.get("bias_hh", {rows}), hidden)};
}

std::vector<float> weight_scales(const RnnSpec& spec, const GateOrderedWeights& weights) {
  const auto outputs = static_cast<std::size_t>(spec.family.gates * spec.hidden);
  std::vector<float> largest(outputs, 0.0F);
  for (const std::vector<float>* tensor : {&weights.layer, &weights.iter}) {
    for (std::size_t i = 0; i < tensor->size(); ++i)
      largest[i % outputs] = std::max(largest[i % outputs], std::abs((*tensor)[i]));
  }
  const float end = largest_weight_magnitude();
  for (float& value : largest) value = value > 0 ? end / value : 1.0F;
  return largest;
}

std::uint64_t PackedWeights::bytes() const {
  return layer.get_desc().get_size() + iter.get_desc().get_size() + bias.get_desc().get_size();
}

PackedWeights pack(const RnnSpec& spec, const GateOrderedWeights& weights, const RnnPrimitive& primitive) {
  PackedWeights packed{reordered(spec, weights.layer, spec.input, primitive.weights.layer),
                       reordered(spec, weights.iter, spec.hidden, primitive.weights.iter),
                       dnnl::memory(primitive.bias, cpu_engine())};
  std::memcpy(packed.bias.get_data_handle(), weights.bias.data(), weights.bias.size() * sizeof(float));
  return packed;
}

}  // namespace onednn
