#include "rnn_primitive.hpp"

#include <oneapi/dnnl/dnnl_debug.h>

#include <gatewise/sdk.hpp>

// Version 3 builds a primitive descriptor from the engine and the tensors at once, without the `desc` that version 2
// has in between; that difference would stand in this file.
#if DNNL_VERSION_MAJOR != 2
#error "rnn_primitive.cpp is written for oneDNN 2: construct the primitive descriptors without `desc` for this version"
#endif

namespace onednn {
namespace {

using Desc = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;

constexpr auto inference = dnnl::prop_kind::forward_inference;
constexpr auto direction = dnnl::rnn_direction::unidirectional_left2right;

/// The tensors of a primitive before oneDNN has chosen: T steps, N lanes.
struct Tensors {
  Desc src_layer, src_iter, src_iter_c, weights_layer, weights_iter, bias, dst_layer, dst_iter, dst_iter_c;

  Tensors(const RnnSpec& s, std::int64_t steps, std::int64_t lanes, const std::optional<WeightsLayout>& layout)
      : src_layer({steps, lanes, s.input}, s.layer, Tag::tnc),
        src_iter({1, 1, lanes, s.hidden}, s.iter, Tag::ldnc),
        src_iter_c({1, 1, lanes, s.hidden}, DataType::f32, Tag::ldnc),
        weights_layer(layout ? layout->layer : Desc({1, 1, s.input, s.family.gates, s.hidden}, s.weights, Tag::any)),
        weights_iter(layout ? layout->iter : Desc({1, 1, s.hidden, s.family.gates, s.hidden}, s.weights, Tag::any)),
        bias({1, 1, s.family.biases, s.hidden}, DataType::f32, Tag::ldgo),
        dst_layer({steps, lanes, s.hidden}, s.output, Tag::tnc),
        dst_iter({1, 1, lanes, s.hidden}, s.iter, Tag::ldnc),
        dst_iter_c({1, 1, lanes, s.hidden}, DataType::f32, Tag::ldnc) {}
};

template <class Primitive, class Descriptor>
RnnPrimitive finish(const Descriptor& pd, bool has_cell_state) {
  RnnPrimitive made;
  made.primitive = Primitive(pd);
  made.src_layer = pd.src_layer_desc();
  made.src_iter = pd.src_iter_desc();
  made.bias = pd.bias_desc();
  made.dst_layer = pd.dst_layer_desc();
  made.dst_iter = pd.dst_iter_desc();
  made.scratchpad = pd.scratchpad_desc();
  made.weights = {pd.weights_layer_desc(), pd.weights_iter_desc()};
  made.implementation = pd.impl_info_str();
  if (has_cell_state) {
    made.src_iter_c = pd.query_md(dnnl::query::exec_arg_md, DNNL_ARG_SRC_ITER_C);
    made.dst_iter_c = pd.query_md(dnnl::query::exec_arg_md, DNNL_ARG_DST_ITER_C);
  }
  return made;
}

RnnPrimitive make_lstm(const Tensors& t, const dnnl::primitive_attr& attributes) {
  using P = dnnl::lstm_forward;
  const P::desc desc(inference, direction, t.src_layer, t.src_iter, t.src_iter_c, t.weights_layer, t.weights_iter,
                     t.bias, t.dst_layer, t.dst_iter, t.dst_iter_c);
  return finish<P>(P::primitive_desc(desc, attributes, cpu_engine()), true);
}

RnnPrimitive make_vanilla(const Tensors& t, dnnl::algorithm activation, const dnnl::primitive_attr& attributes) {
  using P = dnnl::vanilla_rnn_forward;
  const P::desc desc(inference, activation, direction, t.src_layer, t.src_iter, t.weights_layer, t.weights_iter, t.bias,
                     t.dst_layer, t.dst_iter);
  return finish<P>(P::primitive_desc(desc, attributes, cpu_engine()), false);
}

template <class P>
RnnPrimitive make_gru(const Tensors& t, const dnnl::primitive_attr& attributes) {
  const typename P::desc desc(inference, direction, t.src_layer, t.src_iter, t.weights_layer, t.weights_iter, t.bias,
                              t.dst_layer, t.dst_iter);
  return finish<P>(typename P::primitive_desc(desc, attributes, cpu_engine()), false);
}

}  // namespace

const Family& find_family(std::string_view id) {
  // PyTorch's lstm i f g o is oneDNN's i f c o; its gru r z n is oneDNN's u r o with u = z.
  static const std::vector<Family> all{{"rnn_tanh", 1, 1, {0}},
                                       {"rnn_relu", 1, 1, {0}},
                                       {"lstm", 4, 4, {0, 1, 2, 3}},
                                       {"gru", 3, 4, {1, 0, 2}},
                                       {"gru_reset_before", 3, 3, {1, 0, 2}}};
  for (const Family& family : all) {
    if (family.id == id) return family;
  }
  throw gatewise::sdk::Unsupported("oneDNN has no primitive for family '" + std::string(id) + "'");
}

dnnl::primitive_attr rnn_attributes(const RnnSpec& spec) {
  dnnl::primitive_attr attributes;
  if (!spec.quantisation) return attributes;
  constexpr int by_gate_and_output = (1 << 3) | (1 << 4);  // of the dimensions l d i g o
  attributes.set_rnn_data_qparams(spec.quantisation->scale, spec.quantisation->shift);
  attributes.set_rnn_weights_qparams(by_gate_and_output, spec.quantisation->weight_scales);
  return attributes;
}

RnnPrimitive make_rnn_primitive(const RnnSpec& spec, std::int64_t steps, std::int64_t lanes,
                                const std::optional<WeightsLayout>& layout) {
  const Tensors tensors(spec, steps, lanes, layout);
  dnnl::primitive_attr attributes = rnn_attributes(spec);
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);  // the host owns what a step touches
  if (spec.family.id == "lstm") return make_lstm(tensors, attributes);
  if (spec.family.id == "gru") return make_gru<dnnl::lbr_gru_forward>(tensors, attributes);
  if (spec.family.id == "gru_reset_before") return make_gru<dnnl::gru_forward>(tensors, attributes);
  const auto activation = spec.family.id == "rnn_relu" ? dnnl::algorithm::eltwise_relu : dnnl::algorithm::eltwise_tanh;
  return make_vanilla(tensors, activation, attributes);
}

