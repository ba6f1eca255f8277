// The element-wise parts of the recurrent families, forward and backward, vectorised for the machine's instruction set.
// Rows are [n, H], gates [n, G·H] with the gates of a lane side by side.
#ifndef GATEWISE_TRAINING_GATE_KERNELS_HPP
#define GATEWISE_TRAINING_GATE_KERNELS_HPP

#include <cstdint>

namespace gatewise {

/// The rows of one step: n lanes of H numbers.
struct StepRows {
  std::int64_t lanes;
  std::int64_t hidden;
};

/// h = tanh(a), or max(a, 0).
template <class Real>
void rnn_forward(StepRows rows, bool relu, const Real* a, Real* h);
/// da from dh = dy + carry, by what h shows of the slope.
template <class Real>
void rnn_backward(StepRows rows, bool relu, const Real* h, const Real* dy, const Real* carry, Real* da);

/// gates i f g o before their activations, which replace them; c = f c_before + i g; h = o tanh(c).
template <class Real>
void lstm_forward(StepRows rows, Real* gates, const Real* c_before, Real* c, Real* tanh_c, Real* h);
/// The gradients by the pre-activations from dh = dy + carry and dc, which becomes that of c_before.
template <class Real>
void lstm_backward(StepRows rows, const Real* gates, const Real* c_before, const Real* tanh_c, const Real* dy,
                   const Real* carry, Real* dc, Real* d_gates);

/// gates r z n: r and z are activated; n, which holds the input's part, becomes tanh(n + r inner); h = (1 - z) n + z
/// h_before.
template <class Real>
void gru_forward(StepRows rows, Real* gates, const Real* inner, const Real* h_before, Real* h);
/// As lstm_backward; `carry` becomes the part of dh_before that passes the matrices by, d_inner the gradient by inner.
template <class Real>
void gru_backward(StepRows rows, const Real* gates, const Real* inner, const Real* h_before, const Real* dy,
                  Real* carry, Real* d_gates, Real* d_inner);

/// gru_reset_before, first half: r and z are activated; inner = r h_used.
template <class Real>
void reset_forward(StepRows rows, Real* gates, const Real* h_used, Real* inner);
/// Second half: n becomes tanh(n); h = (1 - z) n + z h_before.
template <class Real>
void blend_forward(StepRows rows, Real* gates, const Real* h_before, Real* h);
/// The gradients by z's and n's pre-activations; `carry` as in gru_backward.
template <class Real>
void blend_backward(StepRows rows, const Real* gates, const Real* h_before, const Real* dy, Real* carry, Real* d_gates);
/// From the gradient by inner: that by r's pre-activation, and d_used, the part of h_used's that r passes.
template <class Real>
void reset_backward(StepRows rows, const Real* gates, const Real* h_used, const Real* d_inner, Real* d_gates,
                    Real* d_used);

/// values = exp(values - largest), of `count` numbers; their sum.
template <class Real>
Real exponentials(std::int64_t count, Real largest, Real* values);

}  // namespace gatewise

#endif
