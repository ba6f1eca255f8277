#include "training/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.hpp"
#include "training/gemm.hpp"
#include "training/loss.hpp"
#include "training/recurrent_layer.hpp"

namespace gatewise {
namespace {

/// Inverted dropout, one draw a lane for the whole sequence. [N, width]; empty where nothing is dropped.
template <class Real>
std::vector<Real> draw_mask(const Dropout& dropout, double share, std::int64_t width, const std::string& purpose) {
  std::vector<Real> mask;
  if (share <= 0) return mask;
  const Real kept = static_cast<Real>(1.0 / (1.0 - share));
  for (const std::size_t lane : dropout.lane_ids) {
    Random random(dropout.seed + lane, purpose);
    for (std::int64_t j = 0; j < width; ++j) mask.push_back(random.uniform() < share ? Real{0} : kept);
  }
  return mask;
}

/// values [R, width] *= mask [N, width], row by row.
template <class Real>
void apply_mask(const PackedBatch& batch, const std::vector<Real>& mask, std::int64_t width,
                std::vector<Real>& values) {
  if (mask.empty()) return;
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    const std::int64_t count = batch.active[static_cast<std::size_t>(t)] * width;
    Real* rows = values.data() + batch.row(t, 0) * width;
    for (std::int64_t i = 0; i < count; ++i) rows[i] *= mask[static_cast<std::size_t>(i)];
  }
}

/// f(row, mirrored row) for every row.
template <class Function>
void for_each_mirrored(const PackedBatch& batch, Function f) {
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    for (std::int64_t lane = 0; lane < batch.active[static_cast<std::size_t>(t)]; ++lane)
      f(batch.row(t, lane), batch.mirrored_row(t, lane));
  }
}

/// Each lane's rows in reverse order within its length.
template <class Real>
std::vector<Real> mirror(const PackedBatch& batch, const std::vector<Real>& values, std::int64_t width) {
  std::vector<Real> mirrored(values.size());
  for_each_mirrored(batch, [&](std::int64_t row, std::int64_t other) {
    std::copy_n(values.data() + row * width, width, mirrored.data() + other * width);
  });
  return mirrored;
}

template <class Real>
void add(std::vector<Real>& sum, const std::vector<Real>& values) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += values[i];
}

}  // namespace

std::int64_t answers_of(const Sequence& sequence, Task task) {
  if (answers_numbers(task)) {
    return std::count_if(sequence.targets.begin(), sequence.targets.end(),
                         [](float target) { return !std::isnan(target); });
  }
  return std::count_if(sequence.labels.begin(), sequence.labels.end(), [](std::int32_t label) { return label >= 0; });
}

/// What one layer keeps for the way back.
template <class Real>
struct KeptLayer {
  std::vector<Real> input[2];           // forward and mirrored, after dropout; [R, I]
  std::vector<Real> input_mask;         // [N, I]
  std::vector<Real> recurrent_mask[2];  // [N, H]
  LayerTape<Real> tape[2];
};

template <class Real>
struct Network<Real>::Activations {
  std::vector<KeptLayer<Real>> layers;
  std::vector<Real> head_input;  // [A, D·H] after dropout
  std::vector<Real> head_mask;   // [N, D·H]
  std::vector<Real> answers;     // [A, O]
};

namespace {

template <class Real>
LayerPlan plan_of(const ModelShape& shape, std::int64_t layer, std::int64_t truncate) {
  return {&find_family(shape.architecture.family), shape.layer_input(layer), shape.architecture.hidden, truncate};
}

/// A cell's tensors within the flat vector.
template <class Tensors, class Vector>
Tensors tensors_at(const ModelShape& shape, const ParameterLayout& layout, Vector& values, std::int64_t layer,
                   bool reverse) {
  Tensors tensors;
  for (const ParameterRule& rule : find_family(shape.architecture.family).parameters)
    tensors.all.push_back(values.data() + layout.offset(layer_parameter(rule.name, layer, reverse)));
  return tensors;
}

/// The first layer's input [R, I]: dense features, or embeddings of tokens.
template <class Real>
std::vector<Real> gather_input(const ModelShape& shape, const PackedBatch& batch, const Real* embedding) {
  const std::int64_t width = shape.layer_input(0);
  std::vector<Real> x(static_cast<std::size_t>(batch.rows * width));
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    for (std::int64_t lane = 0; lane < batch.active[static_cast<std::size_t>(t)]; ++lane) {
      const Sequence& sequence = *batch.lanes[static_cast<std::size_t>(lane)];
      Real* row = x.data() + batch.row(t, lane) * width;
      if (embedding != nullptr) {
        std::copy_n(embedding + sequence.tokens[static_cast<std::size_t>(t)] * width, width, row);
      } else {
        std::copy_n(sequence.features.data() + t * width, width, row);
      }
    }
  }
  return x;
}

