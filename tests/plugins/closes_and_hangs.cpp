// Closes descriptors that are not its own, then never returns.
#include <unistd.h>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run&) const {
    for (int descriptor = 0; descriptor < 64; ++descriptor) ::close(descriptor);
    volatile bool forever = true;
    while (forever) ::pause();
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("closes_and_hangs", Cell)
