#include "host/sequence_model.hpp"

#include <algorithm>

#include "data/dataset.hpp"

namespace gatewise {
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
      head_(weights.at("head.weight").data, shape.outputs, shape.head_input(), storage_of(backend.precision)),
      head_bias_(weights.at("head.bias").data),
      x_(static_cast<std::size_t>(shape.layer_input(0)) * sizeof(float)),
      head_x_(static_cast<std::size_t>(head_.padded_columns()) * sizeof(float)),
      answer_(static_cast<std::size_t>(shape.outputs)) {
  if (shape.architecture.embedding > 0) {
    embedding_ = StoredMatrix(weights.at("embedding.weight").data, shape.vocabulary, shape.architecture.embedding,
                              storage_of(backend.precision));
  }
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
  const bool has_lengths = cell.describe().lengths;
  return {std::move(cell),
          has_lengths,
          needs,
          AlignedBuffer(needs.state_bytes),
          AlignedBuffer(needs.scratch_bytes),
          AlignedBuffer(static_cast<std::size_t>(shape_.architecture.hidden) * sizeof(float))};
}

void SequenceModel::begin() {
  for (std::vector<Layer>& directions : layers_) {
    for (Layer& layer : directions) layer.cell.reset(layer.state.data(), nullptr, 1);
  }
}

void SequenceModel::read_step(const Sequence& sequence, std::int64_t t, float* x) const {
  const std::int64_t width = shape_.layer_input(0);
  if (embedding_.empty()) {
    std::copy_n(sequence.features.data() + t * width, width, x);
  } else {
    embedding_.read_row(sequence.tokens[static_cast<std::size_t>(t)], x);
  }
}

void SequenceModel::load(const Sequence& sequence, std::int64_t t) { read_step(sequence, t, x_.floats()); }

void SequenceModel::run_cells() { run_cells(x_.floats()); }

void SequenceModel::run_cells(const float* x) {
  for (std::vector<Layer>& directions : layers_) {
    Layer& layer = directions.front();
    layer.cell.run(1, 1, x, layer.y.floats(), nullptr, layer.state.data(), layer.scratch.data());
    x = layer.y.floats();
  }
}

std::span<const float> SequenceModel::output_of(std::int64_t layer) const {
  return {layers_[static_cast<std::size_t>(layer)].front().y.floats(),
          static_cast<std::size_t>(shape_.architecture.hidden)};
}

std::span<const float> SequenceModel::project(const float* h) {
  std::copy_n(h, shape_.head_input(), head_x_.floats());
  head_.multiply(head_x_.floats(), head_bias_, answer_.data());
  return answer_;
}

std::span<const float> SequenceModel::project() { return project(layers_.back().front().y.floats()); }

std::vector<float> SequenceModel::answer_sequence(const Sequence& sequence) {
  if (!shape_.architecture.bidirectional) return answer_streaming(sequence);
  const Sequence* one = &sequence;
  return answer_batch({&one, 1});
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

ModelMemory SequenceModel::memory() const {
  ModelMemory memory;
  memory.weights_bytes = embedding_.bytes() + head_.bytes() + head_bias_.size() * sizeof(float);
  memory.scratch_bytes = x_.size() + head_x_.size() + answer_.size() * sizeof(float);
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
