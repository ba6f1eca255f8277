#include "training/gate_kernels.hpp"

// This file is compiled once for each target; the order of these includes is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "training/gate_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

#include "training/along_row-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gatewise {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V>
V sigmoid(D d, V v) {
  const V one = hn::Set(d, 1);
  return hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(v))));
}

/// s (1 - s), the slope of a sigmoid that gave s.
template <class V>
V sigmoid_slope(V s) {
  return hn::NegMulAdd(s, s, s);
}

/// 1 - t², the slope of a tanh that gave t.
template <class D, class V>
V tanh_slope(D d, V t) {
  return hn::NegMulAdd(t, t, hn::Set(d, 1));
}

template <class Real>
void rnn_forward_rows(StepRows rows, bool relu, const Real* a, Real* h) {
  const std::int64_t count = rows.lanes * rows.hidden;
  if (relu) {
    along_row<Real>(count, [=](auto d, std::int64_t i)
                               HWY_ATTR { hn::StoreU(hn::Max(hn::LoadU(d, a + i), hn::Zero(d)), d, h + i); });
  } else {
    along_row<Real>(count,
                    [=](auto d, std::int64_t i) HWY_ATTR { hn::StoreU(hn::Tanh(d, hn::LoadU(d, a + i)), d, h + i); });
  }
}

template <class Real>
void rnn_backward_rows(StepRows rows, bool relu, const Real* h, const Real* dy, const Real* carry, Real* da) {
  along_row<Real>(rows.lanes * rows.hidden, [=](auto d, std::int64_t i) HWY_ATTR {
    const auto value = hn::LoadU(d, h + i);
    const auto by_h = hn::Add(hn::LoadU(d, dy + i), hn::LoadU(d, carry + i));
    const auto by_a = relu ? hn::IfThenElseZero(hn::Gt(value, hn::Zero(d)), by_h) : hn::Mul(by_h, tanh_slope(d, value));
    hn::StoreU(by_a, d, da + i);
  });
}

template <class Real>
void lstm_forward_rows(StepRows rows, Real* gates, const Real* c_before, Real* c, Real* tanh_c, Real* h) {
  const std::int64_t width = rows.hidden;
  for (std::int64_t lane = 0; lane < rows.lanes; ++lane) {
    Real *at_i = gates + lane * 4 * width, *at_f = at_i + width, *at_g = at_f + width, *at_o = at_g + width;
    const std::int64_t first = lane * width;
    along_row<Real>(width, [=](auto d, std::int64_t j) HWY_ATTR {
      const auto i = sigmoid(d, hn::LoadU(d, at_i + j));
      const auto f = sigmoid(d, hn::LoadU(d, at_f + j));
      const auto g = hn::Tanh(d, hn::LoadU(d, at_g + j));
      const auto o = sigmoid(d, hn::LoadU(d, at_o + j));
      const auto cell = hn::MulAdd(f, hn::LoadU(d, c_before + first + j), hn::Mul(i, g));
      const auto squashed = hn::Tanh(d, cell);
      hn::StoreU(i, d, at_i + j);
      hn::StoreU(f, d, at_f + j);
      hn::StoreU(g, d, at_g + j);
      hn::StoreU(o, d, at_o + j);
      hn::StoreU(cell, d, c + first + j);
      hn::StoreU(squashed, d, tanh_c + first + j);
      hn::StoreU(hn::Mul(o, squashed), d, h + first + j);
    });
  }
}

