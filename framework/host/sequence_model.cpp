#include "host/sequence_model.hpp"

#include <algorithm>

namespace gatewise {
namespace {

std::vector<float> transposed(const std::vector<float>& matrix, std::size_t rows, std::size_t columns) {
  std::vector<float> result(matrix.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) result[j * rows + i] = matrix[i * columns + j];
  }
  return result;
}

/// Rows of x [T, width] in reverse order.
std::vector<float> reversed(const std::vector<float>& x, std::int64_t steps, std::int64_t width) {
  std::vector<float> result(x.size());
  for (std::int64_t t = 0; t < steps; ++t)
    std::copy_n(x.data() + t * width, width, result.data() + (steps - 1 - t) * width);
  return result;
}

}  // namespace

CellRequest layer_request(const ModelShape& shape, const BackendChoice& backend, std::int64_t layer) {
  return {shape.architecture.family, backend.precision,         backend.implementation,
          shape.layer_input(layer),  shape.architecture.hidden, backend.threads};
}

std::vector<std::vector<float>> layer_weights(const ModelShape& shape, const TensorFile& weights, std::int64_t layer,
                                              bool reverse) {
  std::vector<std::vector<float>> values;
  for (const Parameter& parameter :
       cell_parameters(find_family(shape.architecture.family), shape.layer_input(layer), shape.architecture.hidden)) {
    values.push_back(weights.at(layer_parameter(parameter.name, layer, reverse)).data);
  }
  return values;
}

std::optional<CalibrationRanges> calibration_of(const TensorFile& weights, std::int64_t layer, bool reverse) {
  const auto found = weights.tensors.find(layer_parameter("calibration", layer, reverse));
  if (found == weights.tensors.end()) return std::nullopt;
  const std::vector<float>& r = found->second.data;
  return CalibrationRanges{static_cast<std::uint32_t>(r.at(4)), r.at(0), r.at(1), r.at(2), r.at(3)};
}

void set_calibration(TensorFile& weights, std::int64_t layer, bool reverse, const CalibrationRanges& ranges) {
  weights.tensors[layer_parameter("calibration", layer, reverse)] = {
      {5}, {ranges.x_min, ranges.x_max, ranges.h_min, ranges.h_max, static_cast<float>(ranges.sequences)}};
}

SequenceModel::SequenceModel(const Plugin& plugin, const BackendChoice& backend, const ModelShape& shape,
                             const TensorFile& weights)
    : shape_(shape),
      head_transposed_(transposed(weights.at("head.weight").data, static_cast<std::size_t>(shape.outputs),
                                  static_cast<std::size_t>(shape.head_input()))),
      head_bias_(weights.at("head.bias").data),
      x_(static_cast<std::size_t>(shape.layer_input(0)) * sizeof(float)),
      answer_(static_cast<std::size_t>(shape.outputs)) {
  if (shape.architecture.embedding > 0) embedding_ = weights.at("embedding.weight").data;
  for (std::int64_t l = 0; l < shape.architecture.layers; ++l) {
    std::vector<Layer>& directions = layers_.emplace_back();
    for (std::int64_t d = 0; d < shape.architecture.directions(); ++d)
      directions.push_back(make_layer(plugin, backend, weights, l, d == 1));
  }
}

SequenceModel::Layer SequenceModel::make_layer(const Plugin& plugin, const BackendChoice& backend,
                                               const TensorFile& weights, std::int64_t layer, bool reverse) const {
  PreparedCell cell =
      plugin.prepare(layer_request(shape_, backend, layer), layer_weights(shape_, weights, layer, reverse),
                     calibration_of(weights, layer, reverse));
  const CellNeeds needs = cell.needs(1, 1);
  return {std::move(cell), needs, AlignedBuffer(needs.state_bytes), AlignedBuffer(needs.scratch_bytes),
          AlignedBuffer(static_cast<std::size_t>(shape_.architecture.hidden) * sizeof(float))};
}

void SequenceModel::begin() {
  for (std::vector<Layer>& directions : layers_) {
    for (Layer& layer : directions) layer.cell.reset(layer.state.data(), nullptr, 1);
  }
}

void SequenceModel::load(const Sequence& sequence, std::int64_t t) {
  const std::int64_t width = shape_.layer_input(0);
  const float* row = embedding_.empty() ? sequence.features.data() + t * width
                                        : embedding_.data() + sequence.tokens[static_cast<std::size_t>(t)] * width;
  std::copy_n(row, width, x_.floats());
}

