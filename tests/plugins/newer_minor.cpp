// Right, and built against a later minor version: its structs are longer than the host's.
#include "raw_plugin.hpp"

namespace {

struct NewerCell {
  gw_cell_type known;
  const void* appended[3];
};

struct NewerPlugin {
  gw_plugin known;
  const void* appended[3];
};

}  // namespace

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  static const NewerCell cell = [] {
    NewerCell type{test_plugin::good_cell_type(), {}};
    type.known.struct_size = sizeof(NewerCell);
    return type;
  }();
  static const gw_cell_type* const cells[] = {&cell.known};
  static const NewerPlugin plugin = [] {
    NewerPlugin table{test_plugin::plugin_table("newer_minor", cells, 1), {}};
    table.known.struct_size = sizeof(NewerPlugin);
    table.known.abi_minor = GW_ABI_MINOR + 1;
    return table;
  }();
  return &plugin.known;
}