template <class Real>
void lstm_backward_rows(StepRows rows, const Real* gates, const Real* c_before, const Real* tanh_c, const Real* dy,
                        const Real* carry, Real* dc, Real* d_gates) {
  const std::int64_t width = rows.hidden;
  for (std::int64_t lane = 0; lane < rows.lanes; ++lane) {
    const std::int64_t first = lane * width;
    const Real* gate = gates + first * 4;
    Real* d_gate = d_gates + first * 4;
    along_row<Real>(width, [=](auto d, std::int64_t j) HWY_ATTR {
      const auto i = hn::LoadU(d, gate + j);
      const auto f = hn::LoadU(d, gate + width + j);
      const auto g = hn::LoadU(d, gate + 2 * width + j);
      const auto o = hn::LoadU(d, gate + 3 * width + j);
      const auto squashed = hn::LoadU(d, tanh_c + first + j);
      const auto by_h = hn::Add(hn::LoadU(d, dy + first + j), hn::LoadU(d, carry + first + j));
      const auto by_c = hn::MulAdd(hn::Mul(by_h, o), tanh_slope(d, squashed), hn::LoadU(d, dc + first + j));
      hn::StoreU(hn::Mul(hn::Mul(by_c, g), sigmoid_slope(i)), d, d_gate + j);
      hn::StoreU(hn::Mul(hn::Mul(by_c, hn::LoadU(d, c_before + first + j)), sigmoid_slope(f)), d, d_gate + width + j);
      hn::StoreU(hn::Mul(hn::Mul(by_c, i), tanh_slope(d, g)), d, d_gate + 2 * width + j);
      hn::StoreU(hn::Mul(hn::Mul(by_h, squashed), sigmoid_slope(o)), d, d_gate + 3 * width + j);
      hn::StoreU(hn::Mul(by_c, f), d, dc + first + j);
    });
  }
}

/// (1 - z) n + z h
template <class V>
V blended(V z, V n, V h) {
  return hn::MulAdd(z, hn::Sub(h, n), n);
}

template <class Real>
void gru_forward_rows(StepRows rows, Real* gates, const Real* inner, const Real* h_before, Real* h) {
  const std::int64_t width = rows.hidden;
  for (std::int64_t lane = 0; lane < rows.lanes; ++lane) {
    Real *at_r = gates + lane * 3 * width, *at_z = at_r + width, *at_n = at_z + width;
    const std::int64_t first = lane * width;
    along_row<Real>(width, [=](auto d, std::int64_t j) HWY_ATTR {
      const auto r = sigmoid(d, hn::LoadU(d, at_r + j));
      const auto z = sigmoid(d, hn::LoadU(d, at_z + j));
      const auto n = hn::Tanh(d, hn::MulAdd(r, hn::LoadU(d, inner + first + j), hn::LoadU(d, at_n + j)));
      hn::StoreU(r, d, at_r + j);
      hn::StoreU(z, d, at_z + j);
      hn::StoreU(n, d, at_n + j);
      hn::StoreU(blended(z, n, hn::LoadU(d, h_before + first + j)), d, h + first + j);
    });
  }
}

template <class Real>
void gru_backward_rows(StepRows rows, const Real* gates, const Real* inner, const Real* h_before, const Real* dy,
                       Real* carry, Real* d_gates, Real* d_inner) {
  const std::int64_t width = rows.hidden;
  for (std::int64_t lane = 0; lane < rows.lanes; ++lane) {
    const std::int64_t first = lane * width;
    const Real* gate = gates + first * 3;
    Real* d_gate = d_gates + first * 3;
    along_row<Real>(width, [=](auto d, std::int64_t j) HWY_ATTR {
      const auto r = hn::LoadU(d, gate + j);
      const auto z = hn::LoadU(d, gate + width + j);
      const auto n = hn::LoadU(d, gate + 2 * width + j);
      const auto by_h = hn::Add(hn::LoadU(d, dy + first + j), hn::LoadU(d, carry + first + j));
      const auto dz = hn::Mul(hn::Mul(by_h, hn::Sub(hn::LoadU(d, h_before + first + j), n)), sigmoid_slope(z));
      const auto dn = hn::Mul(hn::NegMulAdd(by_h, z, by_h), tanh_slope(d, n));
      hn::StoreU(hn::Mul(hn::Mul(dn, hn::LoadU(d, inner + first + j)), sigmoid_slope(r)), d, d_gate + j);
      hn::StoreU(dz, d, d_gate + width + j);
      hn::StoreU(dn, d, d_gate + 2 * width + j);
      hn::StoreU(hn::Mul(dn, r), d, d_inner + first + j);
      hn::StoreU(hn::Mul(by_h, z), d, carry + first + j);
    });
  }
}

