#include "training/recurrent_layer.hpp"

#include <algorithm>
#include <stdexcept>

#include "cells/family_equations.hpp"
#include "training/activations.hpp"
#include "training/gemm.hpp"

namespace gatewise {
namespace {

std::size_t extent(std::int64_t rows, std::int64_t width) { return static_cast<std::size_t>(rows * width); }

/// out [rows, width] += bias [width] in every row.
template <class Real>
void add_bias(Real* out, std::int64_t rows, std::int64_t width, const Real* bias) {
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t j = 0; j < width; ++j) out[row * width + j] += bias[j];
  }
}

/// sums [width] += the rows of values [rows, width].
template <class Real>
void add_row_sums(const Real* values, std::int64_t rows, std::int64_t width, Real* sums) {
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t j = 0; j < width; ++j) sums[j] += values[row * width + j];
  }
}

/// Forward of one step for `n` running lanes. `a` [n, G·H] holds W_ih x + b_ih and becomes the gates.
template <class Real>
struct ForwardStep {
  const LayerPlan& plan;
  const CellWeights<Real>& weights;
  LayerTape<Real>& tape;
  std::int64_t row;      ///< of the step's first lane
  std::int64_t n;        ///< running lanes
  const Real* c_before;  ///< [n, H] lstm; nullptr at the first step

  std::int64_t hidden() const { return plan.hidden; }
  Real* a(std::int64_t lane) { return tape.gates.data() + (row + lane) * plan.family->gate_count() * hidden(); }
  Real* at(std::vector<Real>& values, std::int64_t lane) { return values.data() + (row + lane) * hidden(); }

  /// a[:, first .. first + count) += W_hh[first ...] h_used + b_hh, in units of gates.
  void add_recurrent(std::int64_t first, std::int64_t count) {
    const std::int64_t width = plan.family->gate_count() * hidden();
    gemm(Layout::plain, Layout::transposed, n, count * hidden(), hidden(), at(tape.h_used, 0), hidden(),
         weights.w_hh() + first * hidden() * hidden(), hidden(), Real{1}, a(0) + first * hidden(), width);
    for (std::int64_t lane = 0; lane < n; ++lane) {
      for (std::int64_t j = first * hidden(); j < (first + count) * hidden(); ++j) a(lane)[j] += weights.b_hh()[j];
    }
  }

  void rnn() {
    add_recurrent(0, 1);
    const bool relu = plan.family->id == "rnn_relu";
    if (!relu) apply_tanh(a(0), n * hidden());
    for (std::int64_t i = 0; i < n * hidden(); ++i) {
      if (relu) a(0)[i] = std::max(a(0)[i], Real{0});
      at(tape.h, 0)[i] = a(0)[i];
    }
  }

  void lstm() {
    add_recurrent(0, 4);
    for (std::int64_t lane = 0; lane < n; ++lane) {
      Real* i = a(lane);
      Real* f = i + hidden();
      Real* g = f + hidden();
      Real* o = g + hidden();
      apply_sigmoid(i, 2 * hidden());
      apply_tanh(g, hidden());
      apply_sigmoid(o, hidden());
      Real* c = at(tape.c, lane);
      Real* tanh_c = at(tape.tanh_c, lane);
      for (std::int64_t j = 0; j < hidden(); ++j) {
        c[j] = i[j] * g[j] + (c_before == nullptr ? Real{0} : f[j] * c_before[lane * hidden() + j]);
        tanh_c[j] = c[j];
      }
      apply_tanh(tanh_c, hidden());
      for (std::int64_t j = 0; j < hidden(); ++j) at(tape.h, lane)[j] = o[j] * tanh_c[j];
    }
  }

  /// h' = (1 - z) n + z h
  void blend(std::int64_t lane) {
    const Real* z = a(lane) + hidden();
    const Real* candidate = z + hidden();
    const Real* h_before = at(tape.h_before, lane);
    for (std::int64_t j = 0; j < hidden(); ++j) at(tape.h, lane)[j] = (1 - z[j]) * candidate[j] + z[j] * h_before[j];
  }

