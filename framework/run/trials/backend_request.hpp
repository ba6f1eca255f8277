#ifndef GATEWISE_RUN_TRIALS_BACKEND_REQUEST_HPP
#define GATEWISE_RUN_TRIALS_BACKEND_REQUEST_HPP

#include <filesystem>
#include <string>

#include "base/json_fwd.hpp"
#include "base/safetensors.hpp"
#include "host/plugin.hpp"
#include "host/sequence_model.hpp"
#include "run/trials/request_dataset.hpp"

namespace gatewise {

/// What a quality or cost trial's request names, loaded: the dataset, the model's shape, its weights and how its cells
/// are asked for. Weights are a training's, or seeded ones where the request says "seeded".
struct BackendRequest {
  Dataset dataset;
  ModelShape shape;
  BackendChoice backend;
  std::filesystem::path plugin_file;
  bool is_seeded = false;
  TensorFile weights{};
  std::string weights_sha256{};  // of the file read: what the result is true for

  /// Reads all but the weights: a family that a plugin brings may have to be loaded before.
  explicit BackendRequest(const Json& request);

  /// Throws InputError where the file can't be read.
  void read_weights(const Json& request);
};

/// Seeded weights, and the ranges that a few hundred of the dataset's steps see with them.
TensorFile calibrated_seeded_weights(const ModelShape& shape, const Dataset& dataset, std::uint64_t seed);

/// Which plugin answered: what every row says.
Json plugin_identity(const Plugin& plugin);

}  // namespace gatewise

#endif