template <class Real>
void reset_forward_rows(StepRows rows, Real* gates, const Real* h_used, Real* inner) {
  const std::int64_t width = rows.hidden;
  for (std::int64_t lane = 0; lane < rows.lanes; ++lane) {
    Real *at_r = gates + lane * 3 * width, *at_z = at_r + width;
    const std::int64_t first = lane * width;
    along_row<Real>(width, [=](auto d, std::int64_t j) HWY_ATTR {
      const auto r = sigmoid(d, hn::LoadU(d, at_r + j));
      hn::StoreU(r, d, at_r + j);
      hn::StoreU(sigmoid(d, hn::LoadU(d, at_z + j)), d, at_z + j);
      hn::StoreU(hn::Mul(r, hn::LoadU(d, h_used + first + j)), d, inner + first + j);
    });
  }
}

template <class Real>
void blend_forward_rows(StepRows rows, Real* gates, const Real* h_before, Real* h) {
  const std::int64_t width = rows.hidden;
  for (std::int64_t lane = 0; lane < rows.lanes; ++lane) {
    Real *at_z = gates + lane * 3 * width + width, *at_n = at_z + width;
    const std::int64_t first = lane * width;
    along_row<Real>(width, [=](auto d, std::int64_t j) HWY_ATTR {
      const auto n = hn::Tanh(d, hn::LoadU(d, at_n + j));
      hn::StoreU(n, d, at_n + j);
      hn::StoreU(blended(hn::LoadU(d, at_z + j), n, hn::LoadU(d, h_before + first + j)), d, h + first + j);
    });
  }
}

template <class Real>
void blend_backward_rows(StepRows rows, const Real* gates, const Real* h_before, const Real* dy, Real* carry,
                         Real* d_gates) {
  const std::int64_t width = rows.hidden;
  for (std::int64_t lane = 0; lane < rows.lanes; ++lane) {
    const std::int64_t first = lane * width;
    const Real* gate = gates + first * 3;
    Real* d_gate = d_gates + first * 3;
    along_row<Real>(width, [=](auto d, std::int64_t j) HWY_ATTR {
      const auto z = hn::LoadU(d, gate + width + j);
      const auto n = hn::LoadU(d, gate + 2 * width + j);
      const auto by_h = hn::Add(hn::LoadU(d, dy + first + j), hn::LoadU(d, carry + first + j));
      const auto dz = hn::Mul(hn::Mul(by_h, hn::Sub(hn::LoadU(d, h_before + first + j), n)), sigmoid_slope(z));
      hn::StoreU(dz, d, d_gate + width + j);
      hn::StoreU(hn::Mul(hn::NegMulAdd(by_h, z, by_h), tanh_slope(d, n)), d, d_gate + 2 * width + j);
      hn::StoreU(hn::Mul(by_h, z), d, carry + first + j);
    });
  }
}

template <class Real>
void reset_backward_rows(StepRows rows, const Real* gates, const Real* h_used, const Real* d_inner, Real* d_gates,
                         Real* d_used) {
  const std::int64_t width = rows.hidden;
  for (std::int64_t lane = 0; lane < rows.lanes; ++lane) {
    const std::int64_t first = lane * width;
    const Real* gate = gates + first * 3;
    Real* d_gate = d_gates + first * 3;
    along_row<Real>(width, [=](auto d, std::int64_t j) HWY_ATTR {
      const auto r = hn::LoadU(d, gate + j);
      const auto by_inner = hn::LoadU(d, d_inner + first + j);
      hn::StoreU(hn::Mul(hn::Mul(by_inner, hn::LoadU(d, h_used + first + j)), sigmoid_slope(r)), d, d_gate + j);
      hn::StoreU(hn::Mul(by_inner, r), d, d_used + first + j);
    });
  }
}