  void gru() {
    add_recurrent(0, 2);
    const Real* w_hn = weights.w_hh() + 2 * hidden() * hidden();
    gemm(Layout::plain, Layout::transposed, n, hidden(), hidden(), at(tape.h_used, 0), hidden(), w_hn, hidden(),
         Real{0}, at(tape.inner, 0), hidden());
    add_bias(at(tape.inner, 0), n, hidden(), weights.b_hh() + 2 * hidden());
    for (std::int64_t lane = 0; lane < n; ++lane) {
      Real* r = a(lane);
      Real* candidate = r + 2 * hidden();
      apply_sigmoid(r, 2 * hidden());
      for (std::int64_t j = 0; j < hidden(); ++j) candidate[j] += r[j] * at(tape.inner, lane)[j];
      apply_tanh(candidate, hidden());
      blend(lane);
    }
  }

  void gru_reset_before() {
    add_recurrent(0, 2);
    for (std::int64_t lane = 0; lane < n; ++lane) {
      apply_sigmoid(a(lane), 2 * hidden());
      for (std::int64_t j = 0; j < hidden(); ++j) at(tape.inner, lane)[j] = a(lane)[j] * at(tape.h_used, lane)[j];
    }
    const std::int64_t width = 3 * hidden();
    const Real* w_hn = weights.w_hh() + 2 * hidden() * hidden();
    gemm(Layout::plain, Layout::transposed, n, hidden(), hidden(), at(tape.inner, 0), hidden(), w_hn, hidden(), Real{1},
         a(0) + 2 * hidden(), width);
    for (std::int64_t lane = 0; lane < n; ++lane) {
      Real* candidate = a(lane) + 2 * hidden();
      for (std::int64_t j = 0; j < hidden(); ++j) candidate[j] += weights.b_hh()[2 * hidden() + j];
      apply_tanh(candidate, hidden());
      blend(lane);
    }
  }

  void run() {
    const std::string& id = plan.family->id;
    if (id == "lstm") return lstm();
    if (id == "gru") return gru();
    if (id == "gru_reset_before") return gru_reset_before();
    if (id == "rnn_tanh" || id == "rnn_relu") return rnn();
    throw std::logic_error("the trainer has no equations for family " + id);
  }
};

/// Copies the state that the step starts from into its rows, with and without recurrent dropout. The first step starts
/// from zeros.
template <class Real>
void load_state(const LayerPlan& plan, const PackedBatch& batch, std::int64_t t, const Real* mask,
                LayerTape<Real>& tape) {
  if (t == 0) return;
  const std::int64_t count = batch.active[static_cast<std::size_t>(t)] * plan.hidden;
  const Real* before = tape.h.data() + batch.row(t - 1, 0) * plan.hidden;
  Real* h_before = tape.h_before.data() + batch.row(t, 0) * plan.hidden;
  Real* h_used = tape.h_used.data() + batch.row(t, 0) * plan.hidden;
  for (std::int64_t i = 0; i < count; ++i) {
    h_before[i] = before[i];
    h_used[i] = mask == nullptr ? before[i] : before[i] * mask[i];
  }
}

template <class Real>
LayerTape<Real> make_tape(const LayerPlan& plan, std::int64_t rows) {
  LayerTape<Real> tape;
  for (auto* values : {&tape.h, &tape.h_before, &tape.h_used}) values->resize(extent(rows, plan.hidden));
  tape.gates.resize(extent(rows, plan.family->gate_count() * plan.hidden));
  if (plan.family->state_vectors == 2) {
    tape.c.resize(extent(rows, plan.hidden));
    tape.tanh_c.resize(extent(rows, plan.hidden));
  }
  if (plan.family->gate_count() == 3) tape.inner.resize(extent(rows, plan.hidden));
  return tape;
}

/// Backward of one step for `n` running lanes. `d_input` and `d_recurrent` [R, G·H] are the gradients by the
/// pre-activations as W_ih's and W_hh's products see them; they differ only in gru's n gate, where r stands between.
template <class Real>
struct BackwardStep {
  const LayerPlan& plan;
  const CellWeights<Real>& weights;
  const LayerTape<Real>& tape;
  Real* d_input;
  Real* d_recurrent;
  std::int64_t row;
  std::int64_t n;
  const Real* c_before;  ///< lstm; nullptr at the first step
  Real* dh;              ///< [N, H] in: gradient by h; out: by the state before, the direct part
  Real* dc;              ///< [N, H] lstm: the same for c
  Real* d_used;          ///< [N, H] out: gradient by h_used, through the matrix products
  Real* work;            ///< [N, H]

