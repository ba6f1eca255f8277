// Needs a symbol that no library has.
#include "good_cell.hpp"

extern "C" void gatewise_test_symbol_that_nobody_defines();

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    gatewise_test_symbol_that_nobody_defines();
    GoodCell::run(run);
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("unresolved", Cell)
