// Right until it is timed: the measuring child is pinned to one core, and by then has run several hundred steps.
#include <sched.h>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    static int calls = 0;
    volatile bool forever = ++calls > 1000 && is_pinned();
    while (forever) {
    }
    GoodCell::run(run);
  }

 private:
  static bool is_pinned() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    return ::sched_getaffinity(0, sizeof(cores), &cores) == 0 && CPU_COUNT(&cores) == 1;
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("hang_in_measurement", Cell)
