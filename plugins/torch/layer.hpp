// libtorch behind plain types: its headers are C++14 and are no C++20 to every compiler.
#ifndef GATEWISE_TORCH_LAYER_HPP
#define GATEWISE_TORCH_LAYER_HPP

#include <cstdint>
#include <memory>

namespace libtorch {

enum class Family { rnn_tanh, rnn_relu, lstm, gru };

constexpr std::int64_t gates_of(Family family) {
  if (family == Family::lstm) return 4;
  return family == Family::gru ? 3 : 1;
}

struct Shape {
  Family family = Family::lstm;
  std::int64_t input = 0;   ///< I
  std::int64_t hidden = 0;  ///< H

  /// Floats of a lane's state: h [H], then c [H] for the LSTM.
  std::int64_t state_size() const { return (family == Family::lstm ? 2 : 1) * hidden; }
};

/// PyTorch's four tensors.
struct Weights {
  const float* ih;
  const float* hh;
  const float* bias_ih;
  const float* bias_hh;
};

/// One layer in one direction, with its own copy of the weights. Throws std::runtime_error with libtorch's sentence.
class Layer {
 public:
  Layer(const Shape& shape, const Weights& weights, int threads);
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  ~Layer();

  /// x [T,N,I], y [T,N,H], state [N, state_size]; T and N at least 1.
  void run(std::int64_t steps, std::int64_t lanes, const float* x, float* y, float* state) const;
  std::uint64_t weights_bytes() const;

 private:
  struct Tensors;

  Shape shape_;
  int threads_;
  std::unique_ptr<const Tensors> weights_;
};

}  // namespace libtorch

#endif
