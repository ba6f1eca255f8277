// Carried state beyond one step of one stream: several steps a call, several streams a call.
#include <algorithm>

#include "host/sequence_model.hpp"

namespace gatewise {

/// The head on each row that the last layer has left in batch_.x.
std::span<const float> SequenceModel::project_rows(std::int64_t rows) {
  const auto outputs = static_cast<std::ptrdiff_t>(answer_.size());
  answers_.resize(static_cast<std::size_t>(rows * outputs));
  for (std::int64_t k = 0; k < rows; ++k) {
    const std::span<const float> one = project(batch_.x.floats() + k * shape_.architecture.hidden);
    std::copy(one.begin(), one.end(), answers_.begin() + k * outputs);
  }
  return answers_;
}

std::span<const float> SequenceModel::run_chunk(const Sequence& sequence, std::int64_t t, std::int64_t steps) {
  const std::int64_t width = shape_.layer_input(0);
  const std::int64_t hidden = shape_.architecture.hidden;
  batch_.x.grow(static_cast<std::size_t>(steps * std::max(width, hidden)) * sizeof(float));
  batch_.y.grow(static_cast<std::size_t>(steps * hidden) * sizeof(float));
  for (std::int64_t k = 0; k < steps; ++k) read_step(sequence, t + k, batch_.x.floats() + k * width);
  for (std::vector<Layer>& directions : layers_) {
    Layer& layer = directions.front();
    layer.cell.run(steps, 1, batch_.x.floats(), batch_.y.floats(), nullptr, layer.state.data(), batch_.scratch.data());
    std::swap(batch_.x, batch_.y);
    batch_.y.grow(batch_.x.size());
  }
  return project_rows(steps);
}

std::size_t SequenceModel::stream_bytes() const {
  std::size_t bytes = 0;
  for (const std::vector<Layer>& directions : layers_) bytes += directions.front().needs.state_bytes;
  return bytes;
}

std::int64_t SequenceModel::staged_stride() const {
  constexpr std::int64_t line_floats = 16;
  return (shape_.layer_input(0) + line_floats - 1) / line_floats * line_floats;
}

void SequenceModel::reserve_rows(std::int64_t rows) {
  staged_.grow(static_cast<std::size_t>(rows * staged_stride()) * sizeof(float));
}

void SequenceModel::stage(std::int64_t row, const Sequence& sequence, std::int64_t t) {
  read_step(sequence, t, staged_.floats() + row * staged_stride());
}

void SequenceModel::run_staged(std::int64_t row) { run_cells(staged_.floats() + row * staged_stride()); }

void SequenceModel::begin_stream(std::byte* stream) {
  for (std::vector<Layer>& directions : layers_) {
    Layer& layer = directions.front();
    layer.cell.reset(layer.state.data(), nullptr, 1);  // the alignment that the contract promises
    std::copy_n(layer.state.data(), layer.needs.state_bytes, stream);
    stream += layer.needs.state_bytes;
  }
}

std::span<const float> SequenceModel::step_streams(std::span<const StreamStep> steps) {
  const auto lanes = static_cast<std::int64_t>(steps.size());
  const std::int64_t width = shape_.layer_input(0);
  const std::int64_t hidden = shape_.architecture.hidden;
  batch_.x.grow(steps.size() * static_cast<std::size_t>(std::max(width, hidden)) * sizeof(float));
  batch_.y.grow(batch_.x.size());
  for (std::size_t n = 0; n < steps.size(); ++n)
    read_step(*steps[n].sequence, steps[n].t, batch_.x.floats() + static_cast<std::int64_t>(n) * width);
  std::size_t offset = 0;
  for (std::vector<Layer>& directions : layers_) {
    Layer& layer = directions.front();
    const std::size_t bytes = layer.needs.state_bytes;
    for (std::size_t n = 0; n < steps.size(); ++n)
      std::copy_n(steps[n].stream + offset, bytes, batch_.state.data() + n * bytes);
    layer.cell.run(1, lanes, batch_.x.floats(), batch_.y.floats(), nullptr, batch_.state.data(), batch_.scratch.data());
    for (std::size_t n = 0; n < steps.size(); ++n)
      std::copy_n(batch_.state.data() + n * bytes, bytes, steps[n].stream + offset);
    std::swap(batch_.x, batch_.y);
    offset += bytes;
  }
  return project_rows(lanes);
}

}  // namespace gatewise
