#ifndef GATEWISE_CELLS_NOMINAL_MEMORY_HPP
#define GATEWISE_CELLS_NOMINAL_MEMORY_HPP

#include <cstdint>
#include <string>

#include "cells/architecture.hpp"

namespace gatewise {

/// Bytes that a model takes for one stream at a precision (f32, bf16, int8, int4), whoever runs it: every matrix at the
/// precision's width, biases in f32, and the state of one stream in f32 (h, and c for the LSTM, of every layer and
/// direction; one vector of H for a plugin's family). What a backend pads, packs, scales by and needs as scratch is not
/// in it: memory.total is measured. Throws InputError for another precision.
std::int64_t nominal_bytes(const ModelShape& shape, const std::string& precision);

}  // namespace gatewise

#endif