template <class Real>
Real exponentials_of(std::int64_t count, Real largest, Real* values) {
  Real sum = 0;
  along_row<Real>(count, [=, &sum](auto d, std::int64_t i) HWY_ATTR {
    const auto e = hn::Exp(d, hn::Sub(hn::LoadU(d, values + i), hn::Set(d, largest)));
    hn::StoreU(e, d, values + i);
    sum += hn::GetLane(hn::SumOfLanes(d, e));
  });
  return sum;
}

float exponentials_f32(std::int64_t count, float largest, float* values) {
  return exponentials_of(count, largest, values);
}
double exponentials_f64(std::int64_t count, double largest, double* values) {
  return exponentials_of(count, largest, values);
}

void rnn_forward_f32(StepRows rows, bool relu, const float* a, float* h) { rnn_forward_rows(rows, relu, a, h); }
void rnn_forward_f64(StepRows rows, bool relu, const double* a, double* h) { rnn_forward_rows(rows, relu, a, h); }
void rnn_backward_f32(StepRows rows, bool relu, const float* h, const float* dy, const float* carry, float* da) {
  rnn_backward_rows(rows, relu, h, dy, carry, da);
}
void rnn_backward_f64(StepRows rows, bool relu, const double* h, const double* dy, const double* carry, double* da) {
  rnn_backward_rows(rows, relu, h, dy, carry, da);
}
void lstm_forward_f32(StepRows rows, float* gates, const float* c_before, float* c, float* tanh_c, float* h) {
  lstm_forward_rows(rows, gates, c_before, c, tanh_c, h);
}
void lstm_forward_f64(StepRows rows, double* gates, const double* c_before, double* c, double* tanh_c, double* h) {
  lstm_forward_rows(rows, gates, c_before, c, tanh_c, h);
}
void lstm_backward_f32(StepRows rows, const float* gates, const float* c_before, const float* tanh_c, const float* dy,
                       const float* carry, float* dc, float* d_gates) {
  lstm_backward_rows(rows, gates, c_before, tanh_c, dy, carry, dc, d_gates);
}
void lstm_backward_f64(StepRows rows, const double* gates, const double* c_before, const double* tanh_c,
                       const double* dy, const double* carry, double* dc, double* d_gates) {
  lstm_backward_rows(rows, gates, c_before, tanh_c, dy, carry, dc, d_gates);
}
void gru_forward_f32(StepRows rows, float* gates, const float* inner, const float* h_before, float* h) {
  gru_forward_rows(rows, gates, inner, h_before, h);
}
void gru_forward_f64(StepRows rows, double* gates, const double* inner, const double* h_before, double* h) {
  gru_forward_rows(rows, gates, inner, h_before, h);
}
void gru_backward_f32(StepRows rows, const float* gates, const float* inner, const float* h_before, const float* dy,
                      float* carry, float* d_gates, float* d_inner) {
  gru_backward_rows(rows, gates, inner, h_before, dy, carry, d_gates, d_inner);
}
void gru_backward_f64(StepRows rows, const double* gates, const double* inner, const double* h_before, const double* dy,
                      double* carry, double* d_gates, double* d_inner) {
  gru_backward_rows(rows, gates, inner, h_before, dy, carry, d_gates, d_inner);
}
void reset_forward_f32(StepRows rows, float* gates, const float* h_used, float* inner) {
  reset_forward_rows(rows, gates, h_used, inner);
}
void reset_forward_f64(StepRows rows, double* gates, const double* h_used, double* inner) {
  reset_forward_rows(rows, gates, h_used, inner);
}
void blend_forward_f32(StepRows rows, float* gates, const float* h_before, float* h) {
  blend_forward_rows(rows, gates, h_before, h);
}
void blend_forward_f64(StepRows rows, double* gates, const double* h_before, double* h) {
  blend_forward_rows(rows, gates, h_before, h);
}
void blend_backward_f32(StepRows rows, const float* gates, const float* h_before, const float* dy, float* carry,
                        float* d_gates) {
  blend_backward_rows(rows, gates, h_before, dy, carry, d_gates);
}
void blend_backward_f64(StepRows rows, const double* gates, const double* h_before, const double* dy, double* carry,
                        double* d_gates) {
  blend_backward_rows(rows, gates, h_before, dy, carry, d_gates);
}
void reset_backward_f32(StepRows rows, const float* gates, const float* h_used, const float* d_inner, float* d_gates,
                        float* d_used) {
  reset_backward_rows(rows, gates, h_used, d_inner, d_gates, d_used);
}
void reset_backward_f64(StepRows rows, const double* gates, const double* h_used, const double* d_inner,
                        double* d_gates, double* d_used) {
  reset_backward_rows(rows, gates, h_used, d_inner, d_gates, d_used);
}

}  // namespace HWY_NAMESPACE
}  // namespace gatewise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gatewise {

