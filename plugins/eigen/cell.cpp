#include "cell.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace eigen {
namespace {

using namespace gatewise;

struct Form {
  std::string_view id;
  Family family;
  std::int64_t gates, sums, recurrent_gate;
};

constexpr std::array forms{Form{"rnn_tanh", Family::rnn_tanh, 1, 1, 0}, Form{"rnn_relu", Family::rnn_relu, 1, 1, 0},
                           Form{"lstm", Family::lstm, 4, 4, 0}, Form{"gru", Family::gru, 3, 4, 1},
                           Form{"gru_reset_before", Family::gru_reset_before, 3, 3, 0}};

Layer layer_of(const sdk::Spec& spec) {
  const auto form = std::find_if(forms.begin(), forms.end(), [&](const Form& f) { return f.id == spec.family; });
  if (form == forms.end()) throw sdk::Unsupported("the family '" + spec.family + "' is not written here");
  return {.family = form->family,
          .input = spec.input,
          .hidden = spec.hidden,
          .gates = form->gates,
          .sums = form->sums,
          .recurrent_gate = form->recurrent_gate,
          .w_ih = nullptr,
          .w_hh = nullptr,
          .bias = nullptr};
}

/// PyTorch's gate that stands at place `gate` of W_ih: gru has n r z there, so that the products of x fill the sums'
/// first three gates and those of h (r z n) the last three.
std::int64_t input_gate(Family family, std::int64_t gate) { return family == Family::gru ? (gate + 2) % 3 : gate; }

/// PyTorch's rows [outputs, columns] to [columns, all outputs], at output `to`.
void transpose(std::span<const float> rows, std::int64_t columns, std::int64_t to, std::int64_t outputs,
               float* result) {
  const std::int64_t count = static_cast<std::int64_t>(rows.size()) / columns;
  for (std::int64_t o = 0; o < count; ++o) {
    for (std::int64_t k = 0; k < columns; ++k)
      result[k * outputs + to + o] = rows[static_cast<std::size_t>(o * columns + k)];
  }
}

void pack_input_weights(const Layer& l, std::span<const float> w_ih, float* result) {
  const auto gate_size = static_cast<std::size_t>(l.hidden * l.input);
  for (std::int64_t g = 0; g < l.gates; ++g) {
    const auto from = static_cast<std::size_t>(input_gate(l.family, g));
    transpose(w_ih.subspan(from * gate_size, gate_size), l.input, g * l.hidden, l.gates * l.hidden, result);
  }
}

/// b_ih + b_hh at each sum; gru's candidate keeps both apart as its products.
void pack_bias(const Layer& l, std::span<const float> b_ih, std::span<const float> b_hh, float* bias) {
  std::fill_n(bias, l.sums * l.hidden, 0.0F);
  for (std::int64_t j = 0; j < l.gates * l.hidden; ++j) {
    const std::int64_t from = input_gate(l.family, j / l.hidden) * l.hidden + j % l.hidden;
    bias[j] += b_ih[static_cast<std::size_t>(from)];
    bias[l.recurrent_gate * l.hidden + j] += b_hh[static_cast<std::size_t>(j)];
  }
}

}  // namespace

Cell::Cell(const sdk::Preparation& given, Isa isa)
    : isa_(isa),
      kernel_(kernel_for(isa)),
      layer_(layer_of(given.spec)),
      w_ih_(layer_.gates * layer_.hidden * layer_.input),
      w_hh_(layer_.gates * layer_.hidden * layer_.hidden),
      bias_(layer_.sums * layer_.hidden) {
  const std::int64_t rows = layer_.gates * layer_.hidden;
  pack_input_weights(layer_, given.weights.get("weight_ih", {rows, layer_.input}), w_ih_.data());
  transpose(given.weights.get("weight_hh", {rows, layer_.hidden}), layer_.hidden, 0, rows, w_hh_.data());
  pack_bias(layer_, given.weights.get("bias_ih", {rows}), given.weights.get("bias_hh", {rows}), bias_.data());
  layer_.w_ih = w_ih_.data();
  layer_.w_hh = w_hh_.data();
  layer_.bias = bias_.data();
  kernel_.prepare();
}

std::uint64_t Cell::state_bytes() const {
  return static_cast<std::uint64_t>((layer_.family == Family::lstm ? 2 : 1) * layer_.hidden) * sizeof(float);
}

sdk::Needs Cell::needs(std::int64_t steps, std::int64_t lanes) const {
  const std::int64_t sums = steps * lanes * layer_.sums * layer_.hidden;
  const std::int64_t reset_h = layer_.family == Family::gru_reset_before ? lanes * layer_.hidden : 0;
  return {state_bytes(), static_cast<std::uint64_t>(sums + reset_h) * sizeof(float)};
}

void Cell::reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

void Cell::run(const sdk::Run& run) const {
  if (run.steps == 0 || run.lanes == 0) return;
  auto* sums = reinterpret_cast<float*>(run.scratch);
  float* reset_h = sums + run.steps * run.lanes * layer_.sums * layer_.hidden;
  kernel_.run(layer_, {run.steps, run.lanes, run.x, run.y, reinterpret_cast<float*>(run.state), sums, reset_h});
}

sdk::Description Cell::describe() const {
  const std::uint64_t weights_bytes = w_ih_.bytes() + w_hh_.bytes() + bias_.bytes();
  return {.implementation = "eigen",
          .precision = "f32",
          .isa = isa_of(isa_),
          .weights_bytes = weights_bytes,
          .touched_bytes = weights_bytes + 2 * state_bytes(),
          .flags = 0};
}

}  // namespace eigen