  std::int64_t hidden() const { return plan.hidden; }
  std::int64_t width() const { return plan.family->gate_count() * hidden(); }
  const Real* gate(std::int64_t lane, std::int64_t g) const {
    return tape.gates.data() + (row + lane) * width() + g * hidden();
  }
  Real* d_gate(Real* d, std::int64_t lane, std::int64_t g) const { return d + (row + lane) * width() + g * hidden(); }
  const Real* at(const std::vector<Real>& values, std::int64_t lane) const {
    return values.data() + (row + lane) * hidden();
  }

  /// d_used = (or +=) d_recurrent[gates first ...] W_hh[first ...]
  void through_recurrent(std::int64_t first, std::int64_t count, Real beta) {
    gemm(Layout::plain, Layout::plain, n, hidden(), count * hidden(), d_gate(d_recurrent, 0, first), width(),
         weights.w_hh() + first * hidden() * hidden(), hidden(), beta, d_used, hidden());
  }

  void rnn() {
    const bool relu = plan.family->id == "rnn_relu";
    Real* da = d_gate(d_input, 0, 0);
    const Real* h = gate(0, 0);
    for (std::int64_t i = 0; i < n * hidden(); ++i) {
      da[i] = relu ? (h[i] > 0 ? dh[i] : Real{0}) : dh[i] * (1 - h[i] * h[i]);
      dh[i] = 0;
    }
    through_recurrent(0, 1, Real{0});
  }

  void lstm() {
    for (std::int64_t lane = 0; lane < n; ++lane) {
      const Real *i = gate(lane, 0), *f = gate(lane, 1), *g = gate(lane, 2), *o = gate(lane, 3);
      Real *di = d_gate(d_input, lane, 0), *df = d_gate(d_input, lane, 1), *dg = d_gate(d_input, lane, 2),
           *d_o = d_gate(d_input, lane, 3);
      const Real* tanh_c = at(tape.tanh_c, lane);
      for (std::int64_t j = 0; j < hidden(); ++j) {
        const std::int64_t k = lane * hidden() + j;
        const Real by_c = dc[k] + dh[k] * o[j] * (1 - tanh_c[j] * tanh_c[j]);
        di[j] = by_c * g[j] * i[j] * (1 - i[j]);
        df[j] = c_before == nullptr ? Real{0} : by_c * c_before[k] * f[j] * (1 - f[j]);
        dg[j] = by_c * i[j] * (1 - g[j] * g[j]);
        d_o[j] = dh[k] * tanh_c[j] * o[j] * (1 - o[j]);
        dc[k] = by_c * f[j];
        dh[k] = 0;
      }
    }
    through_recurrent(0, 4, Real{0});
  }

  /// dn's pre-activation and dz's, from h' = (1 - z) n + z h; leaves dh z in dh.
  void unblend(std::int64_t lane) {
    const Real *z = gate(lane, 1), *candidate = gate(lane, 2), *h_before = at(tape.h_before, lane);
    Real *dz = d_gate(d_input, lane, 1), *dn = d_gate(d_input, lane, 2);
    for (std::int64_t j = 0; j < hidden(); ++j) {
      Real& by_h = dh[lane * hidden() + j];
      dz[j] = by_h * (h_before[j] - candidate[j]) * z[j] * (1 - z[j]);
      dn[j] = by_h * (1 - z[j]) * (1 - candidate[j] * candidate[j]);
      by_h *= z[j];
    }
  }

  void gru() {
    for (std::int64_t lane = 0; lane < n; ++lane) {
      unblend(lane);
      const Real *r = gate(lane, 0), *inner = at(tape.inner, lane), *dn = d_gate(d_input, lane, 2);
      Real* dr = d_gate(d_input, lane, 0);
      for (std::int64_t j = 0; j < hidden(); ++j) dr[j] = dn[j] * inner[j] * r[j] * (1 - r[j]);
      std::copy_n(dr, 2 * hidden(), d_gate(d_recurrent, lane, 0));
      for (std::int64_t j = 0; j < hidden(); ++j) d_gate(d_recurrent, lane, 2)[j] = dn[j] * r[j];
    }
    through_recurrent(0, 3, Real{0});
  }

