// Right, but prints every variable of its environment.
#include <unistd.h>

#include <cstdio>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    static const bool printed = print();
    if (printed) GoodCell::run(run);
  }

 private:
  static bool print() {
    for (char** entry = environ; *entry != nullptr; ++entry) std::puts(*entry);
    return std::fflush(stdout) == 0;
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("prints_environment", Cell)
