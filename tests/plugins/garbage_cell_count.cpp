// Claims more cells than its table has.
#include "raw_plugin.hpp"

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  static const gw_cell_type cell = test_plugin::good_cell_type();
  static const gw_cell_type* const cells[] = {&cell, nullptr};
  static const gw_plugin plugin = test_plugin::plugin_table("garbage_cell_count", cells, 0xFFFFFFFFU);
  return &plugin;
}
