#include "precision.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace onednn {
namespace {

using gatewise::sdk::InvalidArgument;
using gatewise::sdk::Unsupported;

std::uint16_t to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);  // weights and inputs are finite
}

float from_bf16(std::uint16_t value) { return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16); }

/// Saturated; 0 for NaN, which has no integer.
std::uint8_t to_u8(float value) {
  return value > 0 ? static_cast<std::uint8_t>(std::min(value, 255.0F)) : std::uint8_t{0};
}

}  // namespace

RnnSpec rnn_spec(const gatewise::sdk::Spec& spec) {
  RnnSpec rnn{find_family(spec.family), spec.input, spec.hidden, {}, {}, {}, {}, {}};
  rnn.layer = rnn.iter = rnn.output = rnn.weights = DataType::f32;
  if (spec.precision == "bf16") rnn.layer = rnn.iter = rnn.output = rnn.weights = DataType::bf16;
  if (spec.precision == "int8") {
    rnn.layer = DataType::u8;
    rnn.weights = DataType::s8;
    // What support is asked with; prepare replaces it by the calibrated one.
    rnn.quantisation =
        Quantisation{1, 0, std::vector<float>(static_cast<std::size_t>(rnn.family.gates * rnn.hidden), 1.0F)};
  }
  return rnn;
}

Quantisation data_quantisation(const gw_quant* ranges) {
  if (ranges == nullptr || ranges->sequences == 0) {
    throw InvalidArgument("int8 needs the calibrated ranges of x and h (gw_quant); the host gave none");
  }
  for (const float end : {ranges->x_min, ranges->x_max, ranges->h_min, ranges->h_max}) {
    if (!std::isfinite(end))
      throw InvalidArgument("a calibrated range (gw_quant) is not finite: calibrate on clean data");
  }
  const float low = std::min({ranges->x_min, ranges->h_min, 0.0F});
  const float high = std::max({ranges->x_max, ranges->h_max, 0.0F});
  if (high <= low) throw InvalidArgument("the calibrated ranges (gw_quant) of x and h are empty: all values were 0");
  const float scale = 255.0F / (high - low);
  return {scale, std::nearbyint(-low * scale), {}};
}

void to_primitive(const RnnSpec& spec, DataType type, const float* values, std::int64_t count, void* target) {
  if (type == DataType::f32) {
    std::memcpy(target, values, static_cast<std::size_t>(count) * sizeof(float));
  } else if (type == DataType::bf16) {
    std::transform(values, values + count, static_cast<std::uint16_t*>(target), to_bf16);
  } else {
    const Quantisation& q = *spec.quantisation;
    auto* out = static_cast<std::uint8_t*>(target);
    for (std::int64_t i = 0; i < count; ++i) out[i] = to_u8(std::nearbyint(values[i] * q.scale + q.shift));
  }
}

void from_primitive(DataType type, const void* source, std::int64_t count, float* values) {
  if (type == DataType::bf16) {
    const auto* in = static_cast<const std::uint16_t*>(source);
    std::transform(in, in + count, values, from_bf16);
  } else {
    std::memcpy(values, source, static_cast<std::size_t>(count) * sizeof(float));
  }
}

}  // namespace onednn
