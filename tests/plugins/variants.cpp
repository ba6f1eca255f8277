// Two implementations of one cell: the first swaps two gates, the second is right. Which one ran shows in the result.
#include "good_cell.hpp"

namespace {

class Swapped : public test_plugin::GoodCell {
 public:
  explicit Swapped(const test_plugin::sdk::Preparation& given) : GoodCell(given, {1, 0, 2, 3}) {}
};

class Right : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
};

class Elsewhere : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  static void supports(const test_plugin::sdk::Spec&) {
    throw test_plugin::sdk::Unsupported("this machine lacks what it is built for");
  }
};

}  // namespace

GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{.id = "variants", .version = "1.0.0", .summary = "used by tests only"}),
                gatewise::sdk::cell<Elsewhere>("lstm", "f32", "elsewhere"),
                gatewise::sdk::cell<Right>("lstm", "f32", "right"),
                gatewise::sdk::cell<Swapped>("lstm", "f32", "swapped"))
