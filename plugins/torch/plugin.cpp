// libtorch's recurrent layers, as torch.nn calls them, as f32 cells.
#include <gatewise/sdk.hpp>

#include "blas.hpp"
#include "layer.hpp"
#include "library.hpp"

namespace {

using namespace gatewise;
using libtorch::Family;

Family parse_family(const std::string& id) {
  if (id == "rnn_tanh") return Family::rnn_tanh;
  if (id == "rnn_relu") return Family::rnn_relu;
  return id == "lstm" ? Family::lstm : Family::gru;
}

libtorch::Shape shape_of(const sdk::Spec& spec) { return {parse_family(spec.family), spec.input, spec.hidden}; }

libtorch::Weights weights_of(const sdk::Preparation& given) {
  const std::int64_t rows = libtorch::gates_of(parse_family(given.spec.family)) * given.spec.hidden;
  return {given.weights.get("weight_ih", {rows, given.spec.input}).data(),
          given.weights.get("weight_hh", {rows, given.spec.hidden}).data(), given.weights.get("bias_ih", {rows}).data(),
          given.weights.get("bias_hh", {rows}).data()};
}

class TorchCell {
 public:
  explicit TorchCell(const sdk::Preparation& given)
      : shape_(shape_of(given.spec)),
        threads_(given.threads),
        layer_(shape_, weights_of(given), static_cast<int>(given.threads)) {}

  static void supports(const sdk::Spec&) {
    if (libtorch::blas().is_optimised) return;
    throw sdk::Unsupported("libtorch's matrix products would run in " + libtorch::blas().name +
                           ", which is neither OpenBLAS, MKL nor BLIS: install libopenblas0");
  }

  std::uint64_t state_bytes() const { return static_cast<std::uint64_t>(shape_.state_size()) * sizeof(float); }

  sdk::Needs needs(std::int64_t, std::int64_t) const { return {state_bytes(), 0}; }

  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

  void run(const sdk::Run& run) const {
    if (run.steps == 0 || run.lanes == 0) return;
    layer_.run(run.steps, run.lanes, run.x, run.y, reinterpret_cast<float*>(run.state));
  }

  sdk::Description describe() const {
    return {.implementation = "libtorch",
            .precision = "f32",
            .isa = libtorch::isa_name(),
            .weights_bytes = layer_.weights_bytes(),
            .touched_bytes = layer_.weights_bytes() + 2 * state_bytes(),
            // OpenBLAS hands out its buffers behind a lock, and starts its pool when it is loaded.
            .flags = GW_CELL_ALLOCATES | GW_CELL_LOCKS | GW_CELL_STARTS_THREADS,
            .threads = threads_};
  }

 private:
  libtorch::Shape shape_;
  std::uint32_t threads_;
  libtorch::Layer layer_;
};

}  // namespace

GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{
                    .id = "torch",
                    .version = "0.1.0",
                    .library = libtorch::library_name(),
                    .summary = "libtorch's recurrent layers on the CPU, as torch.nn calls them"}),
                gatewise::sdk::cell<TorchCell>("rnn_tanh", "f32", "libtorch"),
                gatewise::sdk::cell<TorchCell>("rnn_relu", "f32", "libtorch"),
                gatewise::sdk::cell<TorchCell>("lstm", "f32", "libtorch"),
                gatewise::sdk::cell<TorchCell>("gru", "f32", "libtorch"))
