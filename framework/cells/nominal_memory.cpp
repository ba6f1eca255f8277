#include "cells/nominal_memory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t byte_bits = 8;
constexpr std::int64_t f32_bytes = 4;

std::int64_t bits_of(const std::string& precision) {
  if (precision == "f32") return 32;
  if (precision == "bf16") return 16;
  if (precision == "int8") return 8;
  if (precision == "int4") return 4;
  throw InputError(
      fmt::format("precision '{}' has no known width; equal memory is solved for f32, bf16, int8 and int4", precision));
}

std::int64_t state_bytes(const Architecture& architecture) {
  const std::int64_t vectors = std::max<std::int64_t>(1, find_family(architecture.family).state_vectors);
  return f32_bytes * vectors * architecture.hidden * architecture.layers * architecture.directions();
}

}  // namespace

std::int64_t nominal_bytes(const ModelShape& shape, const std::string& precision) {
  const std::int64_t bits = bits_of(precision);
  std::int64_t bytes = state_bytes(shape.architecture);
  for (const Parameter& parameter : shape.parameters()) {
    const bool is_matrix = parameter.shape.size() > 1;
    bytes += is_matrix ? (parameter.elements() * bits + byte_bits - 1) / byte_bits : parameter.elements() * f32_bytes;
  }
  return bytes;
}

}  // namespace gatewise
