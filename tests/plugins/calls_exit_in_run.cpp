// Ends the process from run() the tidy way, through what is registered for the end, and says that all is well.
#include <cstdlib>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run&) const { std::exit(0); }
};

}  // namespace

GATEWISE_TEST_PLUGIN("calls_exit_in_run", Cell)