/// What the next layer or a head at every step reads: h of both directions side by side. [R, D·H]
template <class Real>
std::vector<Real> join_directions(const PackedBatch& batch, const KeptLayer<Real>& layer, std::int64_t hidden,
                                  std::int64_t directions) {
  if (directions == 1) return layer.tape[0].h;
  std::vector<Real> joined(static_cast<std::size_t>(batch.rows * 2 * hidden));
  for_each_mirrored(batch, [&](std::int64_t row, std::int64_t other) {
    std::copy_n(layer.tape[0].h.data() + row * hidden, hidden, joined.data() + row * 2 * hidden);
    std::copy_n(layer.tape[1].h.data() + other * hidden, hidden, joined.data() + row * 2 * hidden + hidden);
  });
  return joined;
}

/// The row of a lane's last step, which for the mirrored direction is its view of the first step.
std::int64_t last_row(const PackedBatch& batch, std::int64_t lane) {
  return batch.row(batch.lanes[static_cast<std::size_t>(lane)]->length - 1, lane);
}

/// The last outputs of both directions. [N, D·H]
template <class Real>
std::vector<Real> last_outputs(const PackedBatch& batch, const KeptLayer<Real>& layer, std::int64_t hidden,
                               std::int64_t directions) {
  std::vector<Real> outputs;
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
    for (std::int64_t d = 0; d < directions; ++d) {
      const Real* h = layer.tape[d].h.data() + last_row(batch, lane) * hidden;
      outputs.insert(outputs.end(), h, h + hidden);
    }
  }
  return outputs;
}

/// The gradients by each direction's h [R, H], in that direction's own order, from the gradient by the joined outputs.
template <class Real>
std::vector<Real> split_direction(const PackedBatch& batch, const std::vector<Real>& d_joined, std::int64_t hidden,
                                  std::int64_t directions, std::int64_t direction) {
  if (directions == 1) return d_joined;
  std::vector<Real> d_h(static_cast<std::size_t>(batch.rows * hidden));
  for_each_mirrored(batch, [&](std::int64_t row, std::int64_t other) {
    const std::int64_t target = direction == 0 ? row : other;
    std::copy_n(d_joined.data() + (row * 2 + direction) * hidden, hidden, d_h.data() + target * hidden);
  });
  return d_h;
}

template <class Real>
std::vector<Real> split_last(const PackedBatch& batch, const std::vector<Real>& d_last, std::int64_t hidden,
                             std::int64_t directions, std::int64_t direction) {
  std::vector<Real> d_h(static_cast<std::size_t>(batch.rows * hidden));
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
    std::copy_n(d_last.data() + (lane * directions + direction) * hidden, hidden,
                d_h.data() + last_row(batch, lane) * hidden);
  }
  return d_h;
}

}  // namespace

template <class Real>
Network<Real>::Network(const ModelShape& shape, Task task, const Recipe& recipe)
    : shape_(shape),
      task_(task),
      truncate_(recipe.truncated_bptt_steps),
      absolute_(recipe.loss == "absolute"),
      layout_(shape) {}

