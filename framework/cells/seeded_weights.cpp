#include "cells/seeded_weights.hpp"

#include <cmath>

namespace gatewise {

std::vector<std::vector<float>> seeded_cell_weights(const Family& family, std::int64_t input, std::int64_t hidden,
                                                    std::uint64_t seed) {
  Random random(seed, "seeded_cell_weights");
  const double range = 1.0 / std::sqrt(static_cast<double>(hidden));
  std::vector<std::vector<float>> weights;
  for (const Parameter& parameter : cell_parameters(family, input, hidden)) {
    std::vector<float>& values = weights.emplace_back(static_cast<std::size_t>(parameter.elements()));
    for (float& value : values) value = static_cast<float>(random.uniform(-range, range));
  }
  return weights;
}

TensorFile seeded_model_weights(const ModelShape& shape, std::uint64_t seed) {
  Random random(seed, "seeded_model_weights");
  const double range = 1.0 / std::sqrt(static_cast<double>(shape.architecture.hidden));
  TensorFile file;
  for (const Parameter& parameter : shape.parameters()) {
    Tensor& tensor = file.tensors[parameter.name];
    tensor.shape = parameter.shape;
    tensor.data.resize(static_cast<std::size_t>(parameter.elements()));
    for (float& value : tensor.data) value = static_cast<float>(random.uniform(-range, range));
  }
  return file;
}

}  // namespace gatewise
