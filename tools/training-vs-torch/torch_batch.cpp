#include "torch_batch.hpp"

namespace gatewise {

peer::TorchBatch torch_batch(const PackedBatch& batch, const Dataset& dataset) {
  const bool every_step = answers_every_step(dataset.task);
  peer::TorchBatch packed;
  packed.active = batch.active;
  for (std::int64_t t = 0; t < batch.steps(); ++t) {
    for (std::int64_t lane = 0; lane < batch.active[static_cast<std::size_t>(t)]; ++lane) {
      const Sequence& sequence = *batch.lanes[static_cast<std::size_t>(lane)];
      if (dataset.vocabulary > 0) {
        packed.tokens.push_back(sequence.tokens[static_cast<std::size_t>(t)]);
      } else {
        const auto row = sequence.features.begin() + t * dataset.feature_count;
        packed.features.insert(packed.features.end(), row, row + dataset.feature_count);
      }
      if (every_step) packed.labels.push_back(sequence.labels[static_cast<std::size_t>(t)]);
    }
  }
  if (every_step) return packed;
  for (const Sequence* sequence : batch.lanes) packed.labels.push_back(sequence->labels[0]);
  return packed;
}

std::vector<peer::NamedTensor> named_tensors(const ModelShape& shape, const std::vector<float>& values) {
  std::vector<peer::NamedTensor> named;
  for (const auto& [name, tensor] : to_tensors(shape, values).tensors)
    named.push_back({name, tensor.shape, tensor.data});
  return named;
}

peer::TorchModel torch_model(const ModelShape& shape) {
  const Architecture& architecture = shape.architecture;
  return {architecture.family,
          shape.features,
          architecture.hidden,
          architecture.layers,
          shape.outputs,
          shape.vocabulary,
          architecture.embedding,
          architecture.bidirectional,
          shape.read_out == ReadOut::every_step};
}

}  // namespace gatewise
