// Lets a C++ exception out of run(), across the ABI.
#include "raw_plugin.hpp"

namespace {

std::int32_t throwing_run(const gw_cell*, const gw_run*, char*, std::uint64_t) {
  throw std::runtime_error("thrown across the ABI");
}

}  // namespace

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  static const gw_cell_type cell = [] {
    gw_cell_type type = test_plugin::good_cell_type();
    type.run = &throwing_run;
    return type;
  }();
  static const gw_cell_type* const cells[] = {&cell};
  static const gw_plugin plugin = test_plugin::plugin_table("throws_across", cells, 1);
  return &plugin;
}
