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
  double allowed_nmse = 0;        ///< the same of nmse
  bool approximate = false;       ///< the cell declares that it is not meant to be equal: judged by its quality alone

  /// How many times what rounding explains the differences are: the worse of both, as amplitudes.
  double excess() const;
};

/// A cell with these weights, prepared with the ranges of the batch itself, on a seeded padded batch (T 48; lengths 48,
/// 31, 0, 17) against the oracle. What is allowed: measure/error_budget.hpp. Throws PluginFailure.
Parity cell_parity(const Plugin& plugin, const CellRequest& request, const std::vector<std::vector<float>>& weights,
                   std::uint64_t seed);

/// The worst over all layers and directions of a model with its weights. Throws PluginFailure; InputError where the
/// precision has no error budget.
Parity model_parity(const Plugin& plugin, const BackendChoice& backend, const ModelShape& shape,
                    const TensorFile& weights);

void to_json(Json& json, const Parity& parity);
void from_json(const Json& json, Parity& parity);

}  // namespace gatewise

#endif