HWY_EXPORT(exponentials_f32);
HWY_EXPORT(exponentials_f64);
HWY_EXPORT(rnn_forward_f32);
HWY_EXPORT(rnn_forward_f64);
HWY_EXPORT(rnn_backward_f32);
HWY_EXPORT(rnn_backward_f64);
HWY_EXPORT(lstm_forward_f32);
HWY_EXPORT(lstm_forward_f64);
HWY_EXPORT(lstm_backward_f32);
HWY_EXPORT(lstm_backward_f64);
HWY_EXPORT(gru_forward_f32);
HWY_EXPORT(gru_forward_f64);
HWY_EXPORT(gru_backward_f32);
HWY_EXPORT(gru_backward_f64);
HWY_EXPORT(reset_forward_f32);
HWY_EXPORT(reset_forward_f64);
HWY_EXPORT(blend_forward_f32);
HWY_EXPORT(blend_forward_f64);
HWY_EXPORT(blend_backward_f32);
HWY_EXPORT(blend_backward_f64);
HWY_EXPORT(reset_backward_f32);
HWY_EXPORT(reset_backward_f64);

template <>
void rnn_forward(StepRows rows, bool relu, const float* a, float* h) {
  HWY_DYNAMIC_DISPATCH(rnn_forward_f32)(rows, relu, a, h);
}

template <>
void rnn_forward(StepRows rows, bool relu, const double* a, double* h) {
  HWY_DYNAMIC_DISPATCH(rnn_forward_f64)(rows, relu, a, h);
}

template <>
void rnn_backward(StepRows rows, bool relu, const float* h, const float* dy, const float* carry, float* da) {
  HWY_DYNAMIC_DISPATCH(rnn_backward_f32)(rows, relu, h, dy, carry, da);
}

template <>
void rnn_backward(StepRows rows, bool relu, const double* h, const double* dy, const double* carry, double* da) {
  HWY_DYNAMIC_DISPATCH(rnn_backward_f64)(rows, relu, h, dy, carry, da);
}

template <>
void lstm_forward(StepRows rows, float* gates, const float* c_before, float* c, float* tanh_c, float* h) {
  HWY_DYNAMIC_DISPATCH(lstm_forward_f32)(rows, gates, c_before, c, tanh_c, h);
}

template <>
void lstm_forward(StepRows rows, double* gates, const double* c_before, double* c, double* tanh_c, double* h) {
  HWY_DYNAMIC_DISPATCH(lstm_forward_f64)(rows, gates, c_before, c, tanh_c, h);
}

template <>
void lstm_backward(StepRows rows, const float* gates, const float* c_before, const float* tanh_c, const float* dy,
                   const float* carry, float* dc, float* d_gates) {
  HWY_DYNAMIC_DISPATCH(lstm_backward_f32)(rows, gates, c_before, tanh_c, dy, carry, dc, d_gates);
}

