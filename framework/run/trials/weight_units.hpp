#ifndef GATEWISE_RUN_TRIALS_WEIGHT_UNITS_HPP
#define GATEWISE_RUN_TRIALS_WEIGHT_UNITS_HPP

#include <filesystem>

#include "base/safetensors.hpp"
#include "cells/architecture.hpp"
#include "data/dataset_fwd.hpp"

namespace gatewise {

/// Writes beside a model's weights in which units it was trained: tensors input.mean and input.scale [F], output.mean
/// and output.scale [K] as floats, and the same as JSON, exact, in the metadata "units". Nothing of tokens and classes.
void add_units(const Dataset& dataset, TensorFile& weights);

/// Throws InputError where weights whose answers are numbers were trained in other units than the dataset's, as those
/// of version 0.7.0 and before were: what they answer would be read as something else.
void check_units(const Dataset& dataset, const TensorFile& weights, const std::filesystem::path& file);

/// Throws InputError where a tensor of the model is missing or has another shape: weights of another architecture would
/// be read as some of this one's.
void check_shapes(const ModelShape& shape, const TensorFile& weights, const std::filesystem::path& file);

}  // namespace gatewise

#endif
