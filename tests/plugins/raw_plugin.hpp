// Tables against the raw ABI, for plugins whose fault lies in the table itself.
#ifndef GATEWISE_TESTS_PLUGINS_RAW_PLUGIN_HPP
#define GATEWISE_TESTS_PLUGINS_RAW_PLUGIN_HPP

#include "good_cell.hpp"

namespace test_plugin {

inline gw_cell_type good_cell_type() { return gatewise::sdk::cell<GoodCell>("rnn_tanh", "f32", "test"); }

inline gw_plugin plugin_table(const char* id, const gw_cell_type* const* cells, std::uint32_t count) {
  gw_plugin plugin{};
  plugin.struct_size = sizeof(gw_plugin);
  plugin.abi_minor = GW_ABI_MINOR;
  plugin.id = id;
  plugin.version = "1.0.0";
  plugin.library = "none";
  plugin.licence = "Apache-2.0";
  plugin.summary = "used by tests only";
  plugin.cell_count = count;
  plugin.cells = cells;
  return plugin;
}

}  // namespace test_plugin

#endif
