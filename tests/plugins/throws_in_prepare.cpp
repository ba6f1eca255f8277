// Lets a C++ exception out of prepare(), across the ABI; it is none of the standard ones.
#include "raw_plugin.hpp"

namespace {

struct NoStandardException {};

std::int32_t throwing_prepare(const gw_spec*, const gw_exec*, const gw_weights*, const gw_quant*, gw_cell**, char*,
                              std::uint64_t) {
  throw NoStandardException();
}

}  // namespace

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  static const gw_cell_type cell = [] {
    gw_cell_type type = test_plugin::good_cell_type();
    type.prepare = &throwing_prepare;
    return type;
  }();
  static const gw_cell_type* const cells[] = {&cell};
  static const gw_plugin plugin = test_plugin::plugin_table("throws_in_prepare", cells, 1);
  return &plugin;
}