template <>
void lstm_backward(StepRows rows, const double* gates, const double* c_before, const double* tanh_c, const double* dy,
                   const double* carry, double* dc, double* d_gates) {
  HWY_DYNAMIC_DISPATCH(lstm_backward_f64)(rows, gates, c_before, tanh_c, dy, carry, dc, d_gates);
}

template <>
void gru_forward(StepRows rows, float* gates, const float* inner, const float* h_before, float* h) {
  HWY_DYNAMIC_DISPATCH(gru_forward_f32)(rows, gates, inner, h_before, h);
}

template <>
void gru_forward(StepRows rows, double* gates, const double* inner, const double* h_before, double* h) {
  HWY_DYNAMIC_DISPATCH(gru_forward_f64)(rows, gates, inner, h_before, h);
}

template <>
void gru_backward(StepRows rows, const float* gates, const float* inner, const float* h_before, const float* dy,
                  float* carry, float* d_gates, float* d_inner) {
  HWY_DYNAMIC_DISPATCH(gru_backward_f32)(rows, gates, inner, h_before, dy, carry, d_gates, d_inner);
}

template <>
void gru_backward(StepRows rows, const double* gates, const double* inner, const double* h_before, const double* dy,
                  double* carry, double* d_gates, double* d_inner) {
  HWY_DYNAMIC_DISPATCH(gru_backward_f64)(rows, gates, inner, h_before, dy, carry, d_gates, d_inner);
}

template <>
void reset_forward(StepRows rows, float* gates, const float* h_used, float* inner) {
  HWY_DYNAMIC_DISPATCH(reset_forward_f32)(rows, gates, h_used, inner);
}

template <>
void reset_forward(StepRows rows, double* gates, const double* h_used, double* inner) {
  HWY_DYNAMIC_DISPATCH(reset_forward_f64)(rows, gates, h_used, inner);
}

template <>
void blend_forward(StepRows rows, float* gates, const float* h_before, float* h) {
  HWY_DYNAMIC_DISPATCH(blend_forward_f32)(rows, gates, h_before, h);
}

template <>
void blend_forward(StepRows rows, double* gates, const double* h_before, double* h) {
  HWY_DYNAMIC_DISPATCH(blend_forward_f64)(rows, gates, h_before, h);
}

template <>
void blend_backward(StepRows rows, const float* gates, const float* h_before, const float* dy, float* carry,
                    float* d_gates) {
  HWY_DYNAMIC_DISPATCH(blend_backward_f32)(rows, gates, h_before, dy, carry, d_gates);
}

template <>
void blend_backward(StepRows rows, const double* gates, const double* h_before, const double* dy, double* carry,
                    double* d_gates) {
  HWY_DYNAMIC_DISPATCH(blend_backward_f64)(rows, gates, h_before, dy, carry, d_gates);
}

template <>
void reset_backward(StepRows rows, const float* gates, const float* h_used, const float* d_inner, float* d_gates,
                    float* d_used) {
  HWY_DYNAMIC_DISPATCH(reset_backward_f32)(rows, gates, h_used, d_inner, d_gates, d_used);
}

template <>
void reset_backward(StepRows rows, const double* gates, const double* h_used, const double* d_inner, double* d_gates,
                    double* d_used) {
  HWY_DYNAMIC_DISPATCH(reset_backward_f64)(rows, gates, h_used, d_inner, d_gates, d_used);
}

template <>
float exponentials(std::int64_t count, float largest, float* values) {
  return HWY_DYNAMIC_DISPATCH(exponentials_f32)(count, largest, values);
}

template <>
double exponentials(std::int64_t count, double largest, double* values) {
  return HWY_DYNAMIC_DISPATCH(exponentials_f64)(count, largest, values);
}

}  // namespace gatewise
#endif
