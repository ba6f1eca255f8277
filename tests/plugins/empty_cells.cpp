// Offers no cells.
#include "raw_plugin.hpp"

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  static const gw_plugin plugin = test_plugin::plugin_table("empty_cells", nullptr, 0);
  return &plugin;
}
