#include "training/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.hpp"
#include "data/dataset.hpp"
#include "training/int8_grid.hpp"
#include "training/loss.hpp"

namespace gatewise {
namespace {

/// Inverted dropout, one draw a lane for the whole sequence. [N, width]; empty where nothing is dropped.
template <class Real>
void draw_mask(const Dropout& dropout, double share, std::int64_t width, const std::string& purpose,
               std::vector<Real>& mask) {
  mask.clear();
  if (share <= 0) return;
  const Real kept = static_cast<Real>(1.0 / (1.0 - share));
  for (const std::size_t lane : dropout.lane_ids) {
    Random random(dropout.seed + lane, purpose);
    for (std::int64_t j = 0; j < width; ++j) mask.push_back(random.uniform() < share ? Real{0} : kept);
  }
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
void mirror(const PackedBatch& batch, const std::vector<Real>& values, std::int64_t width,
            std::vector<Real>& mirrored) {
  mirrored.resize(values.size());
  for_each_mirrored(batch, [&](std::int64_t row, std::int64_t other) {
    std::copy_n(values.data() + row * width, width, mirrored.data() + other * width);
  });
}

/// sum += mirror(values)
template <class Real>
void add_mirrored(const PackedBatch& batch, const std::vector<Real>& values, std::int64_t width,
                  std::vector<Real>& sum) {
  for_each_mirrored(batch, [&](std::int64_t row, std::int64_t other) {
    for (std::int64_t j = 0; j < width; ++j)
      sum[static_cast<std::size_t>(other * width + j)] += values[static_cast<std::size_t>(row * width + j)];
  });
}

}  // namespace

void LossSum::add(const LossSum& other) {
  loss += other.loss;
  answers += other.answers;
  weight += other.weight;
  if (!std::isfinite(worst) || other.worst <= worst) return;  // a NaN is no less than anything
  worst = other.worst;
  worst_lane = other.worst_lane;
}

std::int64_t answer_step(const Sequence& sequence, Task task, AnswerAt at) {
  if (!answers_every_step(task)) return sequence.length - 1;
  const std::size_t width =
      answers_numbers(task) ? sequence.targets.size() / static_cast<std::size_t>(sequence.length) : 1;
  const auto asks = [&](std::int64_t t) {
    const auto step = static_cast<std::size_t>(t);
    if (!answers_numbers(task)) return sequence.labels[step] >= 0;
    const auto first = sequence.targets.begin() + static_cast<std::ptrdiff_t>(step * width);
    return std::any_of(first, first + static_cast<std::ptrdiff_t>(width), [](double v) { return !std::isnan(v); });
  };
  for (std::int64_t i = 0; i < sequence.length; ++i) {
    const std::int64_t t = at == AnswerAt::first ? i : sequence.length - 1 - i;
    if (asks(t)) return t;
  }
  return -1;
}

std::int64_t answers_of(const Sequence& sequence, Task task) {
  if (answers_numbers(task)) {
    return std::count_if(sequence.targets.begin(), sequence.targets.end(),
                         [](double target) { return !std::isnan(target); });
  }
  return std::count_if(sequence.labels.begin(), sequence.labels.end(), [](std::int32_t label) { return label >= 0; });
}

namespace {

template <class Real>
double square(const Real* values, std::int64_t count) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  return sum;
}

template <class Real>
LayerPlan plan_of(const ModelShape& shape, std::int64_t layer, std::int64_t truncate, bool int8_grid) {
  return {&find_family(shape.architecture.family), shape.layer_input(layer), shape.architecture.hidden, truncate,
          int8_grid ? h_levels_of(shape.architecture.family) : 0};
}

/// f(lane, vector, values) for each [H] of one layer among the states [N, layers · vectors · H]: h, and c where there
/// are two.
template <class States, class Function>
void for_each_state(const ModelShape& shape, std::int64_t layer, std::int64_t lanes, States& states, Function f) {
  const std::int64_t vectors = find_family(shape.architecture.family).state_vectors;
  const std::int64_t hidden = shape.architecture.hidden;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    for (std::int64_t v = 0; v < vectors; ++v)
      f(lane, v, states.data() + ((lane * shape.architecture.layers + layer) * vectors + v) * hidden);
  }
}

template <class Real>
LayerState<Real> start_of(const ModelShape& shape, std::int64_t layer, std::int64_t lanes,
                          const std::vector<Real>* states) {
  LayerState<Real> start;
  if (states == nullptr) return start;
  for_each_state(shape, layer, lanes, *states, [&](std::int64_t, std::int64_t v, const Real* values) {
    std::vector<Real>& rows = v == 0 ? start.h : start.c;
    rows.insert(rows.end(), values, values + shape.architecture.hidden);
  });
  return start;
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
void gather_input(const ModelShape& shape, const PackedBatch& batch, const Real* embedding, std::vector<Real>& x) {
  const std::int64_t width = shape.layer_input(0);
  x.resize(static_cast<std::size_t>(batch.rows * width));
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
}

/// What the next layer or a head at every step reads: h of both directions side by side. [R, D·H]
template <class Real>
void join_directions(const PackedBatch& batch, const KeptLayer<Real>& layer, std::int64_t hidden,
                     std::int64_t directions, std::vector<Real>& joined) {
  if (directions == 1) {
    joined = layer.tape[0].h;
    return;
  }
  joined.resize(static_cast<std::size_t>(batch.rows * 2 * hidden));
  for_each_mirrored(batch, [&](std::int64_t row, std::int64_t other) {
    std::copy_n(layer.tape[0].h.data() + row * hidden, hidden, joined.data() + row * 2 * hidden);
    std::copy_n(layer.tape[1].h.data() + other * hidden, hidden, joined.data() + row * 2 * hidden + hidden);
  });
}

/// The row of a lane's last step, which for the mirrored direction is its view of the first step.
std::int64_t last_row(const PackedBatch& batch, std::int64_t lane) {
  return batch.row(batch.lanes[static_cast<std::size_t>(lane)]->length - 1, lane);
}

/// The last outputs of both directions. [N, D·H]
template <class Real>
void last_outputs(const PackedBatch& batch, const KeptLayer<Real>& layer, std::int64_t hidden, std::int64_t directions,
                  std::vector<Real>& outputs) {
  outputs.clear();
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
    for (std::int64_t d = 0; d < directions; ++d) {
      const Real* h = layer.tape[d].h.data() + last_row(batch, lane) * hidden;
      outputs.insert(outputs.end(), h, h + hidden);
    }
  }
}

/// The gradients by each direction's h [R, H], in that direction's own order, from the gradient by the joined outputs
/// of two.
template <class Real>
void split_direction(const PackedBatch& batch, const std::vector<Real>& d_joined, std::int64_t hidden,
                     std::int64_t direction, std::vector<Real>& d_h) {
  d_h.resize(static_cast<std::size_t>(batch.rows * hidden));
  for_each_mirrored(batch, [&](std::int64_t row, std::int64_t other) {
    const std::int64_t target = direction == 0 ? row : other;
    std::copy_n(d_joined.data() + (row * 2 + direction) * hidden, hidden, d_h.data() + target * hidden);
  });
}

template <class Real>
void split_last(const PackedBatch& batch, const std::vector<Real>& d_last, std::int64_t hidden, std::int64_t directions,
                std::int64_t direction, std::vector<Real>& d_h) {
  d_h.assign(static_cast<std::size_t>(batch.rows * hidden), Real{0});
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
    std::copy_n(d_last.data() + (lane * directions + direction) * hidden, hidden,
                d_h.data() + last_row(batch, lane) * hidden);
  }
}

}  // namespace

