// oneDNN's RNN primitives. rnn_primitive.cpp is the one file that knows how this version of the library builds them.
#ifndef GATEWISE_ONEDNN_RNN_PRIMITIVE_HPP
#define GATEWISE_ONEDNN_RNN_PRIMITIVE_HPP

#include <cstdint>
#include <dnnl.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onednn {

using DataType = dnnl::memory::data_type;

/// A family in oneDNN's terms.
struct Family {
  std::string_view id;
  std::int64_t gates;              ///< G of both weight tensors
  std::int64_t biases;             ///< gates of the one bias tensor: lbr_gru has a fourth
  std::vector<std::int64_t> from;  ///< oneDNN's gate g is PyTorch's gate from[g]
};

/// Throws sdk::Unsupported for a family that oneDNN has no primitive for.
const Family& find_family(std::string_view id);

/// How f32 values stand on the u8 and s8 grids: u8 = scale · x + shift; s8 = weight_scales[g·H + o] · w.
struct Quantisation {
  float scale = 1;
  float shift = 0;
  std::vector<float> weight_scales;  // [G·H], oneDNN's gate order
};

/// One layer in one direction at one precision.
struct RnnSpec {
  Family family;
  std::int64_t input = 0;
  std::int64_t hidden = 0;
  DataType layer = DataType::f32;   ///< of x: f32, bf16, u8
  DataType iter = DataType::f32;    ///< of the recurrent h: f32, bf16
  DataType output = DataType::f32;  ///< of y
  DataType weights = DataType::f32;
  std::optional<Quantisation> quantisation;

  bool has_cell_state() const { return family.id == "lstm"; }
};

/// The layouts of both weight tensors.
struct WeightsLayout {
  dnnl::memory::desc layer;
  dnnl::memory::desc iter;

  bool operator==(const WeightsLayout& other) const { return layer == other.layer && iter == other.iter; }
};

/// A primitive for one (T, N) and what it wants its tensors to be.
struct RnnPrimitive {
  dnnl::primitive primitive;
  dnnl::memory::desc src_layer, src_iter, src_iter_c, bias, dst_layer, dst_iter, dst_iter_c, scratchpad;
  WeightsLayout weights;
  const char* implementation = "";  ///< as oneDNN reports it: a literal of the library
};

/// Builds the primitive; `layout` fixes the weights' layout, without it oneDNN chooses. Throws dnnl::error where oneDNN
/// has no such primitive.
RnnPrimitive make_rnn_primitive(const RnnSpec& spec, std::int64_t steps, std::int64_t lanes,
                                const std::optional<WeightsLayout>& layout);

/// Whether both tensors' layouts are open ones, not opaque to all but the primitive that chose them.
bool is_blocked(const WeightsLayout& layout);

/// A layout of the weights that serves every (T, N): the one that oneDNN chooses, or, where that is an opaque one which
/// it binds to a single (T, N), the plain one. Empty where oneDNN takes nothing but an opaque one (int8 gru).
std::optional<WeightsLayout> choose_layout(const RnnSpec& spec);

/// The quantisation that the primitive and the reorders of its weights share.
dnnl::primitive_attr rnn_attributes(const RnnSpec& spec);

const dnnl::engine& cpu_engine();

/// "oneDNN 2.6.3", and the reason behind an error: "could not create ... (unimplemented)".
const char* library_name();
std::string reason_of(const dnnl::error& error);

/// The instruction set that oneDNN works with on this machine.
const char* effective_isa();

/// The end of the weights' s8 range that the products keep exact: 127, or 63 where oneDNN multiplies u8 by s8 with
/// `vpmaddubsw`, whose 16-bit sum of two products saturates above that (oneDNN's developer guide, "Nuances of int8
/// computations").
float largest_weight_magnitude();

}  // namespace onednn

#endif
