// Right for whole tiles of 128 and says so: it takes none of the kit's usual shapes. Its other cell is right for all.
#include "good_cell.hpp"

namespace {

class Tiled : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  static void supports(const test_plugin::sdk::Spec& spec) {
    if (spec.input % 128 != 0 || spec.hidden % 128 != 0)
      throw test_plugin::sdk::Unsupported("I and H must be multiples of 128");
  }
};

}  // namespace

GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{.id = "whole_tiles", .version = "1.0.0", .summary = "used by tests only"}),
                gatewise::sdk::cell<Tiled>("lstm", "f32", "tiled"),
                gatewise::sdk::cell<test_plugin::GoodCell>("lstm", "f32", "plain"))
