// minGRU as a family: what it consists of, and its equations forward with a tape and backward.
#ifndef GATEWISE_MINGRU_FAMILY_HPP
#define GATEWISE_MINGRU_FAMILY_HPP

#include <gatewise/sdk/family.hpp>

namespace mingru {

/// The gates see x alone, so that both products run over all rows of all steps at once; the recurrence is elementwise.
struct Family {
  static constexpr const char* name = "mingru";
  static constexpr const char* title = "minGRU (Feng et al. 2024, Were RNNs All We Needed?)";
  static constexpr std::uint64_t train_flags = GW_TRAIN_NO_RECURRENT_WEIGHTS;

  static std::vector<gatewise::sdk::Parameter> parameters() {
    using gatewise::sdk::hidden, gatewise::sdk::inputs;
    return {{"weight_ih", {hidden(2), inputs()}, GW_INIT_GLOROT, 2},  // z, n
            {"bias_ih", {hidden(2)}}};
  }

  /// z and n of every row.
  static std::int64_t tape_reals(std::int64_t, std::int64_t hidden, std::int64_t rows) { return rows * 2 * hidden; }

  template <class Real>
  static void forward(const gatewise::sdk::TrainPass<Real>& pass) {
    project(pass);
    for_each_cell(pass, [&](std::int64_t t, std::int64_t row, std::int64_t before) {
      Real* z = pass.tape + row * 2 * pass.hidden;
      const Real* n = z + pass.hidden;
      for (std::int64_t j = 0; j < pass.hidden; ++j) {
        const Real h = t == 0 ? Real{0} : pass.y[before * pass.hidden + j];
        z[j] = Real{1} / (Real{1} + std::exp(-z[j]));
        pass.y[row * pass.hidden + j] = h + z[j] * (n[j] - h);
      }
    });
  }

  template <class Real>
  static void backward(const gatewise::sdk::TrainPass<Real>& pass) {
    const std::int64_t hidden = pass.hidden;
    std::vector<Real> d_gates(static_cast<std::size_t>(pass.rows * 2 * hidden));  // by the sums of z, and by n
    std::vector<Real> carry(static_cast<std::size_t>(pass.active[0] * hidden));   // by h, from the steps behind
    std::int64_t first_row = pass.rows;
    for (std::int64_t t = pass.steps - 1; t >= 0; --t) {
      first_row -= pass.active[t];
      for (std::int64_t lane = 0; lane < pass.active[t]; ++lane) {
        const std::int64_t row = first_row + lane;
        const Real* z = pass.tape + row * 2 * hidden;
        const Real* n = z + hidden;
        const Real* h = t == 0 ? nullptr : pass.y + (row - pass.active[t - 1]) * hidden;
        Real* d = d_gates.data() + row * 2 * hidden;
        for (std::int64_t j = 0; j < hidden; ++j) {
          Real& by_h = carry[static_cast<std::size_t>(lane * hidden + j)];
          by_h += pass.dy[row * hidden + j];
          d[j] = by_h * (n[j] - (h == nullptr ? Real{0} : h[j])) * z[j] * (1 - z[j]);
          d[hidden + j] = by_h * z[j];
          by_h = pass.cuts(t) ? Real{0} : by_h * (1 - z[j]);
        }
      }
    }
    add_products(pass, d_gates.data());
  }

 private:
  /// f(step, row, the same lane's row one step before)
  template <class Real, class Function>
  static void for_each_cell(const gatewise::sdk::TrainPass<Real>& pass, Function f) {
    std::int64_t first_row = 0;
    for (std::int64_t t = 0; t < pass.steps; ++t) {
      for (std::int64_t lane = 0; lane < pass.active[t]; ++lane)
        f(t, first_row + lane, t == 0 ? 0 : first_row - pass.active[t - 1] + lane);
      first_row += pass.active[t];
    }
  }

  /// tape [R, 2H] = x W^T + b, by columns of W, so that the compiler can use vectors.
  template <class Real>
  static void project(const gatewise::sdk::TrainPass<Real>& pass) {
    const std::int64_t width = 2 * pass.hidden;
    std::vector<Real> columns(static_cast<std::size_t>(width * pass.input));  // [I, 2H]
    for (std::int64_t j = 0; j < width; ++j) {
      for (std::int64_t k = 0; k < pass.input; ++k)
        columns[static_cast<std::size_t>(k * width + j)] = pass.weight(0)[j * pass.input + k];
    }
    for (std::int64_t row = 0; row < pass.rows; ++row) {
      Real* sums = pass.tape + row * width;
      std::copy_n(pass.weight(1), width, sums);
      for (std::int64_t k = 0; k < pass.input; ++k) {
        const Real x = pass.x[row * pass.input + k];
        const Real* column = columns.data() + k * width;
        for (std::int64_t j = 0; j < width; ++j) sums[j] += column[j] * x;
      }
    }
  }

  /// From the gradients by the sums d [R, 2H]: dW += d^T x, db += d, dx = d W.
  template <class Real>
  static void add_products(const gatewise::sdk::TrainPass<Real>& pass, const Real* d) {
    const std::int64_t width = 2 * pass.hidden;
    const std::int64_t input = pass.input;
    for (std::int64_t row = 0; row < pass.rows; ++row) {
      const Real* x = pass.x + row * input;
      Real* dx = pass.dx == nullptr ? nullptr : pass.dx + row * input;
      if (dx != nullptr) std::fill_n(dx, input, Real{0});
      for (std::int64_t j = 0; j < width; ++j) {
        const Real by_sum = d[row * width + j];
        pass.d_weight(1)[j] += by_sum;
        Real* dw = pass.d_weight(0) + j * input;
        for (std::int64_t k = 0; k < input; ++k) dw[k] += by_sum * x[k];
        if (dx == nullptr) continue;
        const Real* w = pass.weight(0) + j * input;
        for (std::int64_t k = 0; k < input; ++k) dx[k] += by_sum * w[k];
      }
    }
  }
};

}  // namespace mingru

#endif
