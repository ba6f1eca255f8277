// Right step by step, wrong where it is given several steps at once; has no lengths, so that only batches show it.
#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(test_plugin::sdk::Run run) const {
    run.lengths = nullptr;
    GoodCell::run(run);
    if (run.steps > 1) run.y[0] += 0.25F;
  }
  test_plugin::sdk::Description describe() const {
    test_plugin::sdk::Description description = GoodCell::describe();
    description.flags = 0;
    return description;
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("wrong_in_batches", Cell)
