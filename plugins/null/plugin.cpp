// The cell that does nothing: what is left in a step's time is the harness's own. Never a candidate.
#include <gatewise/sdk.hpp>

namespace {

using namespace gatewise;

class NullCell {
 public:
  explicit NullCell(const sdk::Preparation&) {}

  // A state has at least one byte by contract.
  std::uint64_t state_bytes() const { return 1; }
  sdk::Needs needs(std::int64_t, std::int64_t) const { return {state_bytes(), 0}; }
  void reset(std::byte* state) const { *state = std::byte{0}; }
  void run(const sdk::Run&) const {}

  sdk::Description describe() const {
    return {.implementation = "null", .precision = "f32", .flags = GW_CELL_DOES_NOTHING | GW_CELL_APPROXIMATE};
  }
};

}  // namespace

GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{
                    .id = "null", .version = "0.1.0", .summary = "does nothing: the harness's floor, no candidate"}),
                gatewise::sdk::cell<NullCell>("rnn_tanh", "f32", "null"),
                gatewise::sdk::cell<NullCell>("rnn_relu", "f32", "null"),
                gatewise::sdk::cell<NullCell>("lstm", "f32", "null"),
                gatewise::sdk::cell<NullCell>("gru", "f32", "null"),
                gatewise::sdk::cell<NullCell>("gru_reset_before", "f32", "null"))
