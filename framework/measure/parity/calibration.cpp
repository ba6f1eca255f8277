#include "measure/parity/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "cells/oracle.hpp"
#include "data/dataset.hpp"
#include "host/sequence_model.hpp"

namespace gatewise {
namespace {

void widen(float& low, float& high, std::span<const double> values) {
  for (const double value : values) {
    if (!std::isfinite(value)) throw InputError("calibration met a value that is not finite");
    low = std::min(low, static_cast<float>(value));
    high = std::max(high, static_cast<float>(value));
  }
}

void add(CalibrationRanges& ranges, std::span<const double> x, std::span<const double> y) {
  widen(ranges.x_min, ranges.x_max, x);
  widen(ranges.h_min, ranges.h_max, y);
}

/// The first layer's input [T, I].
std::vector<double> input_of(const ModelShape& shape, const TensorFile& weights, const Sequence& sequence) {
  if (shape.architecture.embedding == 0) return {sequence.features.begin(), sequence.features.end()};
  const std::vector<float>& table = weights.at("embedding.weight").data;
  std::vector<double> x;
  for (const std::int32_t token : sequence.tokens) {
    const auto row = table.begin() + token * shape.architecture.embedding;
    x.insert(x.end(), row, row + shape.architecture.embedding);
  }
  return x;
}

/// Rows of [T, width] in reverse order.
std::vector<double> reversed(const std::vector<double>& rows, std::int64_t width) {
  std::vector<double> result;
  result.reserve(rows.size());
  for (auto end = rows.end(); end != rows.begin(); end -= width) result.insert(result.end(), end - width, end);
  return result;
}

/// One layer of the model with what its directions have seen.
struct Layer {
  std::int64_t input, hidden;
  std::vector<OracleCell> directions;
  std::vector<CalibrationRanges> seen;

  /// x [T, I] → [T, D·H].
  std::vector<double> play(const std::vector<double>& x) {
    const auto steps = static_cast<std::int64_t>(x.size()) / input;
    const auto width = static_cast<std::int64_t>(directions.size()) * hidden;
    std::vector<double> joined(static_cast<std::size_t>(steps * width));
    for (std::size_t d = 0; d < directions.size(); ++d) {
      const std::vector<double> rows = d == 0 ? x : reversed(x, input);
      std::vector<double> state(directions[d].state_size(), 0.0);
      std::vector<double> y = directions[d].run(rows, steps, 1, {}, state);
      add(seen[d], rows, y);
      if (d == 1) y = reversed(y, hidden);
      for (std::int64_t t = 0; t < steps; ++t)
        std::copy_n(y.begin() + t * hidden, hidden, joined.begin() + t * width + static_cast<std::int64_t>(d) * hidden);
    }
    return joined;
  }
};

std::vector<Layer> layers_of(const ModelShape& shape, const TensorFile& weights) {
  std::vector<Layer> layers;
  const Family& family = find_family(shape.architecture.family);
  for (std::int64_t l = 0; l < shape.architecture.layers; ++l) {
    Layer& layer = layers.emplace_back(Layer{shape.layer_input(l), shape.architecture.hidden, {}, {}});
    for (std::int64_t d = 0; d < shape.architecture.directions(); ++d) {
      layer.directions.emplace_back(family, layer.input, layer.hidden, layer_weights(shape, weights, l, d == 1));
      layer.seen.emplace_back();
    }
  }
  return layers;
}

}  // namespace

CalibrationRanges ranges_of(std::span<const double> x, std::span<const double> y, std::uint32_t sequences) {
  CalibrationRanges ranges;
  add(ranges, x, y);
  ranges.sequences = sequences;
  return ranges;
}

void calibrate(const ModelShape& shape, const Sequences& split, TensorFile& weights) {
  std::vector<Layer> layers = layers_of(shape, weights);
  const std::size_t count = std::min(split.size(), calibration_sequences);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = i * split.size() / count;
    try {
      std::vector<double> x = input_of(shape, weights, split[index]);
      for (Layer& layer : layers) x = layer.play(x);
    } catch (const InputError& error) {
      throw InputError(fmt::format("training sequence {}: {}; remove it or repair the model", index, error.what()));
    }
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t d = 0; d < layers[l].seen.size(); ++d) {
      layers[l].seen[d].sequences = static_cast<std::uint32_t>(count);
      set_calibration(weights, static_cast<std::int64_t>(l), d == 1, layers[l].seen[d]);
    }
  }
}

}  // namespace gatewise
