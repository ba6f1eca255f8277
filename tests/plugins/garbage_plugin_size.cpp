// Forgot struct_size in its table: every field reads as 0.
#include "raw_plugin.hpp"

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  static const gw_cell_type cell = test_plugin::good_cell_type();
  static const gw_cell_type* const cells[] = {&cell};
  static const gw_plugin plugin = [] {
    gw_plugin table = test_plugin::plugin_table("garbage_plugin_size", cells, 1);
    table.struct_size = 0;
    return table;
  }();
  return &plugin;
}
