// Values between the host's f32 and what the primitives read and write.
#ifndef GATEWISE_ONEDNN_PRECISION_HPP
#define GATEWISE_ONEDNN_PRECISION_HPP

#include <gatewise/sdk.hpp>

#include "rnn_primitive.hpp"

namespace onednn {

/// The primitive's types for a cell's precision: "f32", "bf16" (h too; c stays f32) or "int8" (x in u8, weights in s8;
/// h and y in f32, quantised by the library where it multiplies).
RnnSpec rnn_spec(const gatewise::sdk::Spec& spec);

/// One scale and shift for x and h together, as oneDNN takes it, from the calibrated ranges. Throws InvalidArgument
/// where there are none, or they are not finite.
Quantisation data_quantisation(const gw_quant* ranges);

/// f32 to the primitive's type: nearest, ties to even; u8 saturates.
void to_primitive(const RnnSpec& spec, DataType type, const float* values, std::int64_t count, void* target);
/// And back: bf16 or f32.
void from_primitive(DataType type, const void* source, std::int64_t count, float* values);

}  // namespace onednn

#endif
