// oneDNN's recurrent primitives as cells: f32, bf16 and int8 where the library has them.
#include <omp.h>

#include <atomic>
#include <gatewise/sdk.hpp>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

#include "precision.hpp"
#include "rnn_weights.hpp"

namespace {

using namespace gatewise;
using onednn::DataType;

std::uint64_t aligned(std::uint64_t bytes) { return (bytes + 63) / 64 * 64; }

bool is_f32(const dnnl::memory::desc& desc) { return desc.data_type() == DataType::f32; }

/// Where the tensors of one (T, N) lie in the scratch.
struct ScratchPlan {
  std::uint64_t x, y, h_before, h_after, c_before, c_after, scratchpad, bytes;

  explicit ScratchPlan(const onednn::RnnPrimitive& p) {
    std::uint64_t end = 0;
    const auto place = [&end](const dnnl::memory::desc& desc) {
      return std::exchange(end, end + aligned(desc.get_size()));
    };
    // f32 needs no copy: the primitive reads and writes the host's rows.
    x = is_f32(p.src_layer) ? 0 : place(p.src_layer);
    y = is_f32(p.dst_layer) ? 0 : place(p.dst_layer);
    h_before = place(p.src_iter);
    h_after = place(p.dst_iter);
    c_before = place(p.src_iter_c);
    c_after = place(p.dst_iter_c);
    scratchpad = place(p.scratchpad);
    bytes = end;
  }
};

struct Shape {
  std::int64_t steps, lanes;
  auto operator<=>(const Shape&) const = default;
};

/// A primitive's arguments, made once and pointed to other memory for each call: making them anew costs more
/// allocations than the execution itself.
class Arguments {
 public:
  Arguments(const onednn::RnnPrimitive& rnn, const onednn::PackedWeights& weights) {
    const auto add = [this](int name, const dnnl::memory::desc& desc) {
      // nullptr is DNNL_MEMORY_NONE: no memory yet.
      if (desc.get_size() > 0) all_.emplace(name, dnnl::memory(desc, onednn::cpu_engine(), nullptr));
    };
    add(DNNL_ARG_SRC_LAYER, rnn.src_layer);
    add(DNNL_ARG_SRC_ITER, rnn.src_iter);
    add(DNNL_ARG_SRC_ITER_C, rnn.src_iter_c);
    add(DNNL_ARG_DST_LAYER, rnn.dst_layer);
    add(DNNL_ARG_DST_ITER, rnn.dst_iter);
    add(DNNL_ARG_DST_ITER_C, rnn.dst_iter_c);
    add(DNNL_ARG_SCRATCHPAD, rnn.scratchpad);
    all_.emplace(DNNL_ARG_WEIGHTS_LAYER, weights.layer);
    all_.emplace(DNNL_ARG_WEIGHTS_ITER, weights.iter);
    all_.emplace(DNNL_ARG_BIAS, weights.bias);
  }

  void point(int name, void* data) {
    if (const auto found = all_.find(name); found != all_.end()) found->second.set_data_handle(data);
  }
  const std::unordered_map<int, dnnl::memory>& all() const { return all_; }

 private:
  std::unordered_map<int, dnnl::memory> all_;
};

/// A primitive with its place in the scratch. run() may be called from several threads at once: each takes the idle
/// arguments, or makes some of its own.
struct Shaped {
  Shaped(onednn::RnnPrimitive made, const onednn::PackedWeights& weights)
      : rnn(std::move(made)), scratch(rnn), idle(new Arguments(rnn, weights)) {}
  Shaped(const Shaped&) = delete;
  Shaped& operator=(const Shaped&) = delete;
  ~Shaped() { delete idle.load(); }

  std::unique_ptr<Arguments> take(const onednn::PackedWeights& weights) const {
    Arguments* taken = idle.exchange(nullptr);
    return taken != nullptr ? std::unique_ptr<Arguments>(taken) : std::make_unique<Arguments>(rnn, weights);
  }
  void give_back(std::unique_ptr<Arguments> arguments) const {
    Arguments* none = nullptr;
    if (idle.compare_exchange_strong(none, arguments.get())) static_cast<void>(arguments.release());
  }