bool is_blocked(const WeightsLayout& layout) {
  return layout.layer.data.format_kind == dnnl_blocked && layout.iter.data.format_kind == dnnl_blocked;
}

std::optional<WeightsLayout> choose_layout(const RnnSpec& spec) {
  const WeightsLayout chosen = make_rnn_primitive(spec, 1, 1, std::nullopt).weights;
  if (is_blocked(chosen)) return chosen;
  if (spec.quantisation) return std::nullopt;  // s8 weights carry compensations, which only the opaque layout holds
  return WeightsLayout{Desc({1, 1, spec.input, spec.family.gates, spec.hidden}, spec.weights, Tag::ldigo),
                       Desc({1, 1, spec.hidden, spec.family.gates, spec.hidden}, spec.weights, Tag::ldigo)};
}

const dnnl::engine& cpu_engine() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

const char* library_name() {
  static const std::string name = [] {
    const dnnl_version_t* v = dnnl_version();
    return "oneDNN " + std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
  }();
  return name.c_str();
}

std::string reason_of(const dnnl::error& error) {
  return std::string(library_name()) + ": " + error.what() + " (" + dnnl_status2str(error.status) + ")";
}

float largest_weight_magnitude() {
  switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::avx512_core_vnni:
    case dnnl::cpu_isa::avx512_core_bf16:
    case dnnl::cpu_isa::avx512_core_amx:
      return 127;
    default:  // below 2 · 255 · 63 < 2^15
      return 63;
  }
}

const char* effective_isa() {
  using Isa = dnnl::cpu_isa;
  switch (dnnl::get_effective_cpu_isa()) {
    case Isa::sse41:
      return "sse41";
    case Isa::avx:
      return "avx";
    case Isa::avx2:
      return "avx2";
    case Isa::avx2_vnni:
      return "avx2_vnni";
    case Isa::avx512_core:
      return "avx512_core";
    case Isa::avx512_core_vnni:
      return "avx512_core_vnni";
    case Isa::avx512_core_bf16:
      return "avx512_core_bf16";
    case Isa::avx512_core_amx:
      return "avx512_core_amx";
    default:
      return "baseline";
  }
}

}  // namespace onednn
