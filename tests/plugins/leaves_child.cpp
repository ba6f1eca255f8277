// Right, but leaves a process behind that holds every descriptor of its own.
#include <unistd.h>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    static const pid_t child = start_child();
    if (child < 0) throw std::runtime_error("cannot fork");
    GoodCell::run(run);
  }

 private:
  static pid_t start_child() {
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::sleep(600);
    ::_exit(0);
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("leaves_child", Cell)
