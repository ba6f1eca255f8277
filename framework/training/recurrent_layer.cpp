#include "training/recurrent_layer.hpp"

#include <algorithm>
#include <stdexcept>

#include "cells/family_equations.hpp"
#include "data/dataset.hpp"
#include "training/gate_kernels.hpp"
#include "training/int8_grid.hpp"

namespace gatewise {
namespace {

std::size_t extent(std::int64_t rows, std::int64_t width) { return static_cast<std::size_t>(rows * width); }

/// sums [width] += the rows of values [rows, width].
template <class Real>
void add_row_sums(const Real* values, std::int64_t rows, std::int64_t width, Real* sums) {
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t j = 0; j < width; ++j) sums[j] += values[row * width + j];
  }
}

/// rows [count, width], each the same.
template <class Real>
void fill_rows(Real* rows, std::int64_t count, std::int64_t width, const Real* row) {
  for (std::int64_t i = 0; i < count; ++i) std::copy_n(row, width, rows + i * width);
}

/// Where step t's rows begin in the tensors of a pass, and the state that it starts from.
template <class Real>
struct StepView {
  std::int64_t row;
  StepRows rows;
  const Real* h_before;  ///< [n, H]
  const Real* c_before;  ///< [n, H] lstm
};

template <class Real>
StepView<Real> view_step(const LayerPlan& plan, const PackedBatch& batch, std::int64_t t, const LayerTape<Real>& tape) {
  const StepRows rows{batch.active[static_cast<std::size_t>(t)], plan.hidden};
  if (t == 0) return {0, rows, tape.h_start.data(), tape.c_start.data()};
  const std::int64_t before = batch.row(t - 1, 0) * plan.hidden;
  return {batch.row(t, 0), rows, tape.h.data() + before, tape.c.empty() ? nullptr : tape.c.data() + before};
}

template <class Real>
class Forward {
 public:
  Forward(const LayerPlan& plan, const LayerWeights<Real>& weights, const Real* mask, LayerTape<Real>& tape)
      : plan_(plan), weights_(weights), mask_(mask), tape_(tape), width_(plan.family->gate_count() * plan.hidden) {}

  void step(const StepView<Real>& at) {
    use_state(at);
    multiply(at.rows.lanes, h_used(at), plan_.hidden, weights_.recurrent, Into::add, gates(at), width_);
    const std::string& id = plan_.family->id;
    if (id == "lstm") return lstm_forward(at.rows, gates(at), at.c_before, c(at), tanh_c(at), h(at));
    if (id == "gru") return gru(at);
    if (id == "gru_reset_before") return gru_reset_before(at);
    if (id == "rnn_tanh" || id == "rnn_relu") return rnn_forward(at.rows, id == "rnn_relu", gates(at), h(at));
    throw std::logic_error("the trainer has no equations for family " + id);
  }

 private:
  Real* gates(const StepView<Real>& at) { return tape_.gates.data() + at.row * width_; }
  Real* h(const StepView<Real>& at) { return tape_.h.data() + at.row * plan_.hidden; }
  Real* c(const StepView<Real>& at) { return tape_.c.data() + at.row * plan_.hidden; }
  Real* tanh_c(const StepView<Real>& at) { return tape_.tanh_c.data() + at.row * plan_.hidden; }
  Real* inner(const StepView<Real>& at) { return tape_.inner.data() + at.row * plan_.hidden; }
  Real* h_used(const StepView<Real>& at) { return tape_.h_used.data() + at.row * plan_.hidden; }
  Real* h_masked(const StepView<Real>& at) {
    return tape_.h_masked.empty() ? h_used(at) : tape_.h_masked.data() + at.row * plan_.hidden;
  }

  void use_state(const StepView<Real>& at) {
    const std::int64_t count = at.rows.lanes * plan_.hidden;
    if (mask_ == nullptr) {
      std::copy_n(at.h_before, count, h_used(at));
    } else {
      std::transform(at.h_before, at.h_before + count, mask_, h_used(at), std::multiplies<>());
    }
    if (plan_.h_levels == 0) return;
    if (!tape_.h_masked.empty()) std::copy_n(h_used(at), count, h_masked(at));
    put_on_grid(h_used(at), at.rows.lanes, plan_.hidden, plan_.h_levels);
  }

