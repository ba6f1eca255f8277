#include "cell.hpp"

#include <utility>

namespace int8 {
namespace {

using namespace gatewise;

Family parse_family(const std::string& id) {
  if (id == "rnn_tanh") return Family::rnn_tanh;
  if (id == "rnn_relu") return Family::rnn_relu;
  if (id == "lstm") return Family::lstm;
  if (id == "gru") return Family::gru;
  return Family::gru_reset_before;
}

std::int64_t gates_of(Family family) {
  if (family == Family::lstm) return 4;
  return family == Family::gru || family == Family::gru_reset_before ? 3 : 1;
}

Aligned<float> padded_bias(std::span<const float> bias, std::int64_t gates, std::int64_t hidden, std::int64_t padded) {
  Aligned<float> result(static_cast<std::size_t>(gates * padded), 0.0F);
  for (std::int64_t g = 0; g < gates; ++g) std::copy_n(bias.data() + g * hidden, hidden, result.data() + g * padded);
  return result;
}

/// W_hh's first gates: all, or r and z where the candidate reads something else than h.
std::int64_t gates_reading_h(Family family) { return family == Family::gru_reset_before ? 2 : gates_of(family); }

}  // namespace

/// What a step works in.
struct Cell::Scratch {
  std::uint8_t* x;       // [padded I]
  std::uint8_t* h;       // [padded H to columns]
  std::int32_t* x_sums;  // [G, padded H]
  std::int32_t* h_sums;  // [G, padded H]
  float* z;              // [padded H]
  float* reset_h;        // [padded H]
  std::uint64_t bytes;
};

Cell::Cell(const sdk::Preparation& given, Isa isa)
    : spec_(given.spec),
      family_(parse_family(given.spec.family)),
      isa_(isa),
      product_(product_for(isa)),
      elementwise_(elementwise_for(isa)),
      h_grid_(family_ == Family::rnn_relu ? unsigned_grid : signed_grid) {
  const std::int64_t gates = gates_of(family_);
  const std::int64_t rows = gates * spec_.hidden;
  w_ih_ = pack(given.weights.get("weight_ih", {rows, spec_.input}), gates, spec_.hidden, spec_.input,
               signed_grid.zero_point);
  const std::span<const float> w_hh = given.weights.get("weight_hh", {rows, spec_.hidden});
  const std::int64_t first = gates_reading_h(family_);
  w_hh_ = pack(w_hh, first, spec_.hidden, spec_.hidden, h_grid_.zero_point);
  if (first < gates) {
    w_hn_ = pack(w_hh.subspan(static_cast<std::size_t>(first * spec_.hidden * spec_.hidden)), 1, spec_.hidden,
                 spec_.hidden, h_grid_.zero_point);
  }
  x_bias_ = padded_bias(given.weights.get("bias_ih", {rows}), gates, spec_.hidden, padded());
  h_bias_ = padded_bias(given.weights.get("bias_hh", {rows}), gates, spec_.hidden, padded());
}

std::uint64_t Cell::state_bytes() const {
  return static_cast<std::uint64_t>((family_ == Family::lstm ? 2 : 1) * padded()) * sizeof(float);
}

Cell::Scratch Cell::scratch_at(std::byte* bytes) const {
  // needs() asks without memory, for the bytes alone.
  std::uint64_t end = 0;
  const auto place = [&](std::int64_t size) {
    const std::uint64_t begin = std::exchange(end, end + static_cast<std::uint64_t>(round_up(size, 64)));
    return bytes == nullptr ? nullptr : bytes + begin;
  };
  const std::int64_t row = padded() * 4;
  Scratch s{};
  s.x = reinterpret_cast<std::uint8_t*>(place(w_ih_.padded_columns()));
  s.h = reinterpret_cast<std::uint8_t*>(place(w_hh_.padded_columns()));
  s.x_sums = reinterpret_cast<std::int32_t*>(place(w_ih_.gates * row));
  s.h_sums = reinterpret_cast<std::int32_t*>(place(w_ih_.gates * row));
  s.z = reinterpret_cast<float*>(place(family_ == Family::gru_reset_before ? row : 0));
  s.reset_h = reinterpret_cast<float*>(place(family_ == Family::gru_reset_before ? row : 0));
  s.bytes = end;
  return s;
}

sdk::Needs Cell::needs(std::int64_t, std::int64_t) const { return {state_bytes(), scratch_at(nullptr).bytes}; }

void Cell::reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

GateSums Cell::sums(const Scratch& s, float x_step, float h_step, std::int64_t first_gate,
                    const PackedMatrix& recurrent) const {
  const std::int64_t at = first_gate * padded();
  return {s.x_sums + at,
          s.h_sums + at,
          w_ih_.scale.data() + at,
          recurrent.scale.data(),
          x_bias_.data() + at,
          h_bias_.data() + at,
          x_step,
          h_step,
          padded()};
}

void Cell::step_reset_before(float x_step, float* h, const Scratch& s) const {
  const float h_step = elementwise_.quantise(h, spec_.hidden, h_grid_, s.h);
  product_(w_hh_, s.h, s.h_sums);
  elementwise_.reset_and_update(sums(s, x_step, h_step, 0, w_hh_), h, s.z, s.reset_h);
  const float reset_step = elementwise_.quantise(s.reset_h, spec_.hidden, h_grid_, s.h);
  product_(w_hn_, s.h, s.h_sums + 2 * padded());
  elementwise_.blend_candidate(sums(s, x_step, reset_step, 2, w_hn_), s.z, h);
}

void Cell::step(const float* x, float* h, const Scratch& s) const {
  const float x_step = elementwise_.quantise(x, spec_.input, signed_grid, s.x);
  product_(w_ih_, s.x, s.x_sums);
  if (family_ == Family::gru_reset_before) return step_reset_before(x_step, h, s);
  const float h_step = elementwise_.quantise(h, spec_.hidden, h_grid_, s.h);
  product_(w_hh_, s.h, s.h_sums);
  const GateSums a = sums(s, x_step, h_step, 0, w_hh_);
  if (family_ == Family::rnn_tanh) return elementwise_.rnn_tanh(a, h);
  if (family_ == Family::rnn_relu) return elementwise_.rnn_relu(a, h);
  if (family_ == Family::gru) return elementwise_.gru(a, h);
  elementwise_.lstm(a, h, h + padded());
}

void Cell::run(const sdk::Run& run) const {
  const Scratch scratch = scratch_at(run.scratch);
  sdk::for_each_step(run, spec_, state_bytes(), [&](const float* x, std::byte* lane, float* y) {
    auto* state = reinterpret_cast<float*>(lane);
    step(x, state, scratch);
    std::copy_n(state, spec_.hidden, y);
  });
}

sdk::Description Cell::describe() const {
  const std::uint64_t weights_bytes =
      w_ih_.bytes() + w_hh_.bytes() + w_hn_.bytes() + (x_bias_.size() + h_bias_.size()) * sizeof(float);
  return {.implementation = implementation_name(isa_),
          .precision = "int8",
          .isa = isa_name(isa_),
          .weights_bytes = weights_bytes,
          .touched_bytes = weights_bytes + 2 * state_bytes()};
}

}  // namespace int8