template <class Real>
Network<Real>::Network(const ModelShape& shape, Task task, const Recipe& recipe, NetworkOptions options)
    : shape_(shape),
      task_(task),
      truncate_(recipe.carry_state ? 0 : recipe.truncated_bptt_steps),
      absolute_(recipe.loss == "absolute"),
      layout_(shape),
      options_(std::move(options)) {}

template <class Real>
std::int64_t Network<Real>::state_size() const {
  return shape_.architecture.layers * find_family(shape_.architecture.family).state_vectors *
         shape_.architecture.hidden;
}

template <class Real>
double Network<Real>::class_weight(std::int32_t label) const {
  if (label < 0) return 0;
  return options_.class_weights.empty() ? 1 : options_.class_weights[static_cast<std::size_t>(label)];
}

template <class Real>
double Network<Real>::weight_of(const Sequence& sequence) const {
  if (answers_numbers(task_)) return static_cast<double>(answers_of(sequence, task_));
  double weight = 0;
  for (const std::int32_t label : sequence.labels) weight += class_weight(label);
  return weight;
}

template <class Real>
void Network<Real>::pack(const std::vector<Real>& given, Purpose purpose, NetworkWeights<Real>& weights) const {
  if (options_.int8_grid) weights.on_grid = on_int8_grid(layout_, given);
  const std::vector<Real>& parameters = options_.int8_grid ? weights.on_grid : given;
  const Architecture& architecture = shape_.architecture;
  const Family& family = find_family(architecture.family);
  const bool training = purpose == Purpose::training;
  weights.parameters = &parameters;
  weights.cells.resize(static_cast<std::size_t>(architecture.layers * architecture.directions()));
  for (std::int64_t l = 0; l < architecture.layers; ++l) {
    const std::int64_t input = shape_.layer_input(l);
    for (std::int64_t d = 0; d < architecture.directions(); ++d) {
      auto& packed = weights.cells[static_cast<std::size_t>(l * architecture.directions() + d)];
      packed.cell = tensors_at<CellWeights<Real>>(shape_, layout_, parameters, l, d == 1);
      packed.pack_forward(family, input, architecture.hidden);
      if (training) packed.pack_backward(family, input, architecture.hidden, wants_dx(l));
    }
  }
  const Real* head = parameters.data() + layout_.offset("head.weight");
  weights.head.pack(Layout::transposed, shape_.head_input(), shape_.outputs, head, shape_.head_input());
  if (training) weights.head_back.pack(Layout::plain, shape_.outputs, shape_.head_input(), head, shape_.head_input());
}