template <class Real>
typename Network<Real>::Activations Network<Real>::forward(const PackedBatch& batch,
                                                           const std::vector<Real>& parameters,
                                                           const Dropout& dropout) const {
  const std::int64_t hidden = shape_.architecture.hidden;
  const std::int64_t directions = shape_.architecture.directions();
  const Real* embedding =
      layout_.has("embedding.weight") ? parameters.data() + layout_.offset("embedding.weight") : nullptr;
  Activations kept;
  std::vector<Real> x = gather_input<Real>(shape_, batch, embedding);
  for (std::int64_t l = 0; l < shape_.architecture.layers; ++l) {
    const LayerPlan plan = plan_of<Real>(shape_, l, truncate_);
    KeptLayer<Real>& layer = kept.layers.emplace_back();
    layer.input_mask = draw_mask<Real>(dropout, dropout.input, plan.input, fmt::format("input {}", l));
    apply_mask(batch, layer.input_mask, plan.input, x);
    layer.input[0] = std::move(x);
    for (std::int64_t d = 0; d < directions; ++d) {
      if (d == 1) layer.input[1] = mirror(batch, layer.input[0], plan.input);
      layer.recurrent_mask[d] =
          draw_mask<Real>(dropout, dropout.recurrent, hidden, fmt::format("recurrent {} {}", l, d));
      const auto weights = tensors_at<CellWeights<Real>>(shape_, layout_, parameters, l, d == 1);
      layer.tape[d] = layer_forward(plan, batch, weights, layer.input[d].data(),
                                    layer.recurrent_mask[d].empty() ? nullptr : layer.recurrent_mask[d].data());
    }
    if (l + 1 < shape_.architecture.layers || shape_.read_out == ReadOut::every_step)
      x = join_directions(batch, layer, hidden, directions);
  }

  const std::int64_t width = shape_.head_input();
  kept.head_mask = draw_mask<Real>(dropout, dropout.output, width, "output");
  if (shape_.read_out == ReadOut::every_step) {
    kept.head_input = std::move(x);
    apply_mask(batch, kept.head_mask, width, kept.head_input);
  } else {
    kept.head_input = last_outputs(batch, kept.layers.back(), hidden, directions);
    for (std::size_t i = 0; i < kept.head_mask.size(); ++i) kept.head_input[i] *= kept.head_mask[i];
  }
  const std::int64_t answers = static_cast<std::int64_t>(kept.head_input.size()) / width;
  kept.answers.resize(static_cast<std::size_t>(answers * shape_.outputs));
  const Real* bias = parameters.data() + layout_.offset("head.bias");
  for (std::int64_t i = 0; i < answers; ++i)
    std::copy_n(bias, shape_.outputs, kept.answers.data() + i * shape_.outputs);
  gemm(Layout::plain, Layout::transposed, answers, shape_.outputs, width, kept.head_input.data(), width,
       parameters.data() + layout_.offset("head.weight"), width, Real{1}, kept.answers.data(), shape_.outputs);
  return kept;
}