  void gru(const StepView<Real>& at) {
    const std::int64_t hidden = plan_.hidden;
    fill_rows(inner(at), at.rows.lanes, hidden, weights_.cell.b_hh() + 2 * hidden);
    multiply(at.rows.lanes, h_used(at), hidden, weights_.candidate, Into::add, inner(at), hidden);
    gru_forward(at.rows, gates(at), inner(at), at.h_before, h(at));
  }

  void gru_reset_before(const StepView<Real>& at) {
    const std::int64_t hidden = plan_.hidden;
    reset_forward(at.rows, gates(at), h_masked(at), inner(at));
    if (plan_.h_levels > 0) put_on_grid(inner(at), at.rows.lanes, hidden, plan_.h_levels);
    multiply(at.rows.lanes, inner(at), hidden, weights_.candidate, Into::add, gates(at) + 2 * hidden, width_);
    blend_forward(at.rows, gates(at), at.h_before, h(at));
  }

  const LayerPlan& plan_;
  const LayerWeights<Real>& weights_;
  const Real* mask_;
  LayerTape<Real>& tape_;
  std::int64_t width_;
};

template <class Real>
void size_tape(const LayerPlan& plan, const PackedBatch& batch, const LayerState<Real>& start, LayerTape<Real>& tape) {
  const std::size_t state = extent(batch.rows, plan.hidden);
  const auto begin = [&](const std::vector<Real>& from, std::vector<Real>& values) {
    values = from;
    values.resize(extent(batch.lane_count(), plan.hidden));
  };
  tape.h.resize(state);
  tape.h_used.resize(state);
  tape.gates.resize(state * static_cast<std::size_t>(plan.family->gate_count()));
  tape.h_masked.resize(plan.h_levels > 0 && plan.family->id == "gru_reset_before" ? state : 0);
  begin(start.h, tape.h_start);
  if (plan.family->state_vectors == 2) {
    begin(start.c, tape.c_start);
    tape.c.resize(state);
    tape.tanh_c.resize(state);
  }
  if (plan.family->gate_count() == 3) tape.inner.resize(state);
}

/// Steps from the last to the first. `carry_h` [N, H] holds the gradient by the state that a step leaves behind,
/// without what the loss sees of it, and then that by the state that it starts from.
template <class Real>
class Backward {
 public:
  Backward(const LayerPlan& plan, const LayerWeights<Real>& weights, const Real* mask, const LayerTape<Real>& tape,
           const Real* dh, BackwardBuffers<Real>& buffers)
      : plan_(plan),
        weights_(weights),
        mask_(mask),
        tape_(tape),
        dh_(dh),
        buffers_(buffers),
        width_(plan.family->gate_count() * plan.hidden) {}

  void step(const StepView<Real>& at) {
    const std::string& id = plan_.family->id;
    if (id == "lstm") {
      lstm_backward(at.rows, gates(at), at.c_before, of(tape_.tanh_c, at), dy(at), carry_h(), carry_c(), d_gates(at));
      through_recurrent(at, Into::overwrite);
    } else if (id == "gru") {
      gru_backward(at.rows, gates(at), of(tape_.inner, at), at.h_before, dy(at), carry_h(), d_gates(at), d_inner(at));
      through_candidate(at);
    } else if (id == "gru_reset_before") {
      reset_before(at);
    } else {
      rnn_backward(at.rows, id == "rnn_relu", of(tape_.h, at), dy(at), carry_h(), d_gates(at));
      through_recurrent(at, Into::overwrite);
    }
  }

 private:
  const Real* of(const std::vector<Real>& values, const StepView<Real>& at) const {
    return values.data() + at.row * plan_.hidden;
  }
  const Real* gates(const StepView<Real>& at) const { return tape_.gates.data() + at.row * width_; }
  const Real* dy(const StepView<Real>& at) const { return dh_ + at.row * plan_.hidden; }
  Real* d_gates(const StepView<Real>& at) { return buffers_.d_gates.data() + at.row * width_; }
  Real* d_inner(const StepView<Real>& at) { return buffers_.d_inner.data() + at.row * plan_.hidden; }
  Real* carry_h() { return buffers_.carry_h.data(); }
  Real* carry_c() { return buffers_.carry_c.data(); }
  Real* d_used() { return buffers_.d_used.data(); }

  /// Where the gradient by h_used goes: with no mask h_used is the state itself, and no buffer is needed.
  Real* used_target() { return mask_ == nullptr ? carry_h() : d_used(); }