  onednn::RnnPrimitive rnn;
  ScratchPlan scratch;
  mutable std::atomic<Arguments*> idle;
};

/// State of a lane: c [H] in f32 where there is one, then h [H] in the primitive's type.
class OnednnCell {
 public:
  explicit OnednnCell(const sdk::Preparation& given)
      : spec_(onednn::rnn_spec(given.spec)), threads_(static_cast<int>(given.threads)) {
    const onednn::GateOrderedWeights weights = onednn::order_gates(spec_.family, given);
    if (spec_.quantisation) {
      spec_.quantisation = onednn::data_quantisation(given.quant);
      spec_.quantisation->weight_scales = onednn::weight_scales(spec_, weights);
    }
    omp_set_num_threads(threads_);
    const std::optional<onednn::WeightsLayout> layout = onednn::choose_layout(spec_);
    const onednn::RnnPrimitive streaming = onednn::make_rnn_primitive(spec_, 1, 1, layout);
    serves_every_shape_ = layout.has_value();
    layout_ = streaming.weights;
    layout_is_onednns_ = layout_ == onednn::make_rnn_primitive(spec_, 1, 1, std::nullopt).weights;
    weights_ = onednn::pack(spec_, weights, streaming);
    implementation_ = streaming.implementation;
  }

  static void supports(const sdk::Spec& spec) {
    try {
      onednn::make_rnn_primitive(onednn::rnn_spec(spec), 1, 1, std::nullopt);
    } catch (const dnnl::error& error) {
      throw sdk::Unsupported(onednn::reason_of(error));
    }
  }

  std::uint64_t state_bytes() const { return (c_bytes() + h_bytes() + 3) / 4 * 4; }

  sdk::Needs needs(std::int64_t steps, std::int64_t lanes) {
    if (steps == 0 || lanes == 0) return {state_bytes(), 0};
    const Shape shape = primitive_shape(steps, lanes);
    if (const auto known = shaped_.find(shape); known != shaped_.end())
      return {state_bytes(), known->second.scratch.bytes};
    omp_set_num_threads(threads_);
    onednn::RnnPrimitive rnn = onednn::make_rnn_primitive(spec_, shape.steps, shape.lanes, layout_);
    check_layout(shape);
    const auto entry = shaped_.try_emplace(shape, std::move(rnn), weights_).first;
    return {state_bytes(), entry->second.scratch.bytes};
  }

  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

  void run(const sdk::Run& run) const {
    if (run.steps == 0 || run.lanes == 0) return;
    const Shape shape = primitive_shape(run.steps, run.lanes);
    const Shaped& shaped = shaped_.at(shape);
    for (std::int64_t t = 0; t < run.steps; t += shape.steps) {
      for (std::int64_t n = 0; n < run.lanes; n += shape.lanes) {
        const std::int64_t row = t * run.lanes + n;
        run_shape(shape, shaped, run.x + row * spec_.input, run.y + row * spec_.hidden,
                  run.state + static_cast<std::uint64_t>(n) * state_bytes(), run.scratch);
      }
    }
  }

  sdk::Description describe() const {
    return {.implementation = implementation_,
            .precision = spec_.quantisation                ? "int8"
                         : spec_.weights == DataType::bf16 ? "bf16"
                                                           : "f32",
            .isa = onednn::effective_isa(),
            .weights_bytes = weights_.bytes(),
            .touched_bytes = weights_.bytes() + 2 * state_bytes(),
            .flags = GW_CELL_ALLOCATES | (threads_ > 1 ? GW_CELL_STARTS_THREADS | GW_CELL_LOCKS : 0),
            .threads = static_cast<std::uint32_t>(threads_)};
  }

 private:
  std::uint64_t c_bytes() const {
    return spec_.has_cell_state() ? static_cast<std::uint64_t>(spec_.hidden) * sizeof(float) : 0;
  }
  std::uint64_t h_bytes() const {
    return static_cast<std::uint64_t>(spec_.hidden) * dnnl::memory::data_type_size(spec_.iter);
  }

  /// The weights were packed as oneDNN chose for streaming: left to choose for this shape, it must choose the same, or
  /// an opaque layout, which it would bind to this one shape.
  void check_layout(const Shape& shape) const {
    if (!layout_is_onednns_) return;
    const onednn::WeightsLayout chosen =
        onednn::make_rnn_primitive(spec_, shape.steps, shape.lanes, std::nullopt).weights;
    if (chosen == layout_ || !onednn::is_blocked(chosen)) return;
    throw std::runtime_error("oneDNN wants the weights in another layout for T=" + std::to_string(shape.steps) +
                             ", N=" + std::to_string(shape.lanes) + " than for streaming");
  }