template <class Real>
void Network<Real>::backward(const PackedBatch& batch, const std::vector<Real>& parameters, const Activations& kept,
                             const std::vector<Real>& d_answers, std::vector<Real>& gradient) const {
  const std::int64_t hidden = shape_.architecture.hidden;
  const std::int64_t directions = shape_.architecture.directions();
  const std::int64_t width = shape_.head_input();
  const std::int64_t answers = static_cast<std::int64_t>(d_answers.size()) / shape_.outputs;
  gemm(Layout::transposed, Layout::plain, shape_.outputs, width, answers, d_answers.data(), shape_.outputs,
       kept.head_input.data(), width, Real{1}, gradient.data() + layout_.offset("head.weight"), width);
  Real* d_bias = gradient.data() + layout_.offset("head.bias");
  for (std::size_t i = 0; i < d_answers.size(); ++i)
    d_bias[i % static_cast<std::size_t>(shape_.outputs)] += d_answers[i];
  std::vector<Real> d_joined(kept.head_input.size());
  gemm(Layout::plain, Layout::plain, answers, width, shape_.outputs, d_answers.data(), shape_.outputs,
       parameters.data() + layout_.offset("head.weight"), width, Real{0}, d_joined.data(), width);
  const bool every_step = shape_.read_out == ReadOut::every_step;
  if (every_step) {
    apply_mask(batch, kept.head_mask, width, d_joined);
  } else {
    for (std::size_t i = 0; i < kept.head_mask.size(); ++i) d_joined[i] *= kept.head_mask[i];
  }

  for (std::int64_t l = shape_.architecture.layers - 1; l >= 0; --l) {
    const LayerPlan plan = plan_of<Real>(shape_, l, truncate_);
    const KeptLayer<Real>& layer = kept.layers[static_cast<std::size_t>(l)];
    const bool top = l + 1 == shape_.architecture.layers;
    const bool wants_dx = l > 0 || layout_.has("embedding.weight");
    std::vector<Real> d_input;
    for (std::int64_t d = 0; d < directions; ++d) {
      const std::vector<Real> d_h = top && !every_step ? split_last(batch, d_joined, hidden, directions, d)
                                                       : split_direction(batch, d_joined, hidden, directions, d);
      std::vector<Real> dx(wants_dx ? static_cast<std::size_t>(batch.rows * plan.input) : 0);
      const auto weights = tensors_at<CellWeights<Real>>(shape_, layout_, parameters, l, d == 1);
      const auto gradients = tensors_at<CellGradients<Real>>(shape_, layout_, gradient, l, d == 1);
      layer_backward(plan, batch, weights, layer.input[d].data(),
                     layer.recurrent_mask[d].empty() ? nullptr : layer.recurrent_mask[d].data(), layer.tape[d],
                     d_h.data(), gradients, wants_dx ? dx.data() : nullptr);
      if (!wants_dx) continue;
      if (d == 0) {
        d_input = std::move(dx);
      } else {
        add(d_input, mirror(batch, dx, plan.input));
      }
    }
    if (wants_dx) apply_mask(batch, layer.input_mask, plan.input, d_input);
    d_joined = std::move(d_input);
  }

  if (!layout_.has("embedding.weight")) return;
  Real* d_embedding = gradient.data() + layout_.offset("embedding.weight");
  const std::int64_t embedding = shape_.architecture.embedding;
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    for (std::int64_t lane = 0; lane < batch.active[static_cast<std::size_t>(t)]; ++lane) {
      const std::int64_t token = batch.lanes[static_cast<std::size_t>(lane)]->tokens[static_cast<std::size_t>(t)];
      const Real* row = d_joined.data() + batch.row(t, lane) * embedding;
      for (std::int64_t j = 0; j < embedding; ++j) d_embedding[token * embedding + j] += row[j];
    }
  }
}

/// The loss of answer `t`, which becomes its gradient.
template <class Real>
Real Network<Real>::loss_of(const Dataset& dataset, const Sequence& sequence, std::size_t t, std::span<Real> answer,
                            Real scale) const {
  if (!answers_numbers(task_)) return cross_entropy<Real>(answer, sequence.labels[t], scale);
  std::vector<Real> target;
  for (std::size_t k = 0; k < answer.size(); ++k)
    target.push_back(answer_of_target(dataset, sequence, k, sequence.targets[t * answer.size() + k]));
  return absolute_ ? absolute_error<Real>(answer, target, scale) : half_squared_error<Real>(answer, target, scale);
}

template <class Real>
std::vector<Real> Network<Real>::answer(const PackedBatch& batch, const std::vector<Real>& parameters) const {
  return forward(batch, parameters, Dropout{}).answers;
}

template <class Real>
LossSum Network<Real>::accumulate_gradient(const PackedBatch& batch, const std::vector<Real>& parameters,
                                           const Dropout& dropout, const Dataset& dataset, Real scale,
                                           std::vector<Real>& gradient) const {
  LossSum sum;
  if (batch.lanes.empty()) return sum;
  Activations kept = forward(batch, parameters, dropout);
  std::vector<Real> d_answers = kept.answers;
  const auto width = static_cast<std::size_t>(shape_.outputs);
  const auto answer_at = [&](std::int64_t i) {
    return std::span<Real>(d_answers).subspan(static_cast<std::size_t>(i) * width, width);
  };
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
    const Sequence& sequence = *batch.lanes[static_cast<std::size_t>(lane)];
    sum.answers += answers_of(sequence, task_);
    const std::int64_t asked = answers_every_step(task_) ? sequence.length : 1;
    for (std::int64_t t = 0; t < asked; ++t) {
      const std::span<Real> answer = answer_at(answers_every_step(task_) ? batch.row(t, lane) : lane);
      sum.loss += static_cast<double>(loss_of(dataset, sequence, static_cast<std::size_t>(t), answer, scale));
    }
  }
  backward(batch, parameters, kept, d_answers, gradient);
  return sum;
}

template class Network<float>;
template class Network<double>;

}  // namespace gatewise
