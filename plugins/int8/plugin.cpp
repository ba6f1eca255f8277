// Quantised cells: s8 weights, 8-bit activations, 32-bit sums. The host takes the first implementation that this
// machine can run.
#include <gatewise/sdk.hpp>

#include "cell.hpp"

namespace {

using namespace gatewise;

constexpr std::int64_t most_columns = 65536;  // 255 · 127 · columns must stay below 2^31

template <int8::Isa isa>
class Int8Cell : public int8::Cell {
 public:
  explicit Int8Cell(const sdk::Preparation& given) : Cell(given, isa) {}

  static void supports(const sdk::Spec& spec) {
    if (!int8::is_supported(isa))
      throw sdk::Unsupported(std::string("this machine has no ") + int8::implementation_name(isa));
    if (std::max(spec.input, spec.hidden) > most_columns) {
      throw sdk::Unsupported("input and hidden size may be at most " + std::to_string(most_columns) +
                             ": beyond, the 32-bit sums could overflow");
    }
  }
};

template <int8::Isa isa>
gw_cell_type cell(const char* family) {
  return sdk::cell<Int8Cell<isa>>(family, "int8", int8::implementation_name(isa));
}

std::array<gw_cell_type, 15> all_cells() {
  std::array<gw_cell_type, 15> cells{};
  std::size_t i = 0;
  for (const char* family : {"rnn_tanh", "rnn_relu", "lstm", "gru", "gru_reset_before"}) {
    cells[i++] = cell<int8::Isa::avx512_vnni>(family);
    cells[i++] = cell<int8::Isa::avx2>(family);
    cells[i++] = cell<int8::Isa::portable>(family);
  }
  return cells;
}

}  // namespace

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  return sdk::make_plugin({.id = "int8",
                           .version = "0.1.0",
                           .summary = "quantised: s8 weights with a scale a row, 8-bit activations, 32-bit sums"},
                          all_cells());
}
