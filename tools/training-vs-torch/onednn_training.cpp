#include "onednn_training.hpp"

#include <omp.h>

#include <cstring>
#include <dnnl.hpp>
#include <random>
#include <unordered_map>

// As in the plugin onednn: version 3 builds its primitive descriptors without `desc`; the difference is in this file.
#if DNNL_VERSION_MAJOR != 2
#error \
    "onednn_training.cpp is written for oneDNN 2: construct the primitive descriptors without `desc` for this version"
#endif

namespace peer {
namespace {

using Desc = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;
using Arguments = std::unordered_map<int, dnnl::memory>;

constexpr auto f32 = dnnl::memory::data_type::f32;
constexpr auto direction = dnnl::rnn_direction::unidirectional_left2right;

struct Family {
  std::int64_t gates, biases;
};

Family family_of(const std::string& id) {
  if (id == "lstm") return {4, 4};
  if (id == "gru") return {3, 4};
  return {1, 1};
}

}  // namespace

struct OnednnTraining::Parts {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  dnnl::primitive forward, backward;
  Arguments forward_arguments, backward_arguments;
  Arguments weights;  // in both layouts, by argument
  std::vector<std::pair<dnnl::memory, dnnl::memory>> reorders;
  int threads = 1;

  dnnl::memory zeros(const Desc& desc) const {
    dnnl::memory memory(desc, engine);
    std::memset(memory.get_data_handle(), 0, desc.get_size());
    return memory;
  }

  dnnl::memory seeded(const Desc& desc) const {
    dnnl::memory memory(desc, engine);
    std::mt19937 random(7);
    std::uniform_real_distribution<float> uniform(-0.1F, 0.1F);
    auto* values = static_cast<float*>(memory.get_data_handle());
    for (std::size_t i = 0; i < desc.get_size() / sizeof(float); ++i) values[i] = uniform(random);
    return memory;
  }

  /// The weights anew in the layout that `desc` says, as an update that changed them would want.
  dnnl::memory in_layout(const dnnl::memory& plain, const Desc& desc) {
    dnnl::memory target(desc, engine);
    reorders.emplace_back(plain, target);
    return target;
  }