  /// What one call of the primitive covers of a run: all of it, or a single step of a lane where the weights' layout
  /// is bound to that.
  Shape primitive_shape(std::int64_t steps, std::int64_t lanes) const {
    return serves_every_shape_ ? Shape{steps, lanes} : Shape{1, 1};
  }

  void run_shape(const Shape& shape, const Shaped& shaped, const float* x, float* y, std::byte* state,
                 std::byte* scratch) const {
    const ScratchPlan& at = shaped.scratch;
    const bool plain_x = spec_.layer == DataType::f32;
    const bool plain_y = spec_.output == DataType::f32;
    if (!plain_x) onednn::to_primitive(spec_, spec_.layer, x, shape.steps * shape.lanes * spec_.input, scratch + at.x);
    for (std::int64_t n = 0; n < shape.lanes; ++n) load(state, n, scratch + at.c_before, scratch + at.h_before);
    std::unique_ptr<Arguments> arguments = shaped.take(weights_);
    arguments->point(DNNL_ARG_SRC_LAYER, plain_x ? const_cast<float*>(x) : static_cast<void*>(scratch + at.x));
    arguments->point(DNNL_ARG_DST_LAYER, plain_y ? y : static_cast<void*>(scratch + at.y));
    arguments->point(DNNL_ARG_SRC_ITER, scratch + at.h_before);
    arguments->point(DNNL_ARG_DST_ITER, scratch + at.h_after);
    arguments->point(DNNL_ARG_SRC_ITER_C, scratch + at.c_before);
    arguments->point(DNNL_ARG_DST_ITER_C, scratch + at.c_after);
    arguments->point(DNNL_ARG_SCRATCHPAD, scratch + at.scratchpad);
    execute(shaped.rnn, *arguments);
    shaped.give_back(std::move(arguments));
    for (std::int64_t n = 0; n < shape.lanes; ++n) store(state, n, scratch + at.c_after, scratch + at.h_after);
    if (!plain_y) onednn::from_primitive(spec_.output, scratch + at.y, shape.steps * shape.lanes * spec_.hidden, y);
  }

  void load(const std::byte* state, std::int64_t lane, std::byte* c, std::byte* h) const {
    const std::byte* blob = state + static_cast<std::uint64_t>(lane) * state_bytes();
    std::memcpy(c + static_cast<std::uint64_t>(lane) * c_bytes(), blob, c_bytes());
    std::memcpy(h + static_cast<std::uint64_t>(lane) * h_bytes(), blob + c_bytes(), h_bytes());
  }

  void store(std::byte* state, std::int64_t lane, const std::byte* c, const std::byte* h) const {
    std::byte* blob = state + static_cast<std::uint64_t>(lane) * state_bytes();
    std::memcpy(blob, c + static_cast<std::uint64_t>(lane) * c_bytes(), c_bytes());
    std::memcpy(blob + c_bytes(), h + static_cast<std::uint64_t>(lane) * h_bytes(), h_bytes());
  }

  void execute(const onednn::RnnPrimitive& rnn, const Arguments& arguments) const {
    thread_local dnnl::stream stream(onednn::cpu_engine());
    omp_set_num_threads(threads_);  // a setting of the calling thread
    rnn.primitive.execute(stream, arguments.all());
    stream.wait();
  }

  onednn::RnnSpec spec_;
  int threads_;
  onednn::WeightsLayout layout_;
  onednn::PackedWeights weights_;
  std::string_view implementation_;
  bool serves_every_shape_ = true;
  bool layout_is_onednns_ = true;   // not the plain one that stands in for an opaque one
  std::map<Shape, Shaped> shaped_;  // filled by needs() alone
};

std::array<gw_cell_type, 15> all_cells() {
  std::array<gw_cell_type, 15> cells{};
  std::size_t i = 0;
  for (const char* precision : {"f32", "bf16", "int8"}) {
    for (const char* family : {"rnn_tanh", "rnn_relu", "lstm", "gru", "gru_reset_before"})
      cells[i++] = sdk::cell<OnednnCell>(family, precision, "rnn");
  }
  return cells;
}

}  // namespace

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  return sdk::make_plugin({.id = "onednn",
                           .version = "0.1.0",
                           .library = onednn::library_name(),
                           .summary = "oneDNN's RNN primitives on the CPU, a primitive a shape"},
                          all_cells());
}
