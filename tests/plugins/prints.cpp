// Right, but chatty: prints while it is loaded and in every run().
#include <cstdio>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  void run(const test_plugin::sdk::Run& run) const {
    std::puts("chatter from run");
    std::fputs("chatter from run\n", stderr);
    GoodCell::run(run);
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("prints", Cell)

__attribute__((constructor)) static void print_while_loading() { std::puts("chatter from loading"); }
