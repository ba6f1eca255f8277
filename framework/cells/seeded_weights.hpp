#ifndef GATEWISE_CELLS_SEEDED_WEIGHTS_HPP
#define GATEWISE_CELLS_SEEDED_WEIGHTS_HPP

#include <cstdint>

#include "base/random.hpp"
#include "base/safetensors.hpp"
#include "cells/architecture.hpp"

namespace gatewise {

/// Weights for a cell by family and shape, uniform in ±1/sqrt(H) as PyTorch initialises, both biases non-zero and
/// different. In the order of cell_parameters(). For parity, cost and tests: nothing is learnt in them.
std::vector<std::vector<float>> seeded_cell_weights(const Family& family, std::int64_t input, std::int64_t hidden,
                                                    std::uint64_t seed);

/// The same for a whole model, embedding and head included, by the names of its weights file.
TensorFile seeded_model_weights(const ModelShape& shape, std::uint64_t seed);

}  // namespace gatewise

#endif
