#ifndef GATEWISE_MEASURE_PARITY_HPP
#define GATEWISE_MEASURE_PARITY_HPP

#include <string>

#include "base/json.hpp"
#include "base/safetensors.hpp"
#include "cells/architecture.hpp"
#include "host/plugin.hpp"
#include "host/sequence_model.hpp"

namespace gatewise {

/// How a backend's cells compare with the double-precision oracle.
struct Parity {
  std::string status = "passed";  ///< "passed", "mistrusted" (up to 8 times what is allowed), "failed"
  double max_abs = 0;             ///< the largest difference of an output
  double nmse = 0;                ///< mean squared error by the oracle's mean square
  double allowed = 0;             ///< the largest difference that rounding explains
  bool approximate = false;       ///< the cell declares that it is not meant to be equal: judged by its quality alone
};

/// One cell with its weights, on a seeded padded batch (T 48; lengths 48, 31, 0, 17) against the oracle.
///
/// What is allowed follows from the backward error of dot products (Higham 2002, 3.1): a computed product is the exact
/// one of weights and inputs changed by at most gamma_n = n u in relation, n = I + H + 2. The oracle is therefore run
/// four more times with weights and inputs changed at random by as much, through all T steps; allowed = 4 × the largest
/// change of an output + 16 u T for the activations' own rounding. So a cell that amplifies errors over time is allowed
/// what its own dynamics make of rounding, and no more. u: f32 2^-24, bf16 2^-8 (where products are summed in f32, n is
/// 1).
Parity cell_parity(PreparedCell& cell, const std::vector<std::vector<float>>& weights, std::uint64_t seed);

/// The worst over all layers and directions of a model with its weights. Throws PluginFailure; InputError where the
/// precision has no error budget.
Parity model_parity(const Plugin& plugin, const BackendChoice& backend, const ModelShape& shape,
                    const TensorFile& weights);

void to_json(Json& json, const Parity& parity);
void from_json(const Json& json, Parity& parity);

}  // namespace gatewise

#endif
