// Forgot struct_size in its cell: every field reads as 0.
#include "raw_plugin.hpp"

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  static const gw_cell_type cell = [] {
    gw_cell_type type = test_plugin::good_cell_type();
    type.struct_size = 0;
    return type;
  }();
  static const gw_cell_type* const cells[] = {&cell};
  static const gw_plugin plugin = test_plugin::plugin_table("garbage_cell_size", cells, 1);
  return &plugin;
}
