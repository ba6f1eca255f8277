#ifndef GATEWISE_MEASURE_PARITY_CALIBRATION_HPP
#define GATEWISE_MEASURE_PARITY_CALIBRATION_HPP

#include <span>
#include <vector>

#include "base/safetensors.hpp"
#include "cells/architecture.hpp"
#include "data/dataset_fwd.hpp"
#include "host/plugin.hpp"

namespace gatewise {

/// The ranges of x and of y; `sequences` says how many they come from. Throws InputError where a value is not finite.
CalibrationRanges ranges_of(std::span<const double> x, std::span<const double> y, std::uint32_t sequences);

/// The most sequences that calibration plays.
constexpr std::size_t calibration_sequences = 64;

/// Plays sequences, evenly spread over `split`, step by step through the model in double precision, and adds to
/// `weights` the ranges that each layer and direction saw, as the tensor that calibration_of() reads. They belong to
/// the weights: every backend gets the same. Throws InputError that names the sequence where the data or the model
/// yields a value that is not finite.
void calibrate(const ModelShape& shape, const Sequences& split, TensorFile& weights);

}  // namespace gatewise

#endif
