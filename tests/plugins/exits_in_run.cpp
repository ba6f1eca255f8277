// Ends the process from run(), and says that all is well.
#include <unistd.h>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run&) const { ::_exit(0); }
};

}  // namespace

GATEWISE_TEST_PLUGIN("exits_in_run", Cell)
