// Brings a family whose orthogonal matrix is not square.
#include <gatewise/sdk/family.hpp>

#include "good_cell.hpp"

namespace {

namespace sdk = gatewise::sdk;

struct Family {
  static constexpr const char* name = "crooked";
  static constexpr const char* title = "used by tests only";
  static constexpr std::uint64_t train_flags = 0;
  static std::vector<sdk::Parameter> parameters() {
    return {{"weight_hh", {sdk::hidden(2), sdk::inputs()}, GW_INIT_ORTHOGONAL, 2}};
  }
  static std::int64_t tape_reals(std::int64_t, std::int64_t, std::int64_t) { return 0; }
  template <class Real>
  static void forward(const sdk::TrainPass<Real>&) {}
  template <class Real>
  static void backward(const sdk::TrainPass<Real>&) {}
};

}  // namespace

GATEWISE_PLUGIN((sdk::PluginInfo{.id = "bad_family", .version = "1.0.0"}),
                sdk::cell<test_plugin::GoodCell, Family>("crooked", "f32", "test"))
