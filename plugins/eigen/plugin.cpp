// f32 cells on Eigen: matrix products and vectorised activations. The host takes the first implementation that this
// machine can run.
#include <gatewise/sdk.hpp>

#include "cell.hpp"

namespace {

using namespace gatewise;
using eigen::Isa;

template <Isa isa>
class EigenCell : public eigen::Cell {
 public:
  explicit EigenCell(const sdk::Preparation& given) : Cell(given, isa) {}

  static void supports(const sdk::Spec&) {
    const std::string missing = eigen::missing_for(isa);
    if (!missing.empty()) throw sdk::Unsupported("this machine has no " + missing);
  }
};

constexpr std::array families{"rnn_tanh", "rnn_relu", "lstm", "gru", "gru_reset_before"};

/// Best first.
template <Isa... isas>
auto all_cells() {
  std::array<gw_cell_type, sizeof...(isas) * families.size()> cells{};
  std::size_t i = 0;
  for (const char* family : families)
    ((cells[i++] = sdk::cell<EigenCell<isas>>(family, "f32", eigen::name_of(isas))), ...);
  return cells;
}

}  // namespace

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
#if defined(__x86_64__)
  const auto cells = all_cells<Isa::avx512, Isa::avx2, Isa::baseline>();
#else
  const auto cells = all_cells<Isa::baseline>();
#endif
  return sdk::make_plugin({.id = "eigen",
                           .version = "0.1.0",
                           .library = eigen::library_name(),
                           .summary = "f32 on Eigen: matrix-vector products and vectorised activations, one thread"},
                          cells);
}