  template <class Forward, class Backward>
  void build(const typename Forward::primitive_desc& ahead, const typename Backward::primitive_desc& back,
             const Desc& plain_layer, const Desc& plain_iter) {
    forward = Forward(ahead);
    backward = Backward(back);
    const dnnl::memory layer = seeded(plain_layer), iter = seeded(plain_iter);
    forward_arguments = {{DNNL_ARG_SRC_LAYER, zeros(ahead.src_layer_desc())},
                         {DNNL_ARG_WEIGHTS_LAYER, in_layout(layer, ahead.weights_layer_desc())},
                         {DNNL_ARG_WEIGHTS_ITER, in_layout(iter, ahead.weights_iter_desc())},
                         {DNNL_ARG_BIAS, zeros(ahead.bias_desc())},
                         {DNNL_ARG_DST_LAYER, zeros(ahead.dst_layer_desc())},
                         {DNNL_ARG_WORKSPACE, zeros(ahead.workspace_desc())}};
    backward_arguments = forward_arguments;
    backward_arguments[DNNL_ARG_WEIGHTS_LAYER] = in_layout(layer, back.weights_layer_desc());
    backward_arguments[DNNL_ARG_WEIGHTS_ITER] = in_layout(iter, back.weights_iter_desc());
    const dnnl::memory by_output = zeros(back.diff_dst_layer_desc());
    auto* ones = static_cast<float*>(by_output.get_data_handle());
    std::fill(ones, ones + by_output.get_desc().get_size() / sizeof(float), 1.0F);
    backward_arguments[DNNL_ARG_DIFF_DST_LAYER] = by_output;
    backward_arguments[DNNL_ARG_DIFF_SRC_LAYER] = zeros(back.diff_src_layer_desc());
    backward_arguments[DNNL_ARG_DIFF_WEIGHTS_LAYER] = zeros(back.diff_weights_layer_desc());
    backward_arguments[DNNL_ARG_DIFF_WEIGHTS_ITER] = zeros(back.diff_weights_iter_desc());
    backward_arguments[DNNL_ARG_DIFF_BIAS] = zeros(back.diff_bias_desc());
  }
};

OnednnTraining::OnednnTraining(const std::string& family, std::int64_t input, std::int64_t hidden, std::int64_t lanes,
                               std::int64_t steps, int threads)
    : parts_(std::make_unique<Parts>()) {
  parts_->threads = threads;
  omp_set_num_threads(threads);
  const auto [gates, biases] = family_of(family);
  const Desc src({steps, lanes, input}, f32, Tag::tnc), dst({steps, lanes, hidden}, f32, Tag::tnc), none;
  const Desc layer({1, 1, input, gates, hidden}, f32, Tag::any), iter({1, 1, hidden, gates, hidden}, f32, Tag::any);
  const Desc plain_layer({1, 1, input, gates, hidden}, f32, Tag::ldigo);
  const Desc plain_iter({1, 1, hidden, gates, hidden}, f32, Tag::ldigo);
  const Desc bias({1, 1, biases, hidden}, f32, Tag::ldgo);
  constexpr auto training = dnnl::prop_kind::forward_training;
  constexpr auto back = dnnl::prop_kind::backward;
  const dnnl::engine& engine = parts_->engine;
  const auto with_state = [&](auto forward_tag, auto backward_tag) {
    using Forward = typename decltype(forward_tag)::type;
    using Backward = typename decltype(backward_tag)::type;
    const typename Forward::primitive_desc ahead({training, direction, src, none, layer, iter, bias, dst, none},
                                                 engine);
    const typename Backward::primitive_desc behind(
        {back, direction, src, none, layer, iter, bias, dst, none, src, none, layer, iter, bias, dst, none}, engine,
        ahead);
    parts_->template build<Forward, Backward>(ahead, behind, plain_layer, plain_iter);
  };
  if (family == "gru") {
    with_state(std::type_identity<dnnl::lbr_gru_forward>(), std::type_identity<dnnl::lbr_gru_backward>());
  } else if (family == "lstm") {
    const dnnl::lstm_forward::primitive_desc ahead(
        {training, direction, src, none, none, layer, iter, bias, dst, none, none}, engine);
    const dnnl::lstm_backward::primitive_desc behind(
        {back, direction, src,  none, none,  layer, iter, bias, dst,  none,
         none, src,       none, none, layer, iter,  bias, dst,  none, none},
        engine, ahead);
    parts_->build<dnnl::lstm_forward, dnnl::lstm_backward>(ahead, behind, plain_layer, plain_iter);
  } else {
    const auto activation = family == "rnn_relu" ? dnnl::algorithm::eltwise_relu : dnnl::algorithm::eltwise_tanh;
    const dnnl::vanilla_rnn_forward::primitive_desc ahead(
        {training, activation, direction, src, none, layer, iter, bias, dst, none}, engine);
    const dnnl::vanilla_rnn_backward::primitive_desc behind(
        {back, activation, direction, src, none, layer, iter, bias, dst, none, src, none, layer, iter, bias, dst, none},
        engine, ahead);
    parts_->build<dnnl::vanilla_rnn_forward, dnnl::vanilla_rnn_backward>(ahead, behind, plain_layer, plain_iter);
  }
}

OnednnTraining::~OnednnTraining() = default;

void OnednnTraining::pass(const std::vector<float>& x) {
  omp_set_num_threads(parts_->threads);
  std::memcpy(parts_->forward_arguments.at(DNNL_ARG_SRC_LAYER).get_data_handle(), x.data(), x.size() * sizeof(float));
  for (auto& [from, to] : parts_->reorders) dnnl::reorder(from, to).execute(parts_->stream, from, to);
  parts_->forward.execute(parts_->stream, parts_->forward_arguments);
  parts_->backward.execute(parts_->stream, parts_->backward_arguments);
  parts_->stream.wait();
}

std::string onednn_name() {
  const dnnl_version_t* v = dnnl_version();
  return "oneDNN " + std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
}

}  // namespace peer
