#include "run/trials/backend_request.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/sha256.hpp"
#include "cells/seeded_weights.hpp"
#include "data/dataset.hpp"
#include "data/length_source.hpp"
#include "data/preparation/output_delay.hpp"
#include "measure/parity/calibration.hpp"
#include "run/trials/weight_units.hpp"
#include "training/trainer.hpp"

namespace gatewise {
namespace {

/// A few hundred steps say what range seeded weights work in; nothing is learnt in them, so that more say no more.
Sequences calibration_steps(const Dataset& dataset) {
  constexpr std::int64_t steps = 256;
  const Sequences& split = dataset.train.empty() ? dataset.test : dataset.train;
  return with_lengths(split, std::vector<std::int64_t>(4, steps / 4), dataset.feature_count);
}

}  // namespace

BackendRequest::BackendRequest(const Json& request)
    : dataset(dataset_of(request)),
      shape(shape_for(request.at("architecture").get<Architecture>(), dataset)),
      backend{request.at("precision"), request.at("implementation"), 1},
      plugin_file(request.at("plugin_file").get<std::string>()),
      is_seeded(request.contains("seeded")) {
  delay_labels(dataset, shape.architecture.output_delay);
}

TensorFile calibrated_seeded_weights(const ModelShape& shape, const Dataset& dataset, std::uint64_t seed) {
  TensorFile weights = seeded_model_weights(shape, seed);
  calibrate(shape, calibration_steps(dataset), weights);
  return weights;
}

void BackendRequest::read_weights(const Json& request) {
  if (is_seeded) {
    const std::uint64_t seed = request.at("seeded");
    weights = calibrated_seeded_weights(shape, dataset, seed);
    weights_sha256 = sha256(fmt::format("seeded {}", seed));
    return;
  }
  const OwnFile file = OwnFile::in_folder(request.at("weights_file").get<std::string>());
  weights = read_safetensors(file);
  check_shapes(shape, weights, file.path());
  weights_sha256 = sha256(file.read());
}

Json plugin_identity(const Plugin& plugin) {
  const PluginDescriptor& descriptor = plugin.descriptor();
  return {{"id", descriptor.id},
          {"version", descriptor.version},
          {"library", descriptor.library},
          {"sha256", sha256_of_file(descriptor.file)}};
}

}  // namespace gatewise
