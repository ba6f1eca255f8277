#ifndef GATEWISE_RUN_BACKEND_REQUEST_HPP
#define GATEWISE_RUN_BACKEND_REQUEST_HPP

#include "base/json.hpp"
#include "base/safetensors.hpp"
#include "base/sha256.hpp"
#include "data/output_delay.hpp"
#include "host/plugin.hpp"
#include "host/sequence_model.hpp"
#include "run/request_dataset.hpp"
#include "training/trainer.hpp"

namespace gatewise {

/// What a quality or cost trial's request names, loaded: the dataset, the model's shape, its trained weights and how
/// its cells are asked for.
struct BackendRequest {
  Dataset dataset;
  ModelShape shape;
  TensorFile weights;
  BackendChoice backend;
  std::filesystem::path plugin_file;
  std::string weights_sha256;  // of the file read: what the result is true for

  explicit BackendRequest(const Json& request)
      : dataset(dataset_of(request)),
        shape(shape_for(request.at("architecture").get<Architecture>(), dataset)),
        weights(read_safetensors(request.at("weights_file").get<std::string>())),
        backend{request.at("precision"), request.at("implementation"), 1},
        plugin_file(request.at("plugin_file").get<std::string>()),
        weights_sha256(sha256_of_file(request.at("weights_file").get<std::string>())) {
    delay_labels(dataset, shape.architecture.output_delay);
  }
};

/// Which plugin answered: what every row says.
inline Json plugin_identity(const Plugin& plugin) {
  const PluginDescriptor& descriptor = plugin.descriptor();
  return {{"id", descriptor.id},
          {"version", descriptor.version},
          {"library", descriptor.library},
          {"sha256", sha256_of_file(descriptor.file)}};
}

}  // namespace gatewise

#endif
