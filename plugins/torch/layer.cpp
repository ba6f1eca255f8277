#include "layer.hpp"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/gru.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/rnn_relu.h>
#include <ATen/ops/rnn_tanh.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "blas.hpp"

namespace libtorch {
namespace {

/// (x, h, weights, has_biases, num_layers, dropout, train, bidirectional, batch_first) to (y, h)
using Function = std::tuple<at::Tensor, at::Tensor> (*)(const at::Tensor&, const at::Tensor&, at::TensorList, bool,
                                                        std::int64_t, double, bool, bool, bool);

/// For the families whose only state is h.
Function function_of(Family family) {
  if (family == Family::gru) return at::gru;
  return family == Family::rnn_tanh ? static_cast<Function>(at::rnn_tanh) : static_cast<Function>(at::rnn_relu);
}

/// Calls f; an error's message is libtorch's sentence without the stack behind it.
template <class Call>
auto in_torch(Call&& f) {
  try {
    const c10::InferenceMode inference;
    return f();
  } catch (const c10::Error& error) {
    throw std::runtime_error(error.what_without_backtrace());
  }
}

/// A setting of the calling thread. The BLAS has one for the process instead, which the constructor makes.
void use_threads(int threads) {
  if (at::get_num_threads() != threads) at::set_num_threads(threads);
}

at::Tensor wrap(const float* values, at::IntArrayRef sizes) { return at::from_blob(const_cast<float*>(values), sizes); }

/// H of each lane's state, as libtorch's [layers, N, H]: of one lane it is contiguous, of more it has strides.
at::Tensor lanes_of(const Shape& shape, float* first, std::int64_t lanes) {
  return at::from_blob(first, {1, lanes, shape.hidden}, {lanes * shape.state_size(), shape.state_size(), 1});
}

void store(const at::Tensor& from, float* to) {
  const at::Tensor dense = from.contiguous();
  std::memcpy(to, dense.data_ptr<float>(), dense.nbytes());
}

void store_lanes(const Shape& shape, const at::Tensor& from, float* first) {
  const at::Tensor dense = from.contiguous();
  const float* values = dense.data_ptr<float>();
  for (std::int64_t n = 0; n < dense.size(1); ++n)
    std::copy_n(values + n * shape.hidden, shape.hidden, first + n * shape.state_size());
}

}  // namespace

struct Layer::Tensors {
  std::vector<at::Tensor> all;  // w_ih, w_hh, b_ih, b_hh
};

Layer::Layer(const Shape& shape, const Weights& weights, int threads) : shape_(shape), threads_(threads) {
  blas().set_threads(threads);
  const std::int64_t rows = gates_of(shape.family) * shape.hidden;
  weights_ = in_torch([&] {
    std::vector<at::Tensor> copies{wrap(weights.ih, {rows, shape.input}).clone(),
                                   wrap(weights.hh, {rows, shape.hidden}).clone(),
                                   wrap(weights.bias_ih, {rows}).clone(), wrap(weights.bias_hh, {rows}).clone()};
    return std::make_unique<const Tensors>(Tensors{std::move(copies)});
  });
}

Layer::~Layer() = default;

void Layer::run(std::int64_t steps, std::int64_t lanes, const float* x, float* y, float* state) const {
  use_threads(threads_);
  in_torch([&] {
    const at::Tensor inputs = wrap(x, {steps, lanes, shape_.input});
    const at::Tensor h = lanes_of(shape_, state, lanes);
    const std::vector<at::Tensor>& w = weights_->all;
    if (shape_.family == Family::lstm) {
      float* cells = state + shape_.hidden;
      const at::Tensor c = lanes_of(shape_, cells, lanes);
      const auto [output, next_h, next_c] = at::lstm(inputs, {h, c}, w, true, 1, 0.0, false, false, false);
      store(output, y);
      store_lanes(shape_, next_h, state);
      store_lanes(shape_, next_c, cells);
    } else {
      const auto [output, next_h] = function_of(shape_.family)(inputs, h, w, true, 1, 0.0, false, false, false);
      store(output, y);
      store_lanes(shape_, next_h, state);
    }
  });
}

std::uint64_t Layer::weights_bytes() const {
  std::uint64_t bytes = 0;
  for (const at::Tensor& tensor : weights_->all) bytes += tensor.nbytes();
  return bytes;
}

}  // namespace libtorch
