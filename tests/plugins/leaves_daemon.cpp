// Right, but leaves a process behind that has left its parent and its process group, as a daemon does.
#include <unistd.h>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    static const bool left = leave_daemon();
    if (left) GoodCell::run(run);
  }

 private:
  static bool leave_daemon() {
    if (::fork() != 0) return true;
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    ::sleep(600);
    ::_exit(0);
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("leaves_daemon", Cell)
