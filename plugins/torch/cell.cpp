#include "cell.hpp"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/InferenceMode.h>

#include <cctype>

#include "blas.hpp"

namespace gatewise_torch {
namespace {

using namespace gatewise;

at::Tensor copied(const sdk::Weights& weights, const char* name, std::initializer_list<std::int64_t> shape) {
  const std::span<const float> values = weights.get(name, shape);
  return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat).clone();
}

/// What libtorch's own dispatch has chosen, from the one place where it says so: "CPU capability usage: AVX512".
const char* isa() {
  static const std::string name = [] {
    const std::string key = "CPU capability usage: ";
    const std::string text = at::show_config();
    const std::size_t at = text.find(key);
    std::string found = at == std::string::npos ? "unknown" : text.substr(at + key.size());
    found = found.substr(0, found.find_first_of(" \n,"));
    for (char& c : found) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return found == "default" || found == "no" ? "baseline" : found;
  }();
  return name.c_str();
}

}  // namespace

void Cell::supports(const sdk::Spec& spec) {
  kind_of(spec.family);
  if (blas().optimised) return;
  throw sdk::Unsupported("libtorch would compute with the reference BLAS (" + blas().name +
                         "); install libopenblas0-pthread");
}

Cell::Kind Cell::kind_of(const std::string& family) {
  if (family == "rnn_tanh") return Kind::rnn_tanh;
  if (family == "rnn_relu") return Kind::rnn_relu;
  if (family == "lstm") return Kind::lstm;
  if (family == "gru") return Kind::gru;
  throw sdk::Unsupported("libtorch has no layer for family '" + family + "'");
}

Cell::Cell(const sdk::Preparation& given)
    : kind_(kind_of(given.spec.family)), input_(given.spec.input), hidden_(given.spec.hidden) {
  const c10::InferenceMode inference;
  at::set_num_threads(static_cast<int>(given.threads));  // of the process: libtorch knows no other
  const std::int64_t rows = (kind_ == Kind::lstm ? 4 : kind_ == Kind::gru ? 3 : 1) * hidden_;
  weights_ = {copied(given.weights, "weight_ih", {rows, input_}), copied(given.weights, "weight_hh", {rows, hidden_}),
              copied(given.weights, "bias_ih", {rows}), copied(given.weights, "bias_hh", {rows})};
}

/// [1, N, H] over the lanes' blobs.
at::Tensor Cell::state_vector(const sdk::Run& run, std::int64_t index) const {
  const std::int64_t stride = vectors() * hidden_;
  return at::from_blob(reinterpret_cast<float*>(run.state) + index * hidden_, {1, run.lanes, hidden_},
                       {run.lanes * stride, stride, 1}, at::kFloat);
}

/// y, h and, of the LSTM, c.
std::vector<at::Tensor> Cell::layer(const at::Tensor& x, const sdk::Run& run) const {
  constexpr bool has_biases = true, train = false, bidirectional = false, batch_first = false;
  constexpr std::int64_t layers = 1;
  constexpr double dropout = 0;
  const at::Tensor h = state_vector(run, 0).contiguous();
  if (kind_ == Kind::lstm) {
    const at::Tensor c = state_vector(run, 1).contiguous();
    auto [y, next_h, next_c] =
        at::lstm(x, {h, c}, weights_, has_biases, layers, dropout, train, bidirectional, batch_first);
    return {y, next_h, next_c};
  }
  const auto two = [&](auto layer) -> std::vector<at::Tensor> {
    auto [y, next_h] = layer(x, h, weights_, has_biases, layers, dropout, train, bidirectional, batch_first);
    return {y, next_h};
  };
  switch (kind_) {
    case Kind::gru:
      return two([](auto&&... arguments) { return at::gru(arguments...); });
    case Kind::rnn_relu:
      return two([](auto&&... arguments) { return at::rnn_relu(arguments...); });
    default:
      return two([](auto&&... arguments) { return at::rnn_tanh(arguments...); });
  }
}

void Cell::run(const sdk::Run& run) const {
  if (run.steps == 0 || run.lanes == 0) return;
  const c10::InferenceMode inference;
  const at::Tensor x = at::from_blob(const_cast<float*>(run.x), {run.steps, run.lanes, input_}, at::kFloat);
  const std::vector<at::Tensor> results = layer(x, run);
  at::from_blob(run.y, {run.steps, run.lanes, hidden_}, at::kFloat).copy_(results[0]);
  for (std::int64_t v = 0; v < vectors(); ++v) state_vector(run, v).copy_(results[static_cast<std::size_t>(v + 1)]);
}

sdk::Description Cell::describe() const {
  std::uint64_t bytes = 0;
  for (const at::Tensor& tensor : weights_) bytes += tensor.nbytes();
  // Tensors are allocated in each call, and the allocator and the dispatcher may lock.
  return {.implementation = "torch",
          .precision = "f32",
          .isa = isa(),
          .weights_bytes = bytes,
          .touched_bytes = bytes + 2 * state_bytes(),
          .flags = GW_CELL_ALLOCATES | GW_CELL_LOCKS,
          .threads = static_cast<std::uint32_t>(at::get_num_threads())};
}

}  // namespace gatewise_torch
