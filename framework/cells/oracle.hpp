// The families' equations in double precision: what every backend and the trainer are checked against.
#ifndef GATEWISE_CELLS_ORACLE_HPP
#define GATEWISE_CELLS_ORACLE_HPP

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "cells/family.hpp"

namespace gatewise {

/// What a lower precision does to h where the recurrent matrix reads it: a random part of the value, and a random part
/// of a grid's step.
struct HiddenRounding {
  double relative = 0;  ///< at most this share of the value
  double absolute = 0;  ///< at most this much
  Random* random = nullptr;

  double operator()(double h) const;
};

/// One cell with weights in double precision, canonical layout and gate order. A family that a plugin brings is
/// computed by the plugin's own equations in double precision: the reference that its cells are held to.
class OracleCell {
 public:
  /// `weights` in the order of cell_parameters(); f32 values are exact in double. Throws InputError where the family is
  /// a plugin's and this process has not loaded its equations.
  OracleCell(const Family& family, std::int64_t input, std::int64_t hidden,
             const std::vector<std::vector<float>>& weights);

  /// The same cell with every weight changed at random by at most `relative` of itself.
  OracleCell perturbed(double relative, Random& random) const;

  /// The same cell with every matrix element moved at random by at most half a step of its row's symmetric grid of
  /// `levels` positive steps (127 for s8). Rows of one index in matrices of equally many rows, such as W_ih and W_hh,
  /// share the coarser grid. Biases stay.
  OracleCell moved_on_row_grid(double levels, Random& random) const;

  /// Doubles in one lane's state: h [H], and c [H] behind it for the LSTM. A fresh state is all zeros. 0 for a plugin's
  /// family, whose state is not the host's to carry.
  std::size_t state_size() const { return static_cast<std::size_t>(family_->state_vectors * hidden_); }

  /// One step of one lane: reads x [I], updates the state; y [H] is the state's first H values afterwards. The host's
  /// own families only.
  void step(std::span<const double> x, std::span<double> state, const HiddenRounding& rounding = {}) const;

  /// A whole padded batch: x [T,N,I], y [T,N,H], lengths [N] or empty for "all T", state [N, state_size].
  /// For t >= length y is 0, the state stands still and x is not read. A plugin's family starts from fresh states, and
  /// nothing is rounded inside it.
  std::vector<double> run(std::span<const double> x, std::int64_t steps, std::int64_t lanes,
                          std::span<const std::int32_t> lengths, std::span<double> state,
                          const HiddenRounding& rounding = {}) const;

 private:
  double from_input(std::int64_t row, std::span<const double> x) const;
  double from_hidden(std::int64_t row, std::span<const double> h) const;
  std::vector<double> run_packed(std::span<const double> x, std::int64_t steps, std::int64_t lanes,
                                 std::span<const std::int32_t> lengths) const;

  const Family* family_;
  std::int64_t input_;
  std::int64_t hidden_;
  std::vector<Parameter> parameters_;
  std::vector<std::vector<double>> weights_;  // in the order of parameters_
};

}  // namespace gatewise

#endif
