#include "training/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/random.hpp"

namespace gatewise {
namespace {

/// Rows made orthonormal by Gram and Schmidt, twice for double's rounding. [size, size]
std::vector<double> orthogonal_matrix(std::int64_t size, Random& random) {
  const auto n = static_cast<std::size_t>(size);
  std::vector<double> matrix(n * n);
  for (double& value : matrix) value = random.normal();
  for (std::size_t i = 0; i < n; ++i) {
    double* row = matrix.data() + i * n;
    for (std::size_t pass = 0; pass < 2; ++pass) {
      for (std::size_t k = 0; k < i; ++k) {
        const double* other = matrix.data() + k * n;
        double dot = 0;
        for (std::size_t j = 0; j < n; ++j) dot += row[j] * other[j];
        for (std::size_t j = 0; j < n; ++j) row[j] -= dot * other[j];
      }
    }
    double norm = 0;
    for (std::size_t j = 0; j < n; ++j) norm += row[j] * row[j];
    for (std::size_t j = 0; j < n; ++j) row[j] /= std::sqrt(norm);
  }
  return matrix;
}

/// One block [rows, columns] of a tensor; `value` is the block's of Initial::values.
void fill_block(float* values, std::int64_t rows, std::int64_t columns, Initial::Kind kind, float value,
                Random& random) {
  const std::int64_t count = rows * columns;
  switch (kind) {
    case Initial::Kind::constant:
      std::fill_n(values, count, value);
      return;
    case Initial::Kind::normal:
      for (std::int64_t i = 0; i < count; ++i)
        values[i] = static_cast<float>(static_cast<double>(value) * random.normal());
      return;
    case Initial::Kind::uniform:
    case Initial::Kind::glorot: {
      const double range = kind == Initial::Kind::uniform ? static_cast<double>(value)
                                                          : std::sqrt(6.0 / static_cast<double>(rows + columns));
      for (std::int64_t i = 0; i < count; ++i) values[i] = static_cast<float>(random.uniform(-range, range));
      return;
    }
    case Initial::Kind::orthogonal: {
      const std::vector<double> matrix = orthogonal_matrix(rows, random);
      std::transform(matrix.begin(), matrix.end(), values, [](double v) { return static_cast<float>(v); });
      return;
    }
  }
}

void fill(float* values, const Parameter& parameter, Random& random) {
  const Initial& initial = parameter.initial;
  const std::int64_t columns = parameter.shape.size() == 2 ? parameter.shape[1] : 1;
  const std::int64_t rows = parameter.shape[0] / initial.blocks;
  for (std::int64_t block = 0; block < initial.blocks; ++block) {
    const float value = initial.values.empty() ? 0.0F : initial.values.at(static_cast<std::size_t>(block));
    fill_block(values + block * rows * columns, rows, columns, initial.kind, value, random);
  }
}

}  // namespace

ParameterLayout::ParameterLayout(const ModelShape& shape) : parameters_(shape.parameters()) {
  for (const Parameter& parameter : parameters_) {
    offsets_[parameter.name] = size_;
    size_ += static_cast<std::size_t>(parameter.elements());
  }
}

std::vector<float> initial_parameters(const ModelShape& shape, std::uint64_t seed) {
  const ParameterLayout layout(shape);
  std::vector<float> values(layout.size(), 0.0F);
  for (const Parameter& parameter : layout.parameters()) {
    Random random(seed, "initial " + parameter.name);
    fill(values.data() + layout.offset(parameter.name), parameter, random);
  }
  return values;
}

TensorFile to_tensors(const ModelShape& shape, const std::vector<float>& values) {
  const ParameterLayout layout(shape);
  TensorFile file;
  for (const Parameter& parameter : layout.parameters()) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(layout.offset(parameter.name));
    file.tensors[parameter.name] = {parameter.shape, {begin, begin + parameter.elements()}};
  }
  return file;
}

std::vector<float> from_tensors(const ModelShape& shape, const TensorFile& file) {
  const ParameterLayout layout(shape);
  std::vector<float> values;
  values.reserve(layout.size());
  for (const Parameter& parameter : layout.parameters()) {
    const Tensor& tensor = file.at(parameter.name);
    if (tensor.shape != parameter.shape)
      throw InputError(fmt::format("tensor '{}' has another shape than the model", parameter.name));
    values.insert(values.end(), tensor.data.begin(), tensor.data.end());
  }
  return values;
}

}  // namespace gatewise
