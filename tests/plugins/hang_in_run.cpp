// Never returns from run().
#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run&) const {
    volatile bool forever = true;
    while (forever) {
    }
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("hang_in_run", Cell)
