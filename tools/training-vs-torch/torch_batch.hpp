// Gatewise's sequences and parameters in libtorch's terms.
#ifndef GATEWISE_TRAINING_TORCH_BATCH_HPP
#define GATEWISE_TRAINING_TORCH_BATCH_HPP

#include <vector>

#include "data/dataset.hpp"
#include "torch_training.hpp"
#include "training/packed_batch.hpp"
#include "training/parameters.hpp"

namespace gatewise {

/// A packed batch's rows, with the labels that are asked: of each row, or of each lane.
peer::TorchBatch torch_batch(const PackedBatch& batch, const Dataset& dataset);

std::vector<peer::NamedTensor> named_tensors(const ModelShape& shape, const std::vector<float>& values);

peer::TorchModel torch_model(const ModelShape& shape);

}  // namespace gatewise

#endif
