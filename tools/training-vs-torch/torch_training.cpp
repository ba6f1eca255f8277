#include "torch_training.hpp"

#include <ATen/Parallel.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <stdexcept>
#include <tuple>
#include <utility>

#include "blas.hpp"

namespace peer {
namespace {

using torch::Tensor;
using Tensors = std::vector<Tensor>;
/// Of the families whose only state is h; torch::lstm has c as well.
using EvenFunction = std::tuple<Tensor, Tensor> (*)(const Tensor&, const Tensor&, at::TensorList, bool, std::int64_t,
                                                    double, bool, bool, bool);
using PackedFunction = std::tuple<Tensor, Tensor> (*)(const Tensor&, const Tensor&, const Tensor&, at::TensorList, bool,
                                                      std::int64_t, double, bool, bool);

EvenFunction even_function(const std::string& family) {
  if (family == "gru") return torch::gru;
  return family == "rnn_tanh" ? static_cast<EvenFunction>(torch::rnn_tanh) : static_cast<EvenFunction>(torch::rnn_relu);
}

PackedFunction packed_function(const std::string& family) {
  if (family == "gru") return torch::gru;
  return family == "rnn_tanh" ? static_cast<PackedFunction>(torch::rnn_tanh)
                              : static_cast<PackedFunction>(torch::rnn_relu);
}

Tensor tensor_of(const NamedTensor& from) {
  return torch::from_blob(const_cast<float*>(from.values.data()), from.shape).clone();
}

std::vector<float> values_of(const Tensor& tensor) {
  const Tensor dense = tensor.detach().contiguous();
  return {dense.data_ptr<float>(), dense.data_ptr<float>() + dense.numel()};
}

/// The lane of each packed row.
Tensor lanes_of_rows(const std::vector<std::int64_t>& active) {
  std::vector<std::int64_t> lanes;
  for (const std::int64_t running : active) {
    for (std::int64_t lane = 0; lane < running; ++lane) lanes.push_back(lane);
  }
  return torch::tensor(lanes, torch::kInt64);
}

/// Inverted dropout's mask [N, width], one draw a sequence.
Tensor draw_mask(double share, std::int64_t lanes, std::int64_t width) {
  return torch::bernoulli(torch::full({lanes, width}, 1 - share)) / (1 - share);
}

}  // namespace

std::string torch_name(int threads) {
  const libtorch::Blas& blas = libtorch::blas();
  if (!blas.is_optimised) {
    throw std::runtime_error("libtorch would multiply with " + blas.name +
                             ", which flatters its rival ten times: install libopenblas0-pthread");
  }
  return std::string("libtorch ") + TORCH_VERSION + ", " + blas.name + ", " + std::to_string(threads) + " threads";
}

struct TorchTraining::Parts {
  TorchModel model;
  TorchRecipe recipe;
  std::vector<std::pair<std::string, Tensor>> named;
  std::unique_ptr<torch::optim::AdamW> optimiser;