  void gru_reset_before() {
    for (std::int64_t lane = 0; lane < n; ++lane) unblend(lane);
    const Real* w_hn = weights.w_hh() + 2 * hidden() * hidden();
    gemm(Layout::plain, Layout::plain, n, hidden(), hidden(), d_gate(d_input, 0, 2), width(), w_hn, hidden(), Real{0},
         work, hidden());
    for (std::int64_t lane = 0; lane < n; ++lane) {
      const Real *r = gate(lane, 0), *h_used = at(tape.h_used, lane);
      for (std::int64_t j = 0; j < hidden(); ++j) {
        const Real by_reset_h = work[lane * hidden() + j];
        d_gate(d_input, lane, 0)[j] = by_reset_h * h_used[j] * r[j] * (1 - r[j]);
        d_used[lane * hidden() + j] = by_reset_h * r[j];
      }
    }
    through_recurrent(0, 2, Real{1});
  }

  void run() {
    const std::string& id = plan.family->id;
    if (id == "lstm") return lstm();
    if (id == "gru") return gru();
    if (id == "gru_reset_before") return gru_reset_before();
    rnn();
  }
};

/// The weights' gradients from the pre-activations' gradients: one product each over all steps.
template <class Real>
void add_weight_gradients(const LayerPlan& plan, const PackedBatch& batch, const Real* x, const LayerTape<Real>& tape,
                          const Real* d_input, const Real* d_recurrent, const CellGradients<Real>& gradients) {
  const std::int64_t hidden = plan.hidden;
  const std::int64_t width = plan.family->gate_count() * hidden;
  gemm(Layout::transposed, Layout::plain, width, plan.input, batch.rows, d_input, width, x, plan.input, Real{1},
       gradients.w_ih(), plan.input);
  add_row_sums(d_input, batch.rows, width, gradients.b_ih());
  add_row_sums(d_recurrent, batch.rows, width, gradients.b_hh());
  // gru_reset_before multiplies W_hn with r h, all others with h.
  const std::int64_t plain_gates = plan.family->id == "gru_reset_before" ? 2 : plan.family->gate_count();
  gemm(Layout::transposed, Layout::plain, plain_gates * hidden, hidden, batch.rows, d_recurrent, width,
       tape.h_used.data(), hidden, Real{1}, gradients.w_hh(), hidden);
  if (plain_gates == plan.family->gate_count()) return;
  gemm(Layout::transposed, Layout::plain, hidden, hidden, batch.rows, d_recurrent + 2 * hidden, width,
       tape.inner.data(), hidden, Real{1}, gradients.w_hh() + 2 * hidden * hidden, hidden);
}

/// What a plugin's family is given; the way forward needs no more. `y` is not written on the way back.
template <class Real>
PackedPass<Real> pass_of(const LayerPlan& plan, const PackedBatch& batch, const CellWeights<Real>& weights,
                         const Real* x, const Real* mask, Real* y) {
  PackedPass<Real> pass;
  pass.input = plan.input;
  pass.hidden = plan.hidden;
  pass.active = batch.active;
  pass.rows = batch.rows;
  pass.truncate = plan.truncate;
  pass.mask = plan.family->equations->recurrent_dropout() == RecurrentDropout::honoured ? mask : nullptr;
  pass.weights = weights.all;
  pass.x = x;
  pass.y = y;
  return pass;
}

template <class Real>
LayerTape<Real> plugin_forward(const LayerPlan& plan, const PackedBatch& batch, const CellWeights<Real>& weights,
                               const Real* x, const Real* mask) {
  const FamilyEquations* equations = plan.family->equations.get();
  if (equations == nullptr) throw std::logic_error("no plugin is loaded that computes family " + plan.family->id);
  if (mask != nullptr && equations->recurrent_dropout() == RecurrentDropout::refused) {
    throw std::runtime_error("cell family '" + plan.family->id +
                             "' knows no recurrent dropout; set training.recurrent_dropout to 0");
  }
  LayerTape<Real> tape;
  tape.h.resize(extent(batch.rows, plan.hidden));
  PackedPass<Real> pass = pass_of(plan, batch, weights, x, mask, tape.h.data());
  tape.own.resize(equations->tape_bytes(pass));
  pass.tape = tape.own.data();
  equations->forward(pass);
  return tape;
}

template <class Real>
void plugin_backward(const LayerPlan& plan, const PackedBatch& batch, const CellWeights<Real>& weights, const Real* x,
                     const Real* mask, const LayerTape<Real>& tape, const Real* dh,
                     const CellGradients<Real>& gradients, Real* dx) {
  PackedPass<Real> pass = pass_of(plan, batch, weights, x, mask, const_cast<Real*>(tape.h.data()));
  pass.tape = const_cast<std::byte*>(tape.own.data());
  pass.dy = dh;
  pass.d_weights = gradients.all;
  pass.dx = dx;
  plan.family->equations->backward(pass);
}

}  // namespace

