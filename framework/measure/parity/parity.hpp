#ifndef GATEWISE_MEASURE_PARITY_PARITY_HPP
#define GATEWISE_MEASURE_PARITY_PARITY_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "base/safetensors.hpp"
#include "cells/architecture.hpp"
#include "host/plugin.hpp"
#include "host/sequence_model.hpp"
#include "measure/parity/error_budget.hpp"

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

/// A padded batch: T steps, lengths [N], each 0 to T.
struct ParityBatch {
  std::int64_t steps = 48;
  std::vector<std::int32_t> lengths{48, 31, 0, 17};
};

/// What parity was judged by.
struct ParityRun {
  Parity parity;
  OracleBatch batch;             ///< x [T,N,I]; values behind a length are the cell's to ignore
  std::vector<double> expected;  ///< y [T,N,H] of the oracle
  std::vector<float> got;        ///< y [T,N,H] of the cell
};

/// A cell with these weights, prepared with the ranges of the batch itself, on a seeded padded batch against the
/// oracle. What is allowed: measure/parity/error_budget.hpp. Throws PluginFailure, also where the cell writes outside
/// y, its state or its scratch.
ParityRun run_parity(const Plugin& plugin, const CellRequest& request, const std::vector<std::vector<float>>& weights,
                     std::uint64_t seed, const ParityBatch& batch);

/// The same on T 48, lengths 48, 31, 0, 17.
Parity cell_parity(const Plugin& plugin, const CellRequest& request, const std::vector<std::vector<float>>& weights,
                   std::uint64_t seed);

/// The worst over all layers and directions of a model with its weights. Throws PluginFailure; InputError where the
/// precision has no error budget.
Parity model_parity(const Plugin& plugin, const BackendChoice& backend, const ModelShape& shape,
                    const TensorFile& weights);

/// By how much it differs, and what rounding explains: a sentence's predicate.
std::string describe(const Parity& parity);

void to_json(Json& json, const Parity& parity);
void from_json(const Json& json, Parity& parity);

}  // namespace gatewise

#endif