  Parts(const TorchModel& of, const TorchRecipe& with, const std::vector<NamedTensor>& parameters)
      : model(of), recipe(with) {
    at::set_num_threads(recipe.threads);
    libtorch::blas().set_threads(recipe.threads);
    torch::manual_seed(recipe.seed);
    Tensors matrices, biases;
    for (const NamedTensor& parameter : parameters) {
      Tensor tensor = tensor_of(parameter).requires_grad_();
      (tensor.dim() > 1 ? matrices : biases).push_back(tensor);
      named.emplace_back(parameter.name, tensor);
    }
    const auto options = [&](double decay) {
      return std::make_unique<torch::optim::AdamWOptions>(torch::optim::AdamWOptions(1e-3).weight_decay(decay));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(matrices, options(recipe.weight_decay));
    groups.emplace_back(biases, options(0));
    optimiser = std::make_unique<torch::optim::AdamW>(groups, torch::optim::AdamWOptions(1e-3));
  }

  std::int64_t directions() const { return model.bidirectional ? 2 : 1; }

  Tensor parameter(const std::string& name) const {
    for (const auto& [known, tensor] : named) {
      if (known == name) return tensor;
    }
    throw std::invalid_argument("no parameter " + name);
  }

  Tensors all() const {
    Tensors tensors;
    for (const auto& [name, tensor] : named) tensors.push_back(tensor);
    return tensors;
  }

  Tensors cell(std::int64_t layer) const {
    Tensors weights;
    for (std::int64_t d = 0; d < directions(); ++d) {
      for (const char* name : {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}) {
        weights.push_back(
            parameter(std::string("rnn.") + name + "_l" + std::to_string(layer) + (d == 1 ? "_reverse" : "")));
      }
    }
    return weights;
  }

  /// One layer, all directions: x [R, I] → (y [R, D·H], last h [N, D·H]). Where all lengths are equal libtorch is given
  /// the tensor without lengths, which is its faster way.
  std::pair<Tensor, Tensor> run_layer(std::int64_t layer, const Tensor& x,
                                      const std::vector<std::int64_t>& active) const {
    const std::int64_t width = directions() * model.hidden;
    const Tensor zeros = torch::zeros({directions(), active[0], model.hidden});
    const Tensors weights = cell(layer);
    Tensor y, h, c;
    if (active.front() == active.back()) {
      const Tensor steps = x.view({static_cast<std::int64_t>(active.size()), active[0], x.size(1)});
      if (model.family == "lstm") {
        std::tie(y, h, c) = torch::lstm(steps, {zeros, zeros}, weights, true, 1, 0, true, model.bidirectional, false);
      } else {
        std::tie(y, h) =
            even_function(model.family)(steps, zeros, weights, true, 1, 0, true, model.bidirectional, false);
      }
      y = y.reshape({x.size(0), width});
    } else {
      const Tensor sizes = torch::tensor(active, torch::kInt64);
      if (model.family == "lstm") {
        std::tie(y, h, c) = torch::lstm(x, sizes, {zeros, zeros}, weights, true, 1, 0, true, model.bidirectional);
      } else {
        std::tie(y, h) = packed_function(model.family)(x, sizes, zeros, weights, true, 1, 0, true, model.bidirectional);
      }
    }
    return {y, h.transpose(0, 1).reshape({active[0], width})};
  }

  Tensor forward(const TorchBatch& batch, bool training) const {
    const std::int64_t lanes = batch.active[0];
    const bool drops = training && (recipe.input_dropout > 0 || recipe.output_dropout > 0);
    const Tensor row_lanes = drops ? lanes_of_rows(batch.active) : Tensor();
    Tensor x;
    if (model.embedding > 0) {
      x = torch::embedding(parameter("embedding.weight"), torch::tensor(batch.tokens, torch::kInt64));
    } else {
      const auto rows = static_cast<std::int64_t>(batch.features.size()) / model.input;
      x = torch::from_blob(const_cast<float*>(batch.features.data()), {rows, model.input});
    }
    Tensor last;
    for (std::int64_t layer = 0; layer < model.layers; ++layer) {
      if (drops && recipe.input_dropout > 0)
        x = x * draw_mask(recipe.input_dropout, lanes, x.size(1)).index_select(0, row_lanes);
      std::tie(x, last) = run_layer(layer, x, batch.active);
    }
    Tensor read = model.every_step ? x : last;
    if (drops && recipe.output_dropout > 0) {
      const Tensor mask = draw_mask(recipe.output_dropout, lanes, read.size(1));
      read = read * (model.every_step ? mask.index_select(0, row_lanes) : mask);
    }
    return torch::linear(read, parameter("head.weight"), parameter("head.bias"));
  }
};

TorchTraining::TorchTraining(const TorchModel& model, const TorchRecipe& recipe,
                             const std::vector<NamedTensor>& parameters)
    : parts_(std::make_unique<Parts>(model, recipe, parameters)) {}

TorchTraining::~TorchTraining() = default;

double TorchTraining::update(const TorchBatch& batch, double rate) {
  parts_->optimiser->zero_grad();
  const Tensor answers = parts_->forward(batch, true);
  const Tensor labels = torch::tensor(batch.labels, torch::kInt64);
  const Tensor loss = torch::cross_entropy_loss(answers, labels, {}, at::Reduction::Mean, -1);
  loss.backward();
  if (parts_->recipe.clip_norm > 0) torch::nn::utils::clip_grad_norm_(parts_->all(), parts_->recipe.clip_norm);
  for (auto& group : parts_->optimiser->param_groups()) group.options().set_lr(rate);
  parts_->optimiser->step();
  return loss.item<double>();
}

std::vector<float> TorchTraining::answer(const TorchBatch& batch) {
  const torch::NoGradGuard guard;
  return values_of(parts_->forward(batch, false));
}

std::vector<NamedTensor> TorchTraining::parameters() const {
  std::vector<NamedTensor> all;
  for (const auto& [name, tensor] : parts_->named) all.push_back({name, tensor.sizes().vec(), values_of(tensor)});
  return all;
}

void TorchTraining::restore(const std::vector<NamedTensor>& parameters) {
  const torch::NoGradGuard guard;
  for (const NamedTensor& from : parameters) parts_->parameter(from.name).copy_(tensor_of(from));
}

}  // namespace peer
