// Crashes in its first run().
#include <csignal>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run&) const { std::raise(SIGSEGV); }
};

}  // namespace

GATEWISE_TEST_PLUGIN("crash_in_run", Cell)