  /// carry_h (+)= mask · (d_gates W_hh) over the direct gates.
  void through_recurrent(const StepView<Real>& at, Into into) {
    multiply(at.rows.lanes, d_gates(at), width_, weights_.recurrent_back, mask_ == nullptr ? into : Into::overwrite,
             used_target(), plan_.hidden);
    if (mask_ != nullptr) mask_used(at, into);
  }

  /// gru: as above, with d_inner W_hn; the part that passes the matrices by lies in carry_h already.
  void through_candidate(const StepView<Real>& at) {
    const std::int64_t hidden = plan_.hidden;
    const Into first = mask_ == nullptr ? Into::add : Into::overwrite;
    multiply(at.rows.lanes, d_inner(at), hidden, weights_.candidate_back, first, used_target(), hidden);
    multiply(at.rows.lanes, d_gates(at), width_, weights_.recurrent_back, Into::add, used_target(), hidden);
    if (mask_ != nullptr) mask_used(at, Into::add);
  }

  void reset_before(const StepView<Real>& at) {
    const std::int64_t hidden = plan_.hidden;
    blend_backward(at.rows, gates(at), at.h_before, dy(at), carry_h(), d_gates(at));
    multiply(at.rows.lanes, d_gates(at) + 2 * hidden, width_, weights_.candidate_back, Into::overwrite, d_inner(at),
             hidden);
    reset_backward(at.rows, gates(at), of(tape_.h_masked.empty() ? tape_.h_used : tape_.h_masked, at), d_inner(at),
                   d_gates(at), d_used());
    multiply(at.rows.lanes, d_gates(at), width_, weights_.recurrent_back, Into::add, d_used(), hidden);
    mask_used(at, Into::add);
  }

  /// carry_h (+)= mask · d_used
  void mask_used(const StepView<Real>& at, Into into) {
    for (std::int64_t i = 0; i < at.rows.lanes * plan_.hidden; ++i) {
      const Real used = mask_ == nullptr ? d_used()[i] : d_used()[i] * mask_[i];
      carry_h()[i] = into == Into::add ? carry_h()[i] + used : used;
    }
  }

  const LayerPlan& plan_;
  const LayerWeights<Real>& weights_;
  const Real* mask_;
  const LayerTape<Real>& tape_;
  const Real* dh_;
  BackwardBuffers<Real>& buffers_;
  std::int64_t width_;
};

template <class Real>
void size_buffers(const LayerPlan& plan, const PackedBatch& batch, BackwardBuffers<Real>& buffers) {
  const std::size_t state = extent(batch.rows, plan.hidden);
  const std::size_t lanes = extent(batch.lane_count(), plan.hidden);
  buffers.d_gates.resize(state * static_cast<std::size_t>(plan.family->gate_count()));
  if (plan.family->gate_count() == 3) buffers.d_inner.resize(state);
  buffers.carry_h.assign(lanes, Real{0});
  buffers.carry_c.assign(lanes, Real{0});
  buffers.d_used.resize(lanes);
}