template <class Real>
const LayerWeights<Real>& Network<Real>::cell(const NetworkWeights<Real>& weights, std::int64_t layer,
                                              std::int64_t direction) const {
  return weights.cells[static_cast<std::size_t>(layer * shape_.architecture.directions() + direction)];
}

template <class Real>
void Network<Real>::forward(const PackedBatch& batch, const NetworkWeights<Real>& weights, const Dropout& dropout,
                            Workspace<Real>& space, const std::vector<Real>* states) const {
  const std::int64_t hidden = shape_.architecture.hidden;
  const std::int64_t directions = shape_.architecture.directions();
  const std::int64_t layers = shape_.architecture.layers;
  space.layers.resize(static_cast<std::size_t>(layers));
  gather_input<Real>(shape_, batch,
                     has_embedding() ? weights.parameters->data() + layout_.offset("embedding.weight") : nullptr,
                     space.layers[0].input[0]);
  for (std::int64_t l = 0; l < layers; ++l) {
    const LayerPlan plan = plan_of<Real>(shape_, l, truncate_, options_.int8_grid);
    KeptLayer<Real>& layer = space.layers[static_cast<std::size_t>(l)];
    draw_mask(dropout, dropout.input, plan.input, fmt::format("input {}", l), layer.input_mask);
    apply_mask(batch, layer.input_mask, plan.input, layer.input[0]);
    if (options_.int8_grid) put_on_grid(layer.input[0].data(), batch.rows, plan.input, signed_levels);
    for (std::int64_t d = 0; d < directions; ++d) {
      if (d == 1) mirror(batch, layer.input[0], plan.input, layer.input[1]);
      draw_mask(dropout, dropout.recurrent, hidden, fmt::format("recurrent {} {}", l, d), layer.recurrent_mask[d]);
      layer_forward(plan, batch, cell(weights, l, d), layer.input[d].data(),
                    layer.recurrent_mask[d].empty() ? nullptr : layer.recurrent_mask[d].data(), layer.tape[d],
                    start_of(shape_, l, batch.lane_count(), states));
    }
    if (l + 1 < layers) {
      join_directions(batch, layer, hidden, directions, space.layers[static_cast<std::size_t>(l + 1)].input[0]);
    } else if (shape_.read_out == ReadOut::every_step) {
      join_directions(batch, layer, hidden, directions, space.head_input);
    } else {
      last_outputs(batch, layer, hidden, directions, space.head_input);
    }
  }
  draw_mask(dropout, dropout.output, shape_.head_input(), "output", space.head_mask);
  mask_head(batch, space.head_mask, space.head_input);
  forward_head(weights, space);
}

