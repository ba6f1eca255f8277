#ifndef GATEWISE_TRAINING_PARAMETERS_HPP
#define GATEWISE_TRAINING_PARAMETERS_HPP

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/safetensors.hpp"
#include "cells/architecture.hpp"

namespace gatewise {

/// Where each tensor of a model lies in one flat vector, so that the optimiser, the clipping and the sum over shards
/// see numbers only.
class ParameterLayout {
 public:
  explicit ParameterLayout(const ModelShape& shape);

  std::size_t size() const { return size_; }
  std::size_t offset(const std::string& name) const { return offsets_.at(name); }
  bool has(const std::string& name) const { return offsets_.count(name) != 0; }
  const std::vector<Parameter>& parameters() const { return parameters_; }

 private:
  std::vector<Parameter> parameters_;
  std::map<std::string, std::size_t> offsets_;
  std::size_t size_ = 0;
};

/// Seeded initial values, each tensor as its Initial says: for the host's own families recurrent matrices orthogonal
/// for each gate, input and head matrices uniform by fan-in and fan-out, biases 0 but the LSTM's forget gate 1,
/// embeddings normal with deviation 0.1.
std::vector<float> initial_parameters(const ModelShape& shape, std::uint64_t seed);

TensorFile to_tensors(const ModelShape& shape, const std::vector<float>& values);

/// Throws InputError where a tensor is missing or has another shape.
std::vector<float> from_tensors(const ModelShape& shape, const TensorFile& file);

}  // namespace gatewise

#endif
