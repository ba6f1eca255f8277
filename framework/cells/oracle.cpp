#include "cells/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/error.hpp"
#include "cells/family_equations.hpp"

namespace gatewise {
namespace {

double sigmoid(double a) { return 1.0 / (1.0 + std::exp(-a)); }

std::vector<double> widen(const std::vector<float>& values) { return {values.begin(), values.end()}; }

/// In eight sums, so that wide layers do not wait for one addition after another.
double dot(const double* row, std::span<const double> vector) {
  constexpr std::size_t lanes = 8;
  double sums[lanes] = {};
  std::size_t k = 0;
  for (; k + lanes <= vector.size(); k += lanes) {
    for (std::size_t i = 0; i < lanes; ++i) sums[i] += row[k + i] * vector[k + i];
  }
  double sum = 0;
  for (; k < vector.size(); ++k) sum += row[k] * vector[k];
  for (const double part : sums) sum += part;
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
    : family_(&family), input_(input), hidden_(hidden), parameters_(cell_parameters(family, input, hidden)) {
  if (!family.built_in() && family.equations == nullptr) {
    throw InputError(fmt::format(
        "cell family '{}' is a plugin's, and that plugin is not loaded here or has no gw.train/0 to say how it is "
        "computed; name one that has with --plugin",
        family.id));
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) weights_.push_back(widen(weights.at(i)));
}

OracleCell OracleCell::perturbed(double relative, Random& random) const {
  OracleCell changed = *this;
  for (std::vector<double>& values : changed.weights_) {
    for (double& value : values) value *= 1.0 + random.uniform(-relative, relative);
  }
  return changed;
}

OracleCell OracleCell::moved_on_row_grid(double levels, Random& random) const {
  OracleCell changed = *this;
  std::map<std::int64_t, std::vector<std::size_t>> by_rows;  // matrices with equally many rows
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].shape.size() == 2) by_rows[parameters_[i].shape[0]].push_back(i);
  }
  for (const auto& [rows, matrices] : by_rows) {
    for (std::int64_t row = 0; row < rows; ++row) {
      double most = 0;
      for (const std::size_t i : matrices) {
        const std::int64_t columns = parameters_[i].shape[1];
        most = std::max(most, largest_magnitude(weights_[i].data() + row * columns, columns));
      }
      const double half = most / levels / 2;
      for (const std::size_t i : matrices) {
        const std::int64_t columns = parameters_[i].shape[1];
        double* values = changed.weights_[i].data() + row * columns;
        for (std::int64_t k = 0; k < columns; ++k) values[k] += random.uniform(-half, half);
      }
    }
  }
  return changed;
}

double OracleCell::from_input(std::int64_t row, std::span<const double> x) const {
  return dot(weights_[0].data() + row * input_, x) + weights_[2][static_cast<std::size_t>(row)];
}

double OracleCell::from_hidden(std::int64_t row, std::span<const double> h) const {
  return dot(weights_[1].data() + row * hidden_, h) + weights_[3][static_cast<std::size_t>(row)];
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
  if (!family_->built_in()) return run_packed(x, steps, lanes, lengths);
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

std::vector<double> OracleCell::run_packed(std::span<const double> x, std::int64_t steps, std::int64_t lanes,
                                           std::span<const std::int32_t> lengths) const {
  const auto length = [&](std::int64_t n) {
    return lengths.empty() ? steps : std::int64_t{lengths[static_cast<std::size_t>(n)]};
  };
  std::vector<std::int64_t> order(static_cast<std::size_t>(lanes));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) { return length(a) > length(b); });
  PackedPass<double> pass;
  pass.input = input_;
  pass.hidden = hidden_;
  std::vector<std::int64_t> padded_row;  // of each packed row
  for (std::int64_t t = 0; t < steps && !order.empty() && t < length(order[0]); ++t) {
    std::int64_t& active = pass.active.emplace_back(0);
    for (; active < lanes && t < length(order[static_cast<std::size_t>(active)]); ++active)
      padded_row.push_back(t * lanes + order[static_cast<std::size_t>(active)]);
  }
  pass.rows = static_cast<std::int64_t>(padded_row.size());
  std::vector<double> y(static_cast<std::size_t>(steps * lanes * hidden_), 0.0);
  if (pass.rows == 0) return y;
  std::vector<double> packed_x;
  for (const std::int64_t row : padded_row)
    packed_x.insert(packed_x.end(), x.begin() + row * input_, x.begin() + (row + 1) * input_);
  std::vector<double> packed_y(static_cast<std::size_t>(pass.rows * hidden_));
  for (const std::vector<double>& values : weights_) pass.weights.push_back(values.data());
  pass.x = packed_x.data();
  pass.y = packed_y.data();
  std::vector<std::byte> tape(family_->equations->tape_bytes(pass));
  pass.tape = tape.data();
  family_->equations->forward(pass);
  for (std::size_t i = 0; i < padded_row.size(); ++i)
    std::copy_n(packed_y.begin() + static_cast<std::int64_t>(i) * hidden_, hidden_,
                y.begin() + padded_row[i] * hidden_);
  return y;
}

}  // namespace gatewise