template <class Real>
void Network<Real>::mask_head(const PackedBatch& batch, const std::vector<Real>& mask,
                              std::vector<Real>& values) const {
  if (shape_.read_out == ReadOut::every_step) return apply_mask(batch, mask, shape_.head_input(), values);
  for (std::size_t i = 0; i < mask.size(); ++i) values[i] *= mask[i];
}

template <class Real>
void Network<Real>::forward_head(const NetworkWeights<Real>& weights, Workspace<Real>& space) const {
  const std::int64_t width = shape_.head_input();
  const std::int64_t answers = static_cast<std::int64_t>(space.head_input.size()) / width;
  space.answers.resize(static_cast<std::size_t>(answers * shape_.outputs));
  const Real* bias = weights.parameters->data() + layout_.offset("head.bias");
  for (std::int64_t i = 0; i < answers; ++i)
    std::copy_n(bias, shape_.outputs, space.answers.data() + i * shape_.outputs);
  multiply(answers, space.head_input.data(), width, weights.head, Into::add, space.answers.data(), shape_.outputs);
}

template <class Real>
void Network<Real>::backward_head(const NetworkWeights<Real>& weights, std::vector<Real>& gradient,
                                  Workspace<Real>& space) const {
  const std::int64_t width = shape_.head_input();
  const std::int64_t outputs = shape_.outputs;
  const std::int64_t answers = static_cast<std::int64_t>(space.d_answers.size()) / outputs;
  add_transposed_product(outputs, width, answers, space.d_answers.data(), outputs, space.head_input.data(), width,
                         gradient.data() + layout_.offset("head.weight"), width);
  Real* d_bias = gradient.data() + layout_.offset("head.bias");
  for (std::int64_t i = 0; i < answers; ++i) {
    for (std::int64_t k = 0; k < outputs; ++k) d_bias[k] += space.d_answers[static_cast<std::size_t>(i * outputs + k)];
  }
  space.d_joined.resize(space.head_input.size());
  multiply(answers, space.d_answers.data(), outputs, weights.head_back, Into::overwrite, space.d_joined.data(), width);
}

template <class Real>
StateGradientObserver<Real> Network<Real>::note_norms(const PackedBatch& batch, StepNorms& norms) const {
  const std::int64_t hidden = shape_.architecture.hidden;
  return [&batch, &norms, hidden](std::int64_t t, const Real* d_h, const Real* d_c) {
    for (std::int64_t lane = 0; lane < batch.active[static_cast<std::size_t>(t)]; ++lane) {
      norms.squares[static_cast<std::size_t>(batch.row(t, lane))] =
          square(d_h + lane * hidden, hidden) + square(d_c + lane * hidden, hidden);
    }
  };
}

