// The kernel's text, included once by the file of each instruction set, which first gives Eigen's namespace a name of
// its own: Eigen's templates are weak symbols, and under one name the linker would keep one copy for all instruction
// sets. For the same reason nothing here calls a template of std, and all else has internal linkage.
#ifndef Eigen
#error "define Eigen to a name of this instruction set's own before including this file"
#endif

#include <Eigen/Core>
#include <cstring>

#include "kernel.hpp"

namespace eigen {
namespace {

using Stride = Eigen::OuterStride<>;
using Matrix = Eigen::Map<Eigen::MatrixXf, Eigen::Unaligned, Stride>;             // a column is a lane's row
using ConstMatrix = Eigen::Map<const Eigen::MatrixXf, Eigen::Unaligned, Stride>;  // as much as it reads

/// out += weights · in. Eigen packs tiles of both factors, on the stack up to 128 KiB each and else on the heap: these
/// tiles take at most 96 and 128 KiB. One column (streaming) is a GEMV, which packs nothing.
void add_product(const ConstMatrix& weights, const ConstMatrix& in, Matrix out) {
  constexpr Eigen::Index most_rows = 192, most_depth = 128, most_columns = 256;
  static_assert(sizeof(float) * most_depth * most_columns <= EIGEN_STACK_ALLOCATION_LIMIT);
  static_assert(sizeof(float) * most_depth * most_rows <= EIGEN_STACK_ALLOCATION_LIMIT);
  if (in.cols() == 1) {
    out.col(0).noalias() += weights * in.col(0);
    return;
  }
  const auto part = [](Eigen::Index at, Eigen::Index end, Eigen::Index most) {
    return end - at < most ? end - at : most;
  };
  for (Eigen::Index n = 0; n < in.cols(); n += most_columns) {
    const Eigen::Index columns = part(n, in.cols(), most_columns);
    for (Eigen::Index k = 0; k < in.rows(); k += most_depth) {
      const Eigen::Index depth = part(k, in.rows(), most_depth);
      for (Eigen::Index r = 0; r < weights.rows(); r += most_rows) {
        const Eigen::Index rows = part(r, weights.rows(), most_rows);
        out.block(r, n, rows, columns).noalias() += weights.block(r, k, rows, depth) * in.block(k, n, depth, columns);
      }
    }
  }
}

template <int width>
using Values = Eigen::Map<Eigen::Array<float, width, 1>>;

/// Calls update<width> for as many whole chunks as there are from `done` on; answers how far it came.
template <int width, int count, class Update>
std::int64_t update_chunks(float* const (&vectors)[count], std::int64_t done, std::int64_t size, const Update& update) {
  for (; done + width <= size; done += width) {
    float* at[count];
    for (int v = 0; v < count; ++v) at[v] = vectors[v] + done;
    update.template operator()<width>(at);
  }
  return done;
}

/// Updates vectors of `size` values in chunks whose width is known to the compiler. Eigen would compute the head and
/// the tail of a vector of unknown size and alignment value by value: up to 30 of them with AVX-512.
template <int count, class Update>
void update_all(float* const (&vectors)[count], std::int64_t size, const Update& update) {
  std::int64_t done = update_chunks<16>(vectors, 0, size, update);
  done = update_chunks<8>(vectors, done, size, update);
  done = update_chunks<4>(vectors, done, size, update);
  if (done == size) return;
  float rest[count][4] = {};
  float* at[count];
  const std::size_t bytes = static_cast<std::size_t>(size - done) * sizeof(float);
  for (int v = 0; v < count; ++v) at[v] = static_cast<float*>(std::memcpy(rest[v], vectors[v] + done, bytes));
  update.template operator()<4>(at);
  for (int v = 0; v < count; ++v) std::memcpy(vectors[v] + done, rest[v], bytes);
}

// h' = f(a)
void update_rnn_tanh(float* a, float* h, std::int64_t hidden) {
  update_all({a, h}, hidden, []<int width>(float* const* v) {
    const Values<width> sum(v[0]);
    Values<width> next_h(v[1]);
    next_h = sum.tanh();
  });
}

void update_rnn_relu(float* a, float* h, std::int64_t hidden) {
  update_all({a, h}, hidden, []<int width>(float* const* v) {
    const Values<width> sum(v[0]);
    Values<width> next_h(v[1]);
    next_h = sum.cwiseMax(0.0F);
  });
}

// c' = sigmoid(a_f) c + sigmoid(a_i) tanh(a_g)     h' = sigmoid(a_o) tanh(c')
void update_lstm(float* a, float* h, std::int64_t hidden) {
  update_all({a, a + hidden, a + 2 * hidden, a + 3 * hidden, h, h + hidden}, hidden, []<int width>(float* const* v) {
    const Values<width> i(v[0]), f(v[1]), g(v[2]), o(v[3]);
    Values<width> next_h(v[4]), c(v[5]);
    c = f.logistic() * c + i.logistic() * g.tanh();
    next_h = o.logistic() * c.tanh();
  });
}

// a: W_in x + b_in, r, z, W_hn h + b_hn     n = tanh(a_nx + sigmoid(a_r) a_nh)     h' = n + z (h - n)
void update_gru(float* a, float* h, std::int64_t hidden) {
  update_all({a, a + hidden, a + 2 * hidden, a + 3 * hidden, h}, hidden, []<int width>(float* const* v) {
    const Values<width> from_x(v[0]), r(v[1]), z(v[2]), from_h(v[3]);
    Values<width> next_h(v[4]);
    const Eigen::Array<float, width, 1> n = (from_x + r.logistic() * from_h).tanh();
    next_h = n + z.logistic() * (next_h - n);
  });
}

void update_reset(float* a, float* h, float* reset_h, std::int64_t hidden) {
  update_all({a, h, reset_h}, hidden, []<int width>(float* const* v) {
    const Values<width> r(v[0]), old_h(v[1]);
    Values<width> product(v[2]);
    product = r.logistic() * old_h;
  });
}

// a: r (used up), z, W_in x + b_in + W_hn (r h) + b_hn
void update_candidate(float* a, float* h, std::int64_t hidden) {
  update_all({a + hidden, a + 2 * hidden, h}, hidden, []<int width>(float* const* v) {
    const Values<width> z(v[0]), candidate(v[1]);
    Values<width> next_h(v[2]);
    const Eigen::Array<float, width, 1> n = candidate.tanh();
    next_h = n + z.logistic() * (next_h - n);
  });
}

/// A run, as matrices with a lane in each column.
class Run {
 public:
  Run(const Layer& layer, const Batch& batch) : l_(layer), b_(batch) {}