/// The weights' gradients from the pre-activations' gradients: one product each over all steps.
template <class Real>
void add_weight_gradients(const LayerPlan& plan, const PackedBatch& batch, const Real* x, const LayerTape<Real>& tape,
                          const BackwardBuffers<Real>& buffers, const CellGradients<Real>& gradients) {
  const std::int64_t hidden = plan.hidden;
  const std::int64_t width = plan.family->gate_count() * hidden;
  const std::int64_t direct = direct_gates(*plan.family) * hidden;
  const Real* d_gates = buffers.d_gates.data();
  std::vector<Real> bias(static_cast<std::size_t>(width));
  add_row_sums(d_gates, batch.rows, width, bias.data());
  const bool gru = plan.family->id == "gru";
  for (std::int64_t j = 0; j < width; ++j) {
    gradients.b_ih()[j] += bias[static_cast<std::size_t>(j)];
    if (j < direct || !gru) gradients.b_hh()[j] += bias[static_cast<std::size_t>(j)];
  }
  if (gru) add_row_sums(buffers.d_inner.data(), batch.rows, hidden, gradients.b_hh() + direct);

  add_transposed_product(width, plan.input, batch.rows, d_gates, width, x, plan.input, gradients.w_ih(), plan.input);
  add_transposed_product(direct, hidden, batch.rows, d_gates, width, tape.h_used.data(), hidden, gradients.w_hh(),
                         hidden);
  if (direct == width) return;
  const Real* factor = gru ? buffers.d_inner.data() : d_gates + direct;
  const Real* product = gru ? tape.h_used.data() : tape.inner.data();
  add_transposed_product(hidden, hidden, batch.rows, factor, gru ? hidden : width, product, hidden,
                         gradients.w_hh() + direct * hidden, hidden);
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
void plugin_forward(const LayerPlan& plan, const PackedBatch& batch, const CellWeights<Real>& weights, const Real* x,
                    const Real* mask, LayerTape<Real>& tape) {
  const FamilyEquations* equations = plan.family->equations.get();
  if (equations == nullptr) throw std::logic_error("no plugin is loaded that computes family " + plan.family->id);
  if (mask != nullptr && equations->recurrent_dropout() == RecurrentDropout::refused) {
    throw std::runtime_error("cell family '" + plan.family->id +
                             "' knows no recurrent dropout; set training.recurrent_dropout to 0");
  }
  tape.h.resize(extent(batch.rows, plan.hidden));
  PackedPass<Real> pass = pass_of(plan, batch, weights, x, mask, tape.h.data());
  tape.own.resize(equations->tape_bytes(pass));
  pass.tape = tape.own.data();
  equations->forward(pass);
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
void layer_forward(const LayerPlan& plan, const PackedBatch& batch, const LayerWeights<Real>& weights, const Real* x,
                   const Real* mask, LayerTape<Real>& tape, const LayerState<Real>& start) {
  if (!plan.family->built_in()) {
    if (!start.h.empty() || plan.h_levels > 0)
      throw std::logic_error("a plugin's family starts from zeros and knows no int8 grid: " + plan.family->id);
    return plugin_forward(plan, batch, weights.cell, x, mask, tape);
  }
  const std::int64_t width = plan.family->gate_count() * plan.hidden;
  size_tape(plan, batch, start, tape);
  fill_rows(tape.gates.data(), batch.rows, width, weights.bias.data());
  multiply(batch.rows, x, plan.input, weights.input, Into::add, tape.gates.data(), width);
  Forward<Real> forward(plan, weights, mask, tape);
  for (std::int64_t t = 0; t < batch.steps(); ++t) forward.step(view_step(plan, batch, t, tape));
}

template <class Real>
void layer_backward(const LayerPlan& plan, const PackedBatch& batch, const LayerWeights<Real>& weights, const Real* x,
                    const Real* mask, const LayerTape<Real>& tape, const Real* dh, const CellGradients<Real>& gradients,
                    Real* dx, BackwardBuffers<Real>& buffers, const StateGradientObserver<Real>& observer) {
  if (!plan.family->built_in()) return plugin_backward(plan, batch, weights.cell, x, mask, tape, dh, gradients, dx);
  size_buffers(plan, batch, buffers);
  Backward<Real> backward(plan, weights, mask, tape, dh, buffers);
  for (std::int64_t t = batch.steps() - 1; t >= 0; --t) {
    backward.step(view_step(plan, batch, t, tape));
    if (observer) observer(t, buffers.carry_h.data(), buffers.carry_c.data());
    if (plan.truncate == 0 || t % plan.truncate != 0) continue;
    std::fill(buffers.carry_h.begin(), buffers.carry_h.end(), Real{0});
    std::fill(buffers.carry_c.begin(), buffers.carry_c.end(), Real{0});
  }
  add_weight_gradients(plan, batch, x, tape, buffers, gradients);
  if (dx == nullptr) return;
  const std::int64_t width = plan.family->gate_count() * plan.hidden;
  multiply(batch.rows, buffers.d_gates.data(), width, weights.input_back, Into::overwrite, dx, plan.input);
}

template void layer_forward(const LayerPlan&, const PackedBatch&, const LayerWeights<float>&, const float*,
                            const float*, LayerTape<float>&, const LayerState<float>&);
template void layer_forward(const LayerPlan&, const PackedBatch&, const LayerWeights<double>&, const double*,
                            const double*, LayerTape<double>&, const LayerState<double>&);
template void layer_backward(const LayerPlan&, const PackedBatch&, const LayerWeights<float>&, const float*,
                             const float*, const LayerTape<float>&, const float*, const CellGradients<float>&, float*,
                             BackwardBuffers<float>&, const StateGradientObserver<float>&);
template void layer_backward(const LayerPlan&, const PackedBatch&, const LayerWeights<double>&, const double*,
                             const double*, const LayerTape<double>&, const double*, const CellGradients<double>&,
                             double*, BackwardBuffers<double>&, const StateGradientObserver<double>&);

}  // namespace gatewise
