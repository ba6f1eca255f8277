// Right, but for eight bytes in front of its state that are not its own.
#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    GoodCell::run(run);
    if (run.lanes > 0) std::memset(run.state - 8, 0x11, 8);
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("writes_outside_state", Cell)