template <class Real>
LayerTape<Real> layer_forward(const LayerPlan& plan, const PackedBatch& batch, const CellWeights<Real>& weights,
                              const Real* x, const Real* mask) {
  if (!plan.family->built_in()) return plugin_forward(plan, batch, weights, x, mask);
  const std::int64_t width = plan.family->gate_count() * plan.hidden;
  LayerTape<Real> tape = make_tape<Real>(plan, batch.rows);
  gemm(Layout::plain, Layout::transposed, batch.rows, width, plan.input, x, plan.input, weights.w_ih(), plan.input,
       Real{0}, tape.gates.data(), width);
  add_bias(tape.gates.data(), batch.rows, width, weights.b_ih());
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    load_state(plan, batch, t, mask, tape);
    const Real* c_before = t == 0 || tape.c.empty() ? nullptr : tape.c.data() + batch.row(t - 1, 0) * plan.hidden;
    ForwardStep<Real>{plan, weights, tape, batch.row(t, 0), batch.active[static_cast<std::size_t>(t)], c_before}.run();
  }
  return tape;
}

template <class Real>
void layer_backward(const LayerPlan& plan, const PackedBatch& batch, const CellWeights<Real>& weights, const Real* x,
                    const Real* mask, const LayerTape<Real>& tape, const Real* dh, const CellGradients<Real>& gradients,
                    Real* dx) {
  if (!plan.family->built_in()) return plugin_backward(plan, batch, weights, x, mask, tape, dh, gradients, dx);
  const std::int64_t hidden = plan.hidden;
  const std::int64_t width = plan.family->gate_count() * hidden;
  std::vector<Real> d_input(extent(batch.rows, width));
  std::vector<Real> d_apart(plan.family->id == "gru" ? d_input.size() : 0);
  Real* d_recurrent = d_apart.empty() ? d_input.data() : d_apart.data();
  std::vector<Real> carry_h(extent(batch.lane_count(), hidden));
  std::vector<Real> carry_c(tape.c.empty() ? 0 : carry_h.size());
  std::vector<Real> d_used(carry_h.size());
  std::vector<Real> work(carry_h.size());

  for (std::int64_t t = batch.steps() - 1; t >= 0; --t) {
    const std::int64_t row = batch.row(t, 0);
    const std::int64_t n = batch.active[static_cast<std::size_t>(t)];
    for (std::int64_t i = 0; i < n * hidden; ++i) carry_h[static_cast<std::size_t>(i)] += dh[row * hidden + i];
    const Real* c_before = t == 0 || tape.c.empty() ? nullptr : tape.c.data() + batch.row(t - 1, 0) * hidden;
    BackwardStep<Real>{plan, weights,  tape,           d_input.data(), d_recurrent,   row,
                       n,    c_before, carry_h.data(), carry_c.data(), d_used.data(), work.data()}
        .run();
    const bool cut = plan.truncate > 0 && t % plan.truncate == 0;
    for (std::int64_t i = 0; i < n * hidden; ++i) {
      const auto k = static_cast<std::size_t>(i);
      carry_h[k] = cut ? Real{0} : carry_h[k] + d_used[k] * (mask == nullptr ? Real{1} : mask[i]);
      if (cut && !carry_c.empty()) carry_c[k] = 0;
    }
  }
  add_weight_gradients(plan, batch, x, tape, d_input.data(), d_recurrent, gradients);
  if (dx != nullptr) {
    gemm(Layout::plain, Layout::plain, batch.rows, plan.input, width, d_input.data(), width, weights.w_ih(), plan.input,
         Real{0}, dx, plan.input);
  }
}

template LayerTape<float> layer_forward(const LayerPlan&, const PackedBatch&, const CellWeights<float>&, const float*,
                                        const float*);
template LayerTape<double> layer_forward(const LayerPlan&, const PackedBatch&, const CellWeights<double>&,
                                         const double*, const double*);
template void layer_backward(const LayerPlan&, const PackedBatch&, const CellWeights<float>&, const float*,
                             const float*, const LayerTape<float>&, const float*, const CellGradients<float>&, float*);
template void layer_backward(const LayerPlan&, const PackedBatch&, const CellWeights<double>&, const double*,
                             const double*, const LayerTape<double>&, const double*, const CellGradients<double>&,
                             double*);

}  // namespace gatewise