/// d_joined, the gradient by what layer `layer` puts out, becomes the gradient by what it reads (where that is wanted).
template <class Real>
void Network<Real>::backward_layer(std::int64_t l, const PackedBatch& batch, const NetworkWeights<Real>& weights,
                                   std::vector<Real>& gradient, Workspace<Real>& space,
                                   std::vector<StepNorms>* norms) const {
  const std::int64_t hidden = shape_.architecture.hidden;
  const std::int64_t directions = shape_.architecture.directions();
  const LayerPlan plan = plan_of<Real>(shape_, l, truncate_, options_.int8_grid);
  const KeptLayer<Real>& layer = space.layers[static_cast<std::size_t>(l)];
  const bool from_last = l + 1 == shape_.architecture.layers && shape_.read_out != ReadOut::every_step;
  for (std::int64_t d = 0; d < directions; ++d) {
    const std::vector<Real>* d_h = &space.d_h;
    if (from_last) {
      split_last(batch, space.d_joined, hidden, directions, d, space.d_h);
    } else if (directions == 2) {
      split_direction(batch, space.d_joined, hidden, d, space.d_h);
    } else {
      d_h = &space.d_joined;
    }
    std::vector<Real>& dx = space.d_input[d];
    const bool by_input = norms != nullptr && !plan.family->built_in();
    if (wants_dx(l) || by_input) dx.resize(static_cast<std::size_t>(batch.rows * plan.input));
    StateGradientObserver<Real> observer;
    if (norms != nullptr) {
      norms->push_back({l, d, std::vector<double>(static_cast<std::size_t>(batch.rows))});
      observer = note_norms(batch, norms->back());
    }
    layer_backward(plan, batch, cell(weights, l, d), layer.input[d].data(),
                   layer.recurrent_mask[d].empty() ? nullptr : layer.recurrent_mask[d].data(), layer.tape[d],
                   d_h->data(), tensors_at<CellGradients<Real>>(shape_, layout_, gradient, l, d == 1),
                   wants_dx(l) || by_input ? dx.data() : nullptr, space.backward, observer);
    if (by_input) {
      for (std::int64_t row = 0; row < batch.rows; ++row)
        norms->back().squares[static_cast<std::size_t>(row)] = square(dx.data() + row * plan.input, plan.input);
    }
  }
  if (!wants_dx(l)) return;
  if (directions == 2) add_mirrored(batch, space.d_input[1], plan.input, space.d_input[0]);
  apply_mask(batch, layer.input_mask, plan.input, space.d_input[0]);
  std::swap(space.d_joined, space.d_input[0]);
}

template <class Real>
void Network<Real>::add_embedding_gradient(const PackedBatch& batch, const std::vector<Real>& d_input,
                                           std::vector<Real>& gradient) const {
  Real* d_embedding = gradient.data() + layout_.offset("embedding.weight");
  const std::int64_t embedding = shape_.architecture.embedding;
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    for (std::int64_t lane = 0; lane < batch.active[static_cast<std::size_t>(t)]; ++lane) {
      const std::int64_t token = batch.lanes[static_cast<std::size_t>(lane)]->tokens[static_cast<std::size_t>(t)];
      const Real* row = d_input.data() + batch.row(t, lane) * embedding;
      for (std::int64_t j = 0; j < embedding; ++j) d_embedding[token * embedding + j] += row[j];
    }
  }
}

template <class Real>
void Network<Real>::backward(const PackedBatch& batch, const NetworkWeights<Real>& weights, std::vector<Real>& gradient,
                             Workspace<Real>& space, std::vector<StepNorms>* norms) const {
  backward_head(weights, gradient, space);
  mask_head(batch, space.head_mask, space.d_joined);
  for (std::int64_t l = shape_.architecture.layers - 1; l >= 0; --l)
    backward_layer(l, batch, weights, gradient, space, norms);
  if (has_embedding()) add_embedding_gradient(batch, space.d_joined, gradient);
}

/// Where each lane stands after its last row.
template <class Real>
void Network<Real>::keep_states(const PackedBatch& batch, const Workspace<Real>& space,
                                std::vector<Real>& states) const {
  const std::int64_t hidden = shape_.architecture.hidden;
  for (std::int64_t l = 0; l < shape_.architecture.layers; ++l) {
    const LayerTape<Real>& tape = space.layers[static_cast<std::size_t>(l)].tape[0];
    for_each_state(shape_, l, batch.lane_count(), states, [&](std::int64_t lane, std::int64_t v, Real* values) {
      std::copy_n((v == 0 ? tape.h : tape.c).data() + last_row(batch, lane) * hidden, hidden, values);
    });
  }
}

/// The loss of answer `t`, which becomes its gradient.
template <class Real>
Real Network<Real>::loss_of(const Dataset& dataset, const Sequence& sequence, std::size_t t, std::span<Real> answer,
                            Real scale) const {
  if (!answers_numbers(task_)) {
    const auto weight = static_cast<Real>(class_weight(sequence.labels[t]));
    return weight * cross_entropy<Real>(answer, sequence.labels[t], scale * weight);
  }
  std::vector<Real> target;
  for (std::size_t k = 0; k < answer.size(); ++k)
    target.push_back(
        static_cast<Real>(answer_of_target(dataset, sequence, k, sequence.targets[t * answer.size() + k])));
  return absolute_ ? absolute_error<Real>(answer, target, scale) : half_squared_error<Real>(answer, target, scale);
}

