// Right while it is proven; crashes when it has run more often than any proof asks for.
#include <csignal>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    static int calls = 0;
    if (++calls > 20000) std::raise(SIGSEGV);
    GoodCell::run(run);
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("crash_after_many_runs", Cell)
