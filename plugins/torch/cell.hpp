// A layer through libtorch's own recurrent layers: what torch.nn.LSTM, GRU and RNN call.
#ifndef GATEWISE_TORCH_CELL_HPP
#define GATEWISE_TORCH_CELL_HPP

#include <ATen/ATen.h>

#include <gatewise/sdk.hpp>

namespace gatewise_torch {

class Cell {
 public:
  /// Throws Unsupported where libtorch would compute with the reference BLAS.
  static void supports(const gatewise::sdk::Spec& spec);

  explicit Cell(const gatewise::sdk::Preparation& given);

  std::uint64_t state_bytes() const { return static_cast<std::uint64_t>(vectors() * hidden_) * sizeof(float); }
  gatewise::sdk::Needs needs(std::int64_t, std::int64_t) const { return {state_bytes(), 0}; }
  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }
  void run(const gatewise::sdk::Run& run) const;
  gatewise::sdk::Description describe() const;

 private:
  enum class Kind { rnn_tanh, rnn_relu, lstm, gru };
  static Kind kind_of(const std::string& family);

  /// Vectors of H in a lane's state: h, and c of the LSTM.
  std::int64_t vectors() const { return kind_ == Kind::lstm ? 2 : 1; }
  at::Tensor state_vector(const gatewise::sdk::Run& run, std::int64_t index) const;
  std::vector<at::Tensor> layer(const at::Tensor& x, const gatewise::sdk::Run& run) const;

  Kind kind_;
  std::int64_t input_, hidden_;
  std::vector<at::Tensor> weights_;  // weight_ih, weight_hh, bias_ih, bias_hh, as torch.nn keeps them
};

}  // namespace gatewise_torch

#endif