/// The lane's answers among all become their gradients.
template <class Real>
LossSum Network<Real>::loss_of_lane(const Dataset& dataset, const PackedBatch& batch, std::int64_t lane,
                                    std::vector<Real>& d_answers, Real scale) const {
  const Sequence& sequence = *batch.lanes[static_cast<std::size_t>(lane)];
  const auto width = static_cast<std::size_t>(shape_.outputs);
  LossSum sum{0, answers_of(sequence, task_), weight_of(sequence)};
  const std::int64_t asked = answers_every_step(task_) ? sequence.length : 1;
  for (std::int64_t t = 0; t < asked; ++t) {
    const std::int64_t row = answers_every_step(task_) ? batch.row(t, lane) : lane;
    const std::span<Real> answer = std::span<Real>(d_answers).subspan(static_cast<std::size_t>(row) * width, width);
    sum.loss += static_cast<double>(loss_of(dataset, sequence, static_cast<std::size_t>(t), answer, scale));
  }
  sum.worst = sum.mean();
  return sum;
}

/// Keeps the answers' gradients that are followed back.
template <class Real>
void Network<Real>::keep_answers(const PackedBatch& batch, AnswerAt at, std::vector<Real>& d_answers) const {
  if (!answers_every_step(task_)) return;
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
    const Sequence& sequence = *batch.lanes[static_cast<std::size_t>(lane)];
    const std::int64_t kept = answer_step(sequence, task_, at);
    for (std::int64_t t = 0; t < sequence.length; ++t) {
      if (t != kept) std::fill_n(d_answers.data() + batch.row(t, lane) * shape_.outputs, shape_.outputs, Real{0});
    }
  }
}

template <class Real>
std::vector<StepNorms> Network<Real>::follow_back(const PackedBatch& batch, const NetworkWeights<Real>& weights,
                                                  const Dataset& dataset, AnswerAt at,
                                                  Workspace<Real>& workspace) const {
  std::vector<StepNorms> norms;
  if (batch.lanes.empty()) return norms;
  forward(batch, weights, Dropout{}, workspace);
  workspace.d_answers = workspace.answers;
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane)
    loss_of_lane(dataset, batch, lane, workspace.d_answers, Real{1});
  keep_answers(batch, at, workspace.d_answers);
  std::vector<Real> gradient(layout_.size());
  backward(batch, weights, gradient, workspace, &norms);
  return norms;
}

template <class Real>
const std::vector<Real>& Network<Real>::answer(const PackedBatch& batch, const NetworkWeights<Real>& weights,
                                               Workspace<Real>& workspace) const {
  forward(batch, weights, Dropout{}, workspace);
  return workspace.answers;
}

template <class Real>
void Network<Real>::advance(const PackedBatch& batch, const NetworkWeights<Real>& weights, const Dropout& dropout,
                            Workspace<Real>& workspace, std::vector<Real>& states) const {
  if (batch.lanes.empty()) return;
  forward(batch, weights, dropout, workspace, &states);
  keep_states(batch, workspace, states);
}

template <class Real>
LossSum Network<Real>::accumulate_gradient(const PackedBatch& batch, const NetworkWeights<Real>& weights,
                                           const Dropout& dropout, const Dataset& dataset, Real scale,
                                           std::vector<Real>& gradient, Workspace<Real>& workspace,
                                           std::vector<Real>* states) const {
  LossSum sum;
  if (batch.lanes.empty()) return sum;
  forward(batch, weights, dropout, workspace, states);
  workspace.d_answers = workspace.answers;
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
    const auto place = static_cast<std::size_t>(lane);
    LossSum one = loss_of_lane(dataset, batch, lane, workspace.d_answers, scale);
    one.worst_lane = dropout.lane_ids.empty() ? place : dropout.lane_ids[place];
    sum.add(one);
  }
  // Straight through the grid: the gradient by a value on it is taken for that by the value itself.
  backward(batch, weights, gradient, workspace);
  if (states != nullptr) keep_states(batch, workspace, *states);
  return sum;
}

template class Network<float>;
template class Network<double>;

}  // namespace gatewise
