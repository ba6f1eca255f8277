// Right, but ignores lengths and says so: the host must emulate them.
#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(test_plugin::sdk::Run run) const {
    run.lengths = nullptr;
    GoodCell::run(run);
  }
  test_plugin::sdk::Description describe() const {
    test_plugin::sdk::Description description = GoodCell::describe();
    description.flags = 0;
    return description;
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("no_lengths", Cell)
