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

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

void fill_recurrent(float* values, const Parameter& parameter, Random& random) {
  const std::int64_t hidden = parameter.shape[1];
  for (std::int64_t gate = 0; gate < parameter.shape[0] / hidden; ++gate) {
    const std::vector<double> matrix = orthogonal_matrix(hidden, random);
    std::transform(matrix.begin(), matrix.end(), values + gate * hidden * hidden,
                   [](double v) { return static_cast<float>(v); });
  }
}

void fill_glorot(float* values, const Parameter& parameter, std::int64_t gates, Random& random) {
  const double fan = static_cast<double>(parameter.shape[0] / gates + parameter.shape[1]);
  const double range = std::sqrt(6.0 / fan);
  for (std::int64_t i = 0; i < parameter.elements(); ++i) values[i] = static_cast<float>(random.uniform(-range, range));
}

/// 1 for the LSTM's forget gate, the second of four; b_hh stays 0, so that the sum is 1.
void fill_bias(float* values, const Parameter& parameter, const Family& family) {
  if (family.id != "lstm" || !contains(parameter.name, "bias_ih")) return;
  const std::int64_t hidden = parameter.shape[0] / 4;
  std::fill_n(values + hidden, hidden, 1.0F);
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
  const Family& family = find_family(shape.architecture.family);
  std::vector<float> values(layout.size(), 0.0F);
  for (const Parameter& parameter : layout.parameters()) {
    float* at = values.data() + layout.offset(parameter.name);
    Random random(seed, "initial " + parameter.name);
    if (contains(parameter.name, "embedding")) {
      for (std::int64_t i = 0; i < parameter.elements(); ++i) at[i] = static_cast<float>(0.1 * random.normal());
    } else if (contains(parameter.name, "weight_hh")) {
      fill_recurrent(at, parameter, random);
    } else if (contains(parameter.name, "weight_ih")) {
      fill_glorot(at, parameter, family.gate_count(), random);
    } else if (contains(parameter.name, "head.weight")) {
      fill_glorot(at, parameter, 1, random);
    } else if (contains(parameter.name, "rnn.bias")) {
      fill_bias(at, parameter, family);
    }
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
