// Offers hidden sizes up to 2 only, and says so.
#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  static void supports(const test_plugin::sdk::Spec& spec) {
    if (spec.hidden > 2) throw test_plugin::sdk::Unsupported("hidden sizes above 2 are not offered");
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("refuses_size", Cell)
