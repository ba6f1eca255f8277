#include "cells/oracle.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {
namespace {

double sigmoid(double a) { return 1.0 / (1.0 + std::exp(-a)); }

std::vector<double> widen(const std::vector<float>& values) { return {values.begin(), values.end()}; }

double dot(const double* row, std::span<const double> vector) {
  double sum = 0;
  for (std::size_t k = 0; k < vector.size(); ++k) sum += row[k] * vector[k];
  return sum;
}

double largest_magnitude(const double* values, std::int64_t count) {
  double most = 0;
  for (std::int64_t i = 0; i < count; ++i) most = std::max(most, std::abs(values[i]));
  return most;
}

}  // namespace

double HiddenRounding::operator()(double h) const {
  if (random == nullptr) return h;
  return h * (1.0 + random->uniform(-relative, relative)) + random->uniform(-absolute, absolute);
}

OracleCell::OracleCell(const Family& family, std::int64_t input, std::int64_t hidden,
                       const std::vector<std::vector<float>>& weights)
    : family_(&family),
      input_(input),
      hidden_(hidden),
      w_ih_(widen(weights.at(0))),
      w_hh_(widen(weights.at(1))),
      b_ih_(widen(weights.at(2))),
      b_hh_(widen(weights.at(3))) {}

OracleCell OracleCell::perturbed(double relative, Random& random) const {
  OracleCell changed = *this;
  for (std::vector<double>* values : {&changed.w_ih_, &changed.w_hh_, &changed.b_ih_, &changed.b_hh_}) {
    for (double& value : *values) value *= 1.0 + random.uniform(-relative, relative);
  }
  return changed;
}

OracleCell OracleCell::moved_on_row_grid(double levels, Random& random) const {
  OracleCell changed = *this;
  for (std::int64_t row = 0; row < family_->gate_count() * hidden_; ++row) {
    double* ih = changed.w_ih_.data() + row * input_;
    double* hh = changed.w_hh_.data() + row * hidden_;
    const double half = std::max(largest_magnitude(ih, input_), largest_magnitude(hh, hidden_)) / levels / 2;
    for (std::int64_t k = 0; k < input_; ++k) ih[k] += random.uniform(-half, half);
    for (std::int64_t k = 0; k < hidden_; ++k) hh[k] += random.uniform(-half, half);
  }
  return changed;
}

double OracleCell::from_input(std::int64_t row, std::span<const double> x) const {
  return dot(w_ih_.data() + row * input_, x) + b_ih_[static_cast<std::size_t>(row)];
}

double OracleCell::from_hidden(std::int64_t row, std::span<const double> h) const {
  return dot(w_hh_.data() + row * hidden_, h) + b_hh_[static_cast<std::size_t>(row)];
}

void OracleCell::step(std::span<const double> x, std::span<double> state, const HiddenRounding& rounding) const {
  const auto size = static_cast<std::size_t>(hidden_);
  const std::vector<double> h(state.begin(), state.begin() + hidden_);
  std::vector<double> h_read(size);  // as the recurrent matrix sees it
  std::transform(h.begin(), h.end(), h_read.begin(), rounding);
  const auto a = [&](std::int64_t gate, std::size_t j) {
    const std::int64_t row = gate * hidden_ + static_cast<std::int64_t>(j);
    return from_input(row, x) + from_hidden(row, h_read);
  };

  if (family_->id == "rnn_tanh" || family_->id == "rnn_relu") {  // h' = f(W_ih x + b_ih + W_hh h + b_hh)
    for (std::size_t j = 0; j < size; ++j)
      state[j] = family_->id == "rnn_tanh" ? std::tanh(a(0, j)) : std::max(a(0, j), 0.0);
    return;
  }
  if (family_->id == "lstm") {  // c' = f c + i g, h' = o tanh(c')
    for (std::size_t j = 0; j < size; ++j) {
      double& c = state[size + j];
      c = sigmoid(a(1, j)) * c + sigmoid(a(0, j)) * std::tanh(a(2, j));
      state[j] = sigmoid(a(3, j)) * std::tanh(c);
    }
    return;
  }
  // gru: n = tanh(W_in x + b_in + r (W_hn h + b_hn)); gru_reset_before: n = tanh(W_in x + b_in + W_hn (r h) + b_hn); h'
  // = (1 - z) n + z h
  const bool before = family_->id == "gru_reset_before";
  std::vector<double> reset_h(h);
  if (before) {
    for (std::size_t j = 0; j < size; ++j) reset_h[j] = rounding(h[j] * sigmoid(a(0, j)));
  }
  for (std::size_t j = 0; j < size; ++j) {
    const std::int64_t row = 2 * hidden_ + static_cast<std::int64_t>(j);
    const double recurrent = before ? from_hidden(row, reset_h) : sigmoid(a(0, j)) * from_hidden(row, h_read);
    const double z = sigmoid(a(1, j));
    state[j] = (1.0 - z) * std::tanh(from_input(row, x) + recurrent) + z * h[j];
  }
}

std::vector<double> OracleCell::run(std::span<const double> x, std::int64_t steps, std::int64_t lanes,
                                    std::span<const std::int32_t> lengths, std::span<double> state,
                                    const HiddenRounding& rounding) const {
  std::vector<double> y(static_cast<std::size_t>(steps * lanes * hidden_), 0.0);
  for (std::int64_t n = 0; n < lanes; ++n) {
    const std::span<double> lane = state.subspan(static_cast<std::size_t>(n) * state_size(), state_size());
    const std::int64_t length = lengths.empty() ? steps : lengths[static_cast<std::size_t>(n)];
    for (std::int64_t t = 0; t < length; ++t) {
      step(x.subspan(static_cast<std::size_t>((t * lanes + n) * input_), static_cast<std::size_t>(input_)), lane,
           rounding);
      std::copy_n(lane.begin(), hidden_, y.begin() + (t * lanes + n) * hidden_);
    }
  }
  return y;
}

}  // namespace gatewise