void SequenceModel::run_cells() {
  const float* x = x_.floats();
  for (std::vector<Layer>& directions : layers_) {
    Layer& layer = directions.front();
    layer.cell.run(1, 1, x, layer.y.floats(), nullptr, layer.state.data(), layer.scratch.data());
    x = layer.y.floats();
  }
}

std::span<const float> SequenceModel::project(const float* h) {
  answer_ = head_bias_;
  const std::size_t width = answer_.size();
  for (std::int64_t j = 0; j < shape_.head_input(); ++j) {
    const float* row = head_transposed_.data() + static_cast<std::size_t>(j) * width;
    for (std::size_t k = 0; k < width; ++k) answer_[k] += h[j] * row[k];
  }
  return answer_;
}

std::span<const float> SequenceModel::project() { return project(layers_.back().front().y.floats()); }

std::vector<float> SequenceModel::answer_sequence(const Sequence& sequence) {
  return shape_.architecture.bidirectional ? answer_bidirectional(sequence) : answer_streaming(sequence);
}

std::vector<float> SequenceModel::answer_streaming(const Sequence& sequence) {
  std::vector<float> answers;
  begin();
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    load(sequence, t);
    run_cells();
    if (shape_.read_out == ReadOut::last_step && t + 1 < sequence.length) continue;
    const std::span<const float> answer = project();
    answers.insert(answers.end(), answer.begin(), answer.end());
  }
  return answers;
}

std::vector<float> SequenceModel::run_direction(Layer& layer, const std::vector<float>& x, std::int64_t steps,
                                                bool reverse) {
  const std::int64_t input = layer.cell.request().input;
  const std::int64_t hidden = layer.cell.request().hidden;
  const CellNeeds needs = layer.cell.needs(steps, 1);
  AlignedBuffer scratch(needs.scratch_bytes);
  AlignedBuffer in(x.size() * sizeof(float));
  AlignedBuffer out(static_cast<std::size_t>(steps * hidden) * sizeof(float));
  const std::vector<float> rows = reverse ? reversed(x, steps, input) : x;
  std::copy(rows.begin(), rows.end(), in.floats());
  layer.cell.reset(layer.state.data(), nullptr, 1);
  layer.cell.run(steps, 1, in.floats(), out.floats(), nullptr, layer.state.data(), scratch.data());
  const std::vector<float> y(out.floats(), out.floats() + steps * hidden);
  return reverse ? reversed(y, steps, hidden) : y;
}

std::vector<float> SequenceModel::answer_bidirectional(const Sequence& sequence) {
  const std::int64_t hidden = shape_.architecture.hidden;
  std::vector<float> x;
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    load(sequence, t);
    x.insert(x.end(), x_.floats(), x_.floats() + shape_.layer_input(0));
  }
  for (std::vector<Layer>& directions : layers_) {
    const std::vector<float> forward = run_direction(directions[0], x, sequence.length, false);
    const std::vector<float> backward = run_direction(directions[1], x, sequence.length, true);
    x.assign(static_cast<std::size_t>(sequence.length * 2 * hidden), 0.0F);
    for (std::int64_t t = 0; t < sequence.length; ++t) {
      std::copy_n(forward.data() + t * hidden, hidden, x.data() + t * 2 * hidden);
      std::copy_n(backward.data() + t * hidden, hidden, x.data() + (t * 2 + 1) * hidden);
    }
  }
  std::vector<float> answers;
  if (shape_.read_out == ReadOut::last_step) {  // the forward direction's last step, the backward direction's first
    std::vector<float> h(x.end() - 2 * hidden, x.end() - hidden);
    h.insert(h.end(), x.begin() + hidden, x.begin() + 2 * hidden);
    const std::span<const float> answer = project(h.data());
    return {answer.begin(), answer.end()};
  }
  for (std::int64_t t = 0; t < sequence.length; ++t) {
    const std::span<const float> answer = project(x.data() + t * 2 * hidden);
    answers.insert(answers.end(), answer.begin(), answer.end());
  }
  return answers;
}

ModelMemory SequenceModel::memory() const {
  ModelMemory memory;
  memory.weights_bytes = (embedding_.size() + head_transposed_.size() + head_bias_.size()) * sizeof(float);
  memory.scratch_bytes = x_.size() + answer_.size() * sizeof(float);
  for (const std::vector<Layer>& directions : layers_) {
    for (const Layer& layer : directions) {
      memory.weights_bytes += layer.cell.describe().weights_bytes;
      memory.state_bytes += layer.needs.state_bytes;
      memory.scratch_bytes += layer.needs.scratch_bytes + layer.y.size();
    }
  }
  return memory;
}

}  // namespace gatewise
