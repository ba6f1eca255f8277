// Whole sequences side by side: what a model does that has all of its input.
#include <algorithm>

#include "data/dataset.hpp"
#include "host/sequence_model.hpp"

namespace gatewise {
namespace {

/// Bytes of [steps, lanes, width] f32.
std::size_t bytes_of(std::int64_t steps, std::int64_t lanes, std::int64_t width) {
  return static_cast<std::size_t>(steps * lanes * width) * sizeof(float);
}

/// Where step t of a lane stands when its sequence is read backwards; padding stays where it is.
std::int64_t mirrored(std::int64_t t, std::int32_t length) { return t < length ? length - 1 - t : t; }

/// Copies rows of [T, N, width], each lane's in reverse order within its length, into rows of `stride` values.
void copy_reversed(const float* from, std::int64_t width, const std::vector<std::int32_t>& lengths, std::int64_t steps,
                   float* to, std::int64_t stride) {
  const auto lanes = static_cast<std::int64_t>(lengths.size());
  for (std::int64_t t = 0; t < steps; ++t) {
    for (std::int64_t n = 0; n < lanes; ++n) {
      const std::int64_t source = mirrored(t, lengths[static_cast<std::size_t>(n)]);
      std::copy_n(from + (source * lanes + n) * width, width, to + (t * lanes + n) * stride);
    }
  }
}

}  // namespace

void SequenceModel::load_batch(std::span<const Sequence* const> sequences, std::int64_t steps) {
  const auto lanes = static_cast<std::int64_t>(sequences.size());
  const std::int64_t width = shape_.layer_input(0);
  batch_.lengths.clear();
  for (const Sequence* sequence : sequences) batch_.lengths.push_back(static_cast<std::int32_t>(sequence->length));
  batch_.x.grow(bytes_of(steps, lanes, width));
  for (std::int64_t t = 0; t < steps; ++t) {
    for (std::int64_t n = 0; n < lanes; ++n) {
      float* row = batch_.x.floats() + (t * lanes + n) * width;
      if (t < batch_.lengths[static_cast<std::size_t>(n)]) {
        read_step(*sequences[static_cast<std::size_t>(n)], t, row);
      } else {
        std::fill_n(row, width, 0.0F);  // a cell without lengths computes here, too; nobody reads what
      }
    }
  }
}

void SequenceModel::run_direction(Layer& layer, const float* x, std::int64_t steps, std::int64_t lanes) {
  const CellNeeds needs = layer.cell.needs(steps, lanes);
  batch_.state.grow(static_cast<std::size_t>(lanes) * needs.state_bytes);
  batch_.scratch.grow(needs.scratch_bytes);
  batch_.y.grow(bytes_of(steps, lanes, shape_.architecture.hidden));
  layer.cell.reset(batch_.state.data(), nullptr, lanes);
  // Both directions have their padding at the end and outputs behind a length are not read, so that a cell without
  // lengths needs no emulation.
  layer.cell.run(steps, lanes, x, batch_.y.floats(), layer.has_lengths ? batch_.lengths.data() : nullptr,
                 batch_.state.data(), batch_.scratch.data());
}

void SequenceModel::run_layer(std::vector<Layer>& directions, std::int64_t steps, std::int64_t lanes) {
  const std::int64_t hidden = shape_.architecture.hidden;
  const std::int64_t width = directions.front().cell.request().input;
  const std::int64_t stride = shape_.head_input();
  batch_.joined.grow(bytes_of(steps, lanes, stride));
  run_direction(directions[0], batch_.x.floats(), steps, lanes);
  for (std::int64_t row = 0; row < steps * lanes; ++row)
    std::copy_n(batch_.y.floats() + row * hidden, hidden, batch_.joined.floats() + row * stride);
  if (directions.size() == 2) {
    batch_.reversed.grow(bytes_of(steps, lanes, width));
    copy_reversed(batch_.x.floats(), width, batch_.lengths, steps, batch_.reversed.floats(), width);
    run_direction(directions[1], batch_.reversed.floats(), steps, lanes);
    copy_reversed(batch_.y.floats(), hidden, batch_.lengths, steps, batch_.joined.floats() + hidden, stride);
  }
  std::swap(batch_.x, batch_.joined);
}

std::vector<float> SequenceModel::project_batch(std::span<const Sequence* const> sequences) {
  const auto lanes = static_cast<std::int64_t>(sequences.size());
  const std::int64_t stride = shape_.head_input();
  const std::int64_t hidden = shape_.architecture.hidden;
  const auto h_at = [&](std::int64_t t, std::int64_t n) { return batch_.x.floats() + (t * lanes + n) * stride; };
  std::vector<float> answers;
  const auto answer = [&](const float* h) {
    const std::span<const float> one = project(h);
    answers.insert(answers.end(), one.begin(), one.end());
  };
  std::vector<float> last(static_cast<std::size_t>(stride));
  for (std::int64_t n = 0; n < lanes; ++n) {
    const std::int64_t length = sequences[static_cast<std::size_t>(n)]->length;
    if (shape_.read_out == ReadOut::every_step) {
      for (std::int64_t t = 0; t < length; ++t) answer(h_at(t, n));
      continue;
    }
    // The forward direction's last step, the backward direction's first.
    std::copy_n(h_at(length - 1, n), hidden, last.begin());
    if (stride > hidden) std::copy_n(h_at(0, n) + hidden, hidden, last.begin() + hidden);
    answer(last.data());
  }
  return answers;
}

void SequenceModel::announce(std::int64_t steps, std::int64_t lanes) {
  for (std::vector<Layer>& directions : layers_) {
    for (Layer& layer : directions) {
      const CellNeeds needs = layer.cell.needs(steps, lanes);
      batch_.state.grow(static_cast<std::size_t>(lanes) * needs.state_bytes);
      batch_.scratch.grow(needs.scratch_bytes);
    }
  }
}

void SequenceModel::run_batch(std::int64_t steps, std::int64_t lanes) {
  for (std::vector<Layer>& directions : layers_) run_layer(directions, steps, lanes);
}

std::vector<float> SequenceModel::answer_batch(std::span<const Sequence* const> sequences, std::int64_t steps) {
  for (const Sequence* sequence : sequences) steps = std::max(steps, sequence->length);
  load_batch(sequences, steps);
  run_batch(steps, static_cast<std::int64_t>(sequences.size()));
  return project_batch(sequences);
}

}  // namespace gatewise