  void operator()() const {
    add_inputs();
    for (std::int64_t t = 0; t < b_.steps; ++t) {
      float* sums = b_.sums + t * b_.lanes * sums_size();
      const std::int64_t direct = l_.family == Family::gru_reset_before ? 2 : l_.gates;
      add_recurrent(0, direct, b_.state, state_size(), sums + l_.recurrent_gate * l_.hidden);
      if (direct < l_.gates) add_reset_product(sums);
      for (std::int64_t n = 0; n < b_.lanes; ++n) {
        float* h = b_.state + n * state_size();
        update(sums + n * sums_size(), h);
        std::memcpy(b_.y + (t * b_.lanes + n) * l_.hidden, h, static_cast<std::size_t>(l_.hidden) * sizeof(float));
      }
    }
  }

 private:
  std::int64_t sums_size() const { return l_.sums * l_.hidden; }
  std::int64_t state_size() const { return (l_.family == Family::lstm ? 2 : 1) * l_.hidden; }

  /// The bias and the input's product of all steps at once: it does not depend on the state.
  void add_inputs() const {
    const std::int64_t rows = b_.steps * b_.lanes;
    for (std::int64_t row = 0; row < rows; ++row)
      std::memcpy(b_.sums + row * sums_size(), l_.bias, static_cast<std::size_t>(sums_size()) * sizeof(float));
    const std::int64_t outputs = l_.gates * l_.hidden;
    add_product(ConstMatrix(l_.w_ih, outputs, l_.input, Stride(outputs)),
                ConstMatrix(b_.x, l_.input, rows, Stride(l_.input)),
                Matrix(b_.sums, outputs, rows, Stride(sums_size())));
  }

  /// W_hh's gates first..first+count-1 times [H, N] of `in`, added to the gates that begin at `sums`.
  void add_recurrent(std::int64_t first, std::int64_t count, const float* in, std::int64_t in_size, float* sums) const {
    add_product(ConstMatrix(l_.w_hh + first * l_.hidden, count * l_.hidden, l_.hidden, Stride(l_.gates * l_.hidden)),
                ConstMatrix(in, l_.hidden, b_.lanes, Stride(in_size)),
                Matrix(sums, count * l_.hidden, b_.lanes, Stride(sums_size())));
  }

  void add_reset_product(float* sums) const {
    for (std::int64_t n = 0; n < b_.lanes; ++n)
      update_reset(sums + n * sums_size(), b_.state + n * state_size(), b_.reset_h + n * l_.hidden, l_.hidden);
    add_recurrent(2, 1, b_.reset_h, l_.hidden, sums + 2 * l_.hidden);
  }

  void update(float* sums, float* h) const {
    switch (l_.family) {
      case Family::rnn_tanh:
        return update_rnn_tanh(sums, h, l_.hidden);
      case Family::rnn_relu:
        return update_rnn_relu(sums, h, l_.hidden);
      case Family::lstm:
        return update_lstm(sums, h, l_.hidden);
      case Family::gru:
        return update_gru(sums, h, l_.hidden);
      case Family::gru_reset_before:
        return update_candidate(sums, h, l_.hidden);
    }
  }

  const Layer& l_;
  const Batch& b_;
};

void run(const Layer& layer, const Batch& batch) { Run(layer, batch)(); }

void prepare() { Eigen::initParallel(); }

}  // namespace
}  // namespace eigen
